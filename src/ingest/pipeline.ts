import { isRetriable } from '../core/errors.ts';
import type { IngestStatus } from '../core/status.ts';
import type { Swipe } from '../core/swipe.ts';
import type { SwipeLogConsumer } from '../ports/swipe-log.ts';
import { createBackoff } from './backoff.ts';
import { createBisection } from './bisect.ts';
import { createRosterCheck } from './check-roster.ts';
import type { Decoded } from './decode.ts';
import { decodeBatch } from './decode-batch.ts';
import type { Decision, Judgement } from './effects.ts';
import { judge } from './judge.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import { codeOf, createRetry, StoppedError } from './retry.ts';
import { createSignal } from './signal.ts';
import { createTally } from './tally.ts';
import { createWriter } from './write.ts';

/** The ingest loop: swipe log to committer. Nothing it took from the log is lost or skipped, whatever fails. */
export interface Pipeline {
  /** Joins the log and begins to consume; a log that is down is waited for in the background. @throws what cannot be waited for */
  start(): Promise<void>;
  /** Finishes what is in flight; what a failing backend holds up stays unacknowledged in the log. Idempotent. */
  stop(): Promise<void>;
  status(): IngestStatus;
}

interface Batch {
  readonly messages: readonly Decoded[];
  readonly receivedAt: number;
  judgement: Judgement | null;
  decision: Decision | null;
  /** How many messages had been set aside when it was judged: each may have freed an event id that it was judged by. */
  buried: number;
}

const FIRST_BACKOFF_MS = 100;
/** Messages held back by ones that fail alone, above which nothing more is taken from the log. */
const HELD_MAX = 10_000;

