import { createCampusClock, type EpochMs } from '../../../src/core/campus-day.ts';
import { RollcallError } from '../../../src/core/errors.ts';
import type { SimulationOutcome } from '../../../src/core/simulation.ts';
import type { DeadLetter, InvalidAttempt, Outcome, Swipe } from '../../../src/core/swipe.ts';
import { outcomesOf } from '../../../src/ingest/effects.ts';
import { createPipeline, type Pipeline } from '../../../src/ingest/pipeline.ts';
import type { PipelineLimits } from '../../../src/ingest/pipeline-deps.ts';
import type { ClaimAnswer, ClaimRequest } from '../../../src/ports/claims.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Effects } from '../../../src/ports/committer.ts';
import type { Log, LogFields } from '../../../src/ports/log.ts';
import type { Metrics } from '../../../src/ports/metrics.ts';
import type { LogMessage, SimulationTag } from '../../../src/ports/swipe-log.ts';

export const NOW: EpochMs = Date.UTC(2026, 2, 2, 12);
export const campus = createCampusClock('UTC');

export function uuidOf(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

export interface EventJson {
  readonly event_id?: unknown;
  readonly student_id?: unknown;
  readonly lecture_id?: unknown;
  readonly gate_id?: unknown;
  readonly timestamp?: unknown;
  readonly action?: unknown;
  readonly [unknownField: string]: unknown;
}

export function eventJson(n: number, over: EventJson = {}): EventJson {
  return {
    event_id: uuidOf(n),
    student_id: `S${n % 50}`,
    lecture_id: `L${n % 5}`,
    gate_id: 'G1',
    timestamp: new Date(NOW - 1_000_000 + n).toISOString(),
    action: n % 2 === 0 ? 'enter' : 'exit',
    ...over,
  };
}

export function message(position: number, payload: unknown, over: Partial<LogMessage> = {}): LogMessage {
  const bytes = payload instanceof Uint8Array ? payload : new TextEncoder().encode(JSON.stringify(payload));
  const key =
    typeof payload === 'object' && payload !== null && 'lecture_id' in payload ? String(payload.lecture_id) : '';
  return {
    position: String(position),
    key,
    payload: bytes,
    publishedAt: NOW,
    simulation: null,
    redelivered: false,
    ...over,
  };
}

/** Time passes only by waiting: a timer moves the clock to its end and fires in the next turn of the event loop. */
export function createEagerClock(): Clock & { readonly delays: number[] } {
  let now = NOW;
  const delays: number[] = [];
  return {
    delays,
    now: () => now,
    setTimer(delayMs, fire) {
      const immediate = setImmediate(() => {
        now += delayMs;
        delays.push(delayMs);
        fire();
      });
      return () => clearImmediate(immediate);
    },
  };
}

export function createLogBook(): Log & { readonly lines: { level: string; event: string; fields: LogFields }[] } {
  const lines: { level: string; event: string; fields: LogFields }[] = [];
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      lines.push({ level, event, fields });
    };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export function createMeters(): Metrics & { readonly values: Map<string, number> } {
  const values = new Map<string, number>();
  return {
    values,
    counter: (name) => ({ add: (value) => void values.set(name, (values.get(name) ?? 0) + value) }),
    gauge: () => {},
    histogram: () => ({ observe: () => {} }),
  };
}

export function createFakeClaims() {
  const held = new Map<string, ClaimRequest>();
  let since = Number.NEGATIVE_INFINITY;
  return {
    held,
    /** Drops everything, as a flush would. */
    flush(at: EpochMs) {
      held.clear();
      since = at;
    },
    async claim(requests: readonly ClaimRequest[]): Promise<readonly ClaimAnswer[]> {
      return requests.map((request) => {
        const there = held.get(request.eventId) ?? null;
        if (there === null) held.set(request.eventId, request);
        return there;
      });
    },
    async release(claims: readonly { eventId: string; position: string }[]) {
      for (const { eventId, position } of claims) {
        if (held.get(eventId)?.position === position) held.delete(eventId);
      }
    },
    completeSince: () => since,
  };
}

export function createFakeFilter(ids: Iterable<string>) {
  const added = new Set(ids);
  const filter = {
    added,
    trusted: true,
    generation: 1,
    calls: 0,
    lies: (_id: string): boolean => false,
    async check(studentIds: readonly string[]) {
      filter.calls += 1;
      const maybe = studentIds.map((id) => added.has(id) || filter.lies(id));
      return { maybe, trusted: filter.trusted, rosterGeneration: filter.generation };
    },
  };
  return filter;
}

export function createFakeRoster(ids: Iterable<string>) {
  const cards = new Set(ids);
  const asked: (readonly string[])[] = [];
  return {
    cards,
    asked,
    async known(studentIds: readonly string[]) {
      asked.push(studentIds);
      return studentIds.map((id) => cards.has(id));
    },
  };
}

const RANK: Record<SimulationOutcome, number> = { ACCEPTED: 2, INVALID: 1, MALFORMED: 1, DUPLICATE: 0 };

/** What the committer has made of the world, by key, and what it announced in order. */
export function createFakeStores() {
  const swipes = new Map<string, Swipe>();
  const attempts = new Map<string, InvalidAttempt>();
  const deadLetters = new Map<string, DeadLetter>();
  const outcomes = new Map<string, Outcome>();
  const simulation = new Map<number, SimulationOutcome>();
  const acknowledged = new Set<string>();
  const announced: { swipe: Swipe; again: boolean }[] = [];
  const keyOf = (swipe: Pick<Swipe, 'lectureId' | 'day' | 'ts' | 'studentId' | 'eventId'>) =>
    [swipe.lectureId, swipe.day, swipe.ts, swipe.studentId, swipe.eventId].join(' ');
  return {
    swipes,
    attempts,
    deadLetters,
    outcomes,
    simulation,
    acknowledged,
    announced,
    async lookUp(keys: readonly Swipe[]) {
      return keys.map((key) => swipes.get(keyOf(key)) ?? null);
    },
    apply(effects: Effects) {
      for (const { swipe, again } of effects.swipes) {
        swipes.set(keyOf(swipe), swipe);
        announced.push({ swipe, again });
      }
      for (const attempt of effects.attempts) attempts.set(attempt.id, attempt);
      for (const letter of effects.deadLetters) deadLetters.set(letter.id, letter);
      for (const { eventId, outcome } of outcomesOf(effects)) {
        if (outcomes.get(eventId)?.state !== 'ACCEPTED') outcomes.set(eventId, outcome);
      }
      for (const { index, outcome } of effects.simulationOutcomes) {
        const before = simulation.get(index);
        if (before === undefined || RANK[before] < RANK[outcome]) simulation.set(index, outcome);
      }
      for (const position of effects.positions) acknowledged.add(position);
    },
  };
}

/** A log in memory; what was not acknowledged comes again with the next subscription. */
export function createFakeLog(acknowledged: ReadonlySet<string>) {
  const messages: LogMessage[] = [];
  let wake = () => {};
  return {
    messages,
    publish(...more: LogMessage[]) {
      for (const one of more) messages.push(one);
      wake();
    },
    async subscribe() {
      const unacknowledged = messages.filter(({ position }) => !acknowledged.has(position));
      let next = messages.length;
      let closed = false;
      const take = (max: number): LogMessage[] => {
        const taken = unacknowledged.splice(0, max);
        const more = messages.slice(next, next + max - taken.length);
        next += more.length;
        return [...taken, ...more];
      };
      return {
        async receive(max: number) {
          for (;;) {
            if (closed) return [];
            const taken = take(max);
            if (taken.length > 0) return taken;
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        },
        async close() {
          closed = true;
          wake();
        },
      };
    },
  };
}

export function down(): RollcallError {
  return new RollcallError('STORE_UNAVAILABLE');
}

export function rejected(): RollcallError {
  return new RollcallError('MESSAGE_REJECTED');
}

const LIMITS: PipelineLimits = {
  batchMax: 20,
  lingerMs: 20,
  batchesInFlight: 2,
  allowedSkewMs: 300_000,
  rosterCacheMax: 1_000,
  backoffMaxMs: 10_000,
};

/** A pipeline over fakes; `failing` decides for each commit which error it meets, if any. */
export function createWorld(over: Partial<PipelineLimits> = {}) {
  const students = Array.from({ length: 50 }, (_, index) => `S${index}`);
  const stores = createFakeStores();
  const world = {
    clock: createEagerClock(),
    log: createLogBook(),
    metrics: createMeters(),
    claims: createFakeClaims(),
    filter: createFakeFilter(students),
    roster: createFakeRoster(students),
    stores,
    swipeLog: createFakeLog(stores.acknowledged),
    commits: [] as Effects[],
    prepared: [] as Effects[],
    failing: (_effects: Effects): Error | null => null,
    createPipeline(): Pipeline {
      return createPipeline({
        ...world,
        campus,
        swipeStore: { swipes: (keys) => stores.lookUp(keys.map((key) => ({ ...PLAIN, ...key }))) },
        committer: {
          prepare: (effects) => void world.prepared.push(effects),
          async commit(effects) {
            await new Promise((resolve) => setImmediate(resolve));
            const error = world.failing(effects);
            if (error !== null) throw error;
            world.commits.push(effects);
            stores.apply(effects);
          },
        },
        random: () => 0.5,
        limits: { ...LIMITS, ...over },
      });
    },
    /** Resolves once `test` holds; looks after each turn of the event loop. */
    async until(test: () => boolean): Promise<void> {
      while (!test()) await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return world;
}

const PLAIN: Swipe = {
  eventId: '',
  studentId: '',
  lectureId: '',
  gateId: '',
  ts: 0,
  action: 'ENTER',
  day: 0,
  receivedAt: 0,
  logPosition: '',
};

export function tag(index: number): SimulationTag {
  return { simulation: 'sim', index };
}
