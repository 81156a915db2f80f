import {
  type ExecutionResult,
  execute,
  type GraphQLError,
  getOperationAST,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { expect } from 'vitest';
import { createCampusClock } from '../../src/core/campus-day.ts';
import { type ErrorCode, RollcallError } from '../../src/core/errors.ts';
import type { DeadLetter, InvalidAttempt, Swipe } from '../../src/core/swipe.ts';
import { createContextImports } from '../../src/ingest/context-imports.ts';
import { createRosterImports } from '../../src/ingest/roster-imports.ts';
import type { LiveHub } from '../../src/live/frames.ts';
import { createLiveHub } from '../../src/live/hub.ts';
import type { Effects, OutcomeRow } from '../../src/ports/committer.ts';
import type { Simulator } from '../../src/ports/simulator.ts';
import { createRequestContext } from '../../src/resolvers/context.ts';
import { OPERATOR } from '../../src/resolvers/scopes.ts';
import type { About, Services, Viewer } from '../../src/resolvers/services.ts';
import { forgetContext } from '../../src/schema/builder.ts';
import { toGraphQLError } from '../../src/schema/errors.ts';
import { schema } from '../../src/schema/schema.ts';
import { createExecutor } from '../../src/server/executor.ts';
import { openTemporaryStore, SILENT, type StoreOptions } from './embedded.ts';
import { resultOf } from './executed.ts';
import { createSilentHub } from './silent-hub.ts';

/** One call of a port: `round` counts the times that nothing else was in flight when a call began. */
export interface PortCall {
  readonly port: string;
  readonly method: string;
  readonly round: number;
}

export interface Answer {
  readonly data: unknown;
  readonly errors: readonly GraphQLError[];
}

const PORTS = [
  'roster',
  'swipeStore',
  'counter',
  'claims',
  'deadLetters',
  'swipeLog',
  'simulations',
  'campusContext',
] as const;
export type PortName = (typeof PORTS)[number];

const LIMITS = { queueFrames: 1_024, queueBytes: 1_048_576, subscriptionsMax: 100 };

export const NO_SIMULATIONS: Simulator = {
  start: async () => ({ kind: 'INPUT_PROBLEM', field: 'mode', code: 'NONE', message: 'None here.' }),
  stop: async () => null,
  get: async (ids) => ids.map(() => null),
  expected: () => ({ accepted: 0, invalid: 0, duplicates: 0, malformed: 0, latecomers: 0, sessions: [] }),
  observed: async () => ({ accepted: 0, invalid: 0, duplicates: 0, malformed: 0 }),
  onChange: () => () => undefined,
};

export const aboutTest = (startedAt: number): About => ({
  version: '0.0.0-test',
  role: 'all',
  startedAt,
  allowedLatenessMs: 20 * 60_000,
  feedRetentionMs: 7 * 86_400_000,
  outcomeRetentionMs: 48 * 3_600_000,
  defaultGraceMs: 10 * 60_000,
  ports: async () => [{ port: 'swipe store', adapter: 'embedded', healthy: true }],
  ingest: () => ({ accepted: 1, invalid: 2, duplicates: 3, deadLettered: 4, retried: 5, paused: false }),
});

export interface ApiWorldOptions extends StoreOptions {
  readonly live?: Partial<LiveHub>;
  readonly simulator?: Partial<Simulator>;
  /** A hub that follows the store's own feeds, in place of a silent one. */
  readonly followsFeeds?: boolean;
}

/** The schema over an embedded store of its own; every port can be counted, and made to fail. */
export async function openApiWorld(options: ApiWorldOptions = {}) {
  const { live, simulator, followsFeeds, ...storeOptions } = options;
  const temporary = await openTemporaryStore(storeOptions);
  const { store, clock } = temporary;
  const campus = createCampusClock(options.timeZone ?? 'UTC');
  const calls: PortCall[] = [];
  const failing = new Map<PortName, ErrorCode>();
  let inFlight = 0;
  let round = 0;

  const watched = <T extends object>(port: PortName, target: T): T =>
    new Proxy(target, {
      get(object, method) {
        const value: unknown = Reflect.get(object, method);
        if (typeof value !== 'function' || typeof method !== 'string') return value;
        return async (...args: unknown[]) => {
          // What is in memory costs no read, so it opens no round of reads.
          const free = method === 'timetable';
          if (!free && inFlight === 0) round += 1;
          if (!free) calls.push({ port, method, round });
          const code = failing.get(port);
          inFlight += 1;
          try {
            await new Promise((resume) => setImmediate(resume));
            if (code !== undefined && !free) throw new RollcallError(code);
            return await Reflect.apply(value, object, args);
          } finally {
            inFlight -= 1;
          }
        };
      },
    });

  const simulations = { ...NO_SIMULATIONS, ...simulator };
  const hub =
    followsFeeds === true
      ? await createLiveHub({
          ...store,
          clock,
          campus,
          log: SILENT,
          simulator: simulations,
          allowedLatenessMs: 20 * 60_000,
          limits: LIMITS,
        })
      : createSilentHub();
  const services: Services = {
    clock,
    campus,
    log: SILENT,
    swipeLog: watched('swipeLog', store.swipeLog),
    roster: watched('roster', store.roster),
    campusContext: watched('campusContext', store.campusContext),
    contextImports: createContextImports({
      campusContext: store.campusContext,
      clock,
      log: SILENT,
      allowedSkewMs: 300_000,
    }),
    imports: createRosterImports({ roster: store.roster, filter: store.filter, clock, campus, log: SILENT }),
    swipeStore: watched('swipeStore', store.swipeStore),
    counter: watched('counter', store.counter),
    claims: watched('claims', store.claims),
    feed: store.feed,
    deadLetters: watched('deadLetters', store.deadLetters),
    simulator: simulations,
    simulations: watched('simulations', store.simulations),
    live: { ...hub, ...live },
    about: aboutTest(clock.now()),
  };

  const consumer = await store.swipeLog.subscribe();
  /** Log positions that nobody has used, as messages would have brought them. */
  const takePositions = async (count: number): Promise<readonly string[]> => {
    await store.swipeLog.publish(Array.from({ length: count }, () => ({ key: '', payload: new Uint8Array(1) })));
    const positions: string[] = [];
    while (positions.length < count) {
      for (const message of await consumer.receive(count - positions.length, 0)) positions.push(message.position);
    }
    return positions;
  };
  const commit = async (effects: Partial<Effects>, positions: readonly string[]): Promise<void> =>
    store.committer.commit({
      swipes: [],
      attempts: [],
      deadLetters: [],
      outcomes: [],
      simulationOutcomes: [],
      positions,
      decidedAt: clock.now(),
      ...effects,
    });

  return {
    services,
    store,
    clock,
    calls,
    /** Every call of that port fails from now on; null: it works again. */
    fail(port: PortName, code: ErrorCode | null): void {
      if (code === null) failing.delete(port);
      else failing.set(port, code);
    },
    /** Commits swipes as accepted, as the pipeline would; their log positions are given here. */
    async accept(swipes: readonly Swipe[], outcomes: readonly OutcomeRow[] = []): Promise<void> {
      const positions = await takePositions(swipes.length);
      const accepted = swipes.map((swipe, index) => ({
        swipe: { ...swipe, logPosition: positions[index] ?? '' },
        again: false,
        floor: '',
        contentHash: index,
      }));
      await commit({ swipes: accepted, outcomes }, positions);
    },
    async refuse(attempts: readonly InvalidAttempt[], deadLetters: readonly DeadLetter[] = []): Promise<void> {
      await commit({ attempts, deadLetters }, await takePositions(attempts.length));
    },
    run: runOn(services, async (work) => {
      const counted = calls.length;
      const before = round;
      const result = await work();
      calls.length = counted;
      round = before;
      return result;
    }),
    async dispose(): Promise<void> {
      await hub.close();
      await consumer.close();
      await temporary.dispose();
    },
  };
}

const executor = createExecutor(schema, forgetContext);

/**
 * Runs one operation as the edge does, planned; a query also as graphql-js does, and expects the same answer.
 * @param aside does that second reading, where reads are counted
 */
export function runOn(services: Services, aside: <T>(work: () => Promise<T>) => Promise<T> = (work) => work()) {
  return async (
    source: string,
    variables?: Readonly<Record<string, unknown>>,
    viewer: Viewer = OPERATOR,
  ): Promise<Answer> => {
    const document = parse(source);
    const wrong = validate(schema, document);
    if (wrong.length > 0) return { data: null, errors: wrong.map((error) => toGraphQLError(error)) };
    const answer = async ({ data, errors }: ExecutionResult): Promise<Answer> => ({
      data: JSON.parse(JSON.stringify(data ?? null)),
      errors: (errors ?? []).map((error) => toGraphQLError(error)),
    });
    const contextValue = () => createRequestContext(services, viewer);
    const planned = executor(document, null).execute({ variableValues: variables, contextValue: contextValue() });
    const shown = await answer(resultOf(await planned));
    if (getOperationAST(document)?.operation !== OperationTypeNode.QUERY) return shown;
    await aside(async () => {
      const plain = execute({ schema, document, variableValues: variables, contextValue: contextValue() });
      expect(JSON.stringify(shown)).toBe(JSON.stringify(await answer(await plain)));
    });
    return shown;
  };
}

export type ApiWorld = Awaited<ReturnType<typeof openApiWorld>>;

/** What an answer's errors say, shortly. */
export const codes = (answer: Answer) =>
  answer.errors.map(({ extensions }) => [extensions.code, extensions.argument ?? null]);
