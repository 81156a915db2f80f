import type { ExpectedSession, SimulationCounts, SimulationTruth } from '../core/simulation.ts';
import { builder } from './builder.ts';

export const SimulationCountsRef = builder.objectRef<SimulationCounts>('SimulationCounts').implement({
  description: 'What became of messages; each message is counted once, whatever was redelivered.',
  fields: (t) => ({
    accepted: t.exposeInt('accepted', { nullable: false, description: 'Accepted and counted.' }),
    invalid: t.exposeInt('invalid', { nullable: false, description: 'Refused, but for the malformed.' }),
    duplicates: t.exposeInt('duplicates', { nullable: false, description: 'Copies of what was accepted before.' }),
    malformed: t.exposeInt('malformed', { nullable: false, description: 'Not swipes.' }),
  }),
});

const ExpectedSessionRef = builder.objectRef<ExpectedSession>('ExpectedSession').implement({
  description: 'What the reports must say of one session of the plan.',
  fields: (t) => ({
    lectureId: t.exposeString('lectureId', { nullable: false, description: 'The lecture held.' }),
    day: t.expose('day', { type: 'LocalDate', nullable: false, description: 'The day it is held on.' }),
    swipes: t.exposeInt('swipes', { nullable: false, description: 'Accepted swipes.' }),
    uniqueStudents: t.exposeInt('uniqueStudents', { nullable: false, description: 'Distinct students, exact.' }),
    latecomers: t.exposeInt('latecomers', { nullable: false, description: 'Students who came late.' }),
  }),
});

export const SimulationTruthRef = builder.objectRef<SimulationTruth>('SimulationTruth').implement({
  description: 'accepted + invalid + duplicates + malformed = messages published.',
  fields: (t) => ({
    accepted: t.exposeInt('accepted', { nullable: false, description: 'Swipes that must be accepted.' }),
    invalid: t.exposeInt('invalid', { nullable: false, description: 'Swipes that must be refused.' }),
    duplicates: t.exposeInt('duplicates', { nullable: false, description: 'Copies that must count nowhere.' }),
    malformed: t.exposeInt('malformed', { nullable: false, description: 'Messages that are not swipes.' }),
    latecomers: t.exposeInt('latecomers', { nullable: false, description: 'Latecomers of all the sessions together.' }),
    sessions: t.field({
      type: [ExpectedSessionRef],
      nullable: false,
      description: 'Each session of the plan, by day, then lectureId.',
      complexity: { field: 1, multiplier: 50 },
      resolve: (truth) => truth.sessions,
    }),
  }),
});