export function createPipeline(deps: PipelineDeps): Pipeline {
  const { clock, campus, log, limits } = deps;
  const { allowedSkewMs, batchMax, lingerMs, batchesInFlight } = limits;
  const tally = createTally(deps.metrics);
  const backoff = createBackoff({ firstMs: FIRST_BACKOFF_MS, maxMs: limits.backoffMaxMs, random: deps.random });
  const retry = createRetry({ clock, log, backoff, onRetry: tally.addRetry });
  const checkRoster = createRosterCheck({ ...deps, cacheMax: limits.rosterCacheMax });
  const judging = { ...deps, checkRoster, allowedSkewMs };
  const writer = createWriter({ ...deps, retry, tally });
  const changed = createSignal();
  const rules = { campus, allowedSkewMs };

  /** Received and not yet settled, oldest first. */
  const inFlight: Batch[] = [];
  let consumer: SwipeLogConsumer | null = null;
  let stopping = false;
  let pulling = false;
  let buried = 0;
  let written = 0;
  /** Several messages are held, and the last round wrote none of what it tried. */
  let refusing = false;
  let failed = false;
  let pulled: Promise<void> | null = null;
  let settled: Promise<void> | null = null;

  const bisection = createBisection({
    async write(messages) {
      await writer.write(messages, await retry.run('judge', () => judge(judging, messages, () => [])));
      written += 1;
    },
    async bury(message, error, attempts) {
      buried += 1;
      await writer.bury(message, error, attempts);
    },
    onSuspect(message, error, attempts) {
      log.warn('message fails alone', { position: message.message.position, code: codeOf(error), attempts });
    },
  });
  const heldUp = () => bisection.held() >= HELD_MAX;
  const paused = () => failed || refusing || retry.waiting();
  deps.metrics.gauge('rollcall_ingest_paused', '1 while a backend holds ingest up.', () => (paused() ? 1 : 0));

  function* swipesBefore(batch: Batch): Iterable<Swipe> {
    for (const earlier of inFlight) {
      if (earlier === batch) return;
      for (let index = 0; index < earlier.messages.length; index += 1) {
        const swipe = earlier.messages[index]?.swipe ?? null;
        const verdict = earlier.judgement?.verdicts[index] ?? 'ACCEPTED';
        if (swipe !== null && (verdict === 'ACCEPTED' || verdict === 'ACCEPTED_AGAIN')) yield swipe;
      }
    }
  }

  const judgeBatch = async (batch: Batch): Promise<void> => {
    batch.buried = buried;
    batch.judgement = null;
    batch.decision = null;
    try {
      batch.judgement = await retry.run('judge', () => judge(judging, batch.messages, () => swipesBefore(batch)));
      if (bisection.held() === 0) batch.decision = writer.prepare(batch.messages, batch.judgement);
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      log.error('batch could not be judged', { messages: batch.messages.length, code: codeOf(error) });
    }
  };

  const pull = async (): Promise<void> => {
    const source = consumer ?? (await retry.run('subscribe', () => deps.swipeLog.subscribe()));
    consumer = source;
    if (stopping) return source.close();
    while (!stopping) {
      if (inFlight.length >= batchesInFlight || heldUp()) {
        await changed.wait();
        continue;
      }
      const messages = await retry.run('receive', () => source.receive(batchMax, lingerMs), always);
      if (messages.length === 0 || stopping) return;
      pulling = true;
      const now = clock.now();
      const batch: Batch = {
        messages: decodeBatch(messages, now, rules, tally, log),
        receivedAt: now,
        judgement: null,
        decision: null,
        buried,
      };
      inFlight.push(batch);
      await judgeBatch(batch);
      pulling = false;
      changed.notify();
    }
  };

  const settle = async (batch: Batch): Promise<void> => {
    if (batch.buried !== buried) await judgeBatch(batch);
    if (batch.judgement === null || bisection.held() > 0) return bisection.take(batch.messages);
    try {
      await writer.write(batch.messages, batch.judgement, batch.decision);
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      log.error('batch rejected', { messages: batch.messages.length, code: codeOf(error) });
      await bisection.take(batch.messages);
    }
    tally.observeBatch((clock.now() - batch.receivedAt) / 1000);
  };

  /** The oldest batch once it is judged; null: nothing came for a while and messages are held. */
  const nextToSettle = async (fruitless: number): Promise<Batch | null | 'end'> => {
    let tired = false;
    let cancel = () => {};
    if (bisection.held() > 0) {
      cancel = clock.setTimer(backoff(fruitless + 1), () => {
        tired = true;
        changed.notify();
      });
    }
    for (;;) {
      const judged = inFlight.length - (pulling ? 1 : 0);
      const [first] = inFlight;
      if (judged > 0 && first !== undefined) {
        cancel();
        return first;
      }
      if (stopping && !pulling) return 'end';
      if (tired) return null;
      await changed.wait();
    }
  };

  const settleAll = async (): Promise<void> => {
    let fruitless = 0;
    for (;;) {
      const batch = await nextToSettle(fruitless);
      if (batch === 'end') return;
      const before = bisection.held();
      const writtenBefore = written;
      if (batch === null) await bisection.retry();
      else {
        await settle(batch);
        inFlight.shift();
      }
      const held = bisection.held();
      refusing = held > 1 && written === writtenBefore;
      fruitless = held === 0 || held < before ? 0 : fruitless + 1;
      changed.notify();
    }
  };

  /** Runs a loop to its end; being stopped is one. Whatever else ends it is a fault of ours, and ends the pipeline. */
  const guarded = async (loop: () => Promise<void>): Promise<void> => {
    try {
      await loop();
    } catch (error) {
      if (!(error instanceof StoppedError)) {
        failed = true;
        log.error('ingest has ended', { code: codeOf(error), error });
      }
      stopping = true;
      pulling = false;
      changed.notify();
    }
  };

  return {
    async start() {
      if (settled !== null || stopping) return;
      try {
        consumer = await deps.swipeLog.subscribe();
      } catch (error) {
        if (!isRetriable(error)) throw error;
      }
      pulled = guarded(pull);
      settled = guarded(settleAll);
      log.info('ingest started', { batchMax, batchesInFlight });
    },
    async stop() {
      if (!stopping) log.info('ingest stops', { inFlight: inFlight.length, held: bisection.held() });
      stopping = true;
      retry.stop();
      changed.notify();
      await settled;
      // Closed only now: acknowledging what was in flight may need it. Before it was joined there is nothing to wait for.
      if (consumer === null) return;
      await consumer.close();
      await pulled;
    },
    status: () => ({
      accepted: tally.accepted,
      invalid: tally.invalid,
      duplicates: tally.duplicates,
      deadLettered: tally.deadLettered,
      retried: tally.retried,
      paused: paused(),
    }),
  };
}

const always = () => true;
