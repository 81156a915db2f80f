import type { SimulationRecord } from '../../src/core/simulation.ts';
import { START } from './embedded.ts';

/** A simulation as it is stored, of no particular plan. */
export function simulationRecord(over: Partial<SimulationRecord> = {}): SimulationRecord {
  return {
    id: 'sim',
    tag: 'tag',
    input: {
      seed: 7,
      mode: 'PLAYBACK',
      students: 10,
      lectures: 1,
      day: 20_000,
      days: 1,
      rate: null,
      limit: null,
      lateShare: 0,
      absentShare: 0,
      invalidShare: 0,
      duplicateShare: 0,
      outOfOrderShare: 0,
      malformedShare: 0,
      preload: true,
      startsAt: null,
      timeZone: 'UTC',
    },
    state: 'RUNNING',
    startedAt: START,
    finishedAt: null,
    planned: 10,
    published: 4,
    failure: null,
    ...over,
  };
}
