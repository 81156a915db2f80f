import { builder } from './builder.ts';

const SimulationMode = builder.enumType('SimulationMode', {
  description: 'When the simulated swipes happen.',
  values: {
    PLAYBACK: {
      description:
        'Past days as they would have been: event times in `days` days, the last of them yesterday unless `day` says otherwise. Same input: the same swipes, byte for byte, event ids included.',
    },
    LIVE: {
      description:
        "Now: lectures start within the first minutes and event times are the wall clock's. Same input: the same swipes but for the offset of the start.",
    },
  },
});

export const StartSimulationInput = builder.inputType('StartSimulationInput', {
  description:
    "Lecture, student, gate and event ids carry a short hash of the resolved input (`seed`, `day`, shares, time zone, for LIVE also the start; not `rate`, `limit`, `preload`), so that no two simulations share a session or a card. Cards meant to be invalid are on nobody's roster.",
  fields: (t) => {
    const share = (defaultValue: number, description: string) => t.float({ required: true, defaultValue, description });
    return {
      seed: t.int({ description: 'null: one is chosen, and told in `Simulation.seed`.' }),
      mode: t.field({
        type: SimulationMode,
        required: true,
        defaultValue: 'PLAYBACK',
        description: 'Past days, or now.',
      }),
      students: t.int({ required: true, defaultValue: 500, description: 'Students on the simulated campus.' }),
      lectures: t.int({ required: true, defaultValue: 12, description: 'Lectures they attend.' }),
      day: t.field({ type: 'LocalDate', description: "PLAYBACK's first day; no swipe lies in the future." }),
      days: t.int({ required: true, defaultValue: 1, description: 'Days played.' }),
      rate: t.float({
        description:
          'Swipes per second on the wall clock; null: as fast as ingest takes them (PLAYBACK), as they fall (LIVE).',
      }),
      limit: t.int({ description: 'Stop after this many swipes; null: when the days are played out.' }),
      lateShare: share(0.15, 'Shares of 0..1. Of arrivals that are late.'),
      absentShare: share(0.1, 'Of enrolled students who do not come, 0..1.'),
      invalidShare: share(0.02, "Of swipes by cards on nobody's roster, 0..1."),
      duplicateShare: share(0.01, 'Of swipes that are published twice, 0..1.'),
      outOfOrderShare: share(0.05, 'Of swipes that are published late, 0..1.'),
      malformedShare: share(0, 'Of messages that are not swipes, 0..1.'),
      preload: t.boolean({
        required: true,
        defaultValue: true,
        description:
          'Put the simulated students, lectures, timetable and enrolments on the roster (and so in the Bloom filter) first. false: nothing is imported, and every student and lecture of the plan must be on the roster already, else SimulationInputProblem ROSTER_MISSING.',
      }),
    };
  },
});
