import { compareText } from '../../core/paging.ts';
import type { SimulationInput, SimulationRecord, SimulationState } from '../../core/simulation.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SimulationKey, Simulations } from '../../ports/simulations.ts';
import { ONE_BUCKET } from './buckets.ts';
import type { CqlRow, CqlSession } from './cql-session.ts';
import { createLeases } from './leases.ts';
import { readPage } from './page-query.ts';
import { createOutcomeCounts } from './simulation-outcomes.ts';
import {
  ADD_SIMULATION,
  ADD_SIMULATION_BY_START,
  ADD_SIMULATION_BY_TAG,
  SIMULATION,
  SIMULATION_WITH_TAG,
  SIMULATIONS_BY_START,
} from './statements.ts';
import { instantIn, instantOrNullIn, numberIn, textIn, textOrNullIn } from './values.ts';

const BY_START = {
  select: SIMULATIONS_BY_START,
  order: ['started_at', 'id'],
  valuesOf: ({ startedAt, id }: SimulationKey) => [startedAt, id],
};
const STATES: readonly SimulationState[] = ['RUNNING', 'DRAINING', 'COMPLETED', 'STOPPED', 'FAILED'];

/** Simulations in Cassandra; any process reads them, the one that holds the lease writes. */
export function createCassandraSimulations(options: {
  readonly session: CqlSession;
  readonly clock: Pick<Clock, 'now'>;
  /** Unique to this process: the owner of its leases. */
  readonly owner: string;
}): Simulations {
  const { session, clock, owner } = options;
  const outcomes = createOutcomeCounts(session, clock);
  const getOne = async (id: string): Promise<SimulationRecord | null> => {
    const [row] = await session.rows(SIMULATION, [id]);
    return row === undefined ? null : decode(row);
  };
  return {
    async save(record) {
      const { id, tag, input, state, startedAt, finishedAt, planned, published, failure } = record;
      const fields = [id, tag, JSON.stringify(input), state, startedAt, finishedAt, planned, published, failure];
      await Promise.all([
        session.write(ADD_SIMULATION_BY_START, [ONE_BUCKET, startedAt, id]),
        session.write(ADD_SIMULATION, fields),
      ]);
      if (published > 0) await session.write(ADD_SIMULATION_BY_TAG, [tag, id]);
    },
    get: (ids) => Promise.all(ids.map(getOne)),
    async list(page) {
      const found: SimulationRecord[] = [];
      for (let rest = page; ; ) {
        const keys = (await readPage(session, BY_START, [ONE_BUCKET], rest)).map(decodeKey);
        const records = await Promise.all(keys.map(({ id }) => getOne(id)));
        for (const record of records) if (record !== null) found.push(record);
        const last = keys.at(-1);
        if (found.length >= page.limit || keys.length < page.limit || last === undefined) {
          return found.slice(0, page.limit).sort((a, b) => compareKeys(a, b) * (page.reverse ? -1 : 1));
        }
        rest = page.reverse ? { ...page, before: last } : { ...page, after: last };
      }
    },
    async observed(id) {
      const record = await getOne(id);
      return outcomes.observed(record ?? { id, planned: 0, published: 0 });
    },
    async withTag(tag) {
      const [row] = await session.rows(SIMULATION_WITH_TAG, [tag]);
      return row === undefined ? null : getOne(textIn(row, 'id'));
    },
    ...createLeases(session, owner),
  };
}

function decode(row: CqlRow): SimulationRecord {
  const input: SimulationInput = JSON.parse(textIn(row, 'input'));
  return {
    id: textIn(row, 'id'),
    tag: textIn(row, 'tag'),
    input,
    state: STATES.find((state) => state === row.state) ?? 'FAILED',
    startedAt: instantIn(row, 'started_at'),
    finishedAt: instantOrNullIn(row, 'finished_at'),
    planned: numberIn(row, 'planned'),
    published: numberIn(row, 'published'),
    failure: textOrNullIn(row, 'failure'),
  };
}

function decodeKey(row: CqlRow): SimulationKey {
  return { startedAt: instantIn(row, 'started_at'), id: textIn(row, 'id') };
}

function compareKeys(a: SimulationKey, b: SimulationKey): number {
  return a.startedAt - b.startedAt || compareText(a.id, b.id);
}
