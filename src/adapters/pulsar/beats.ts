import type { EpochMs } from '../../core/campus-day.ts';
import { formatInstant, parseInstant } from '../../core/instant.ts';
import type { Beat } from '../../core/status.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { FeedLanes } from './feed-lanes.ts';

const EVERY_MS = 1_000;
const LEASE = 'beat';
/** As long as ingest may seem dead when the process that wrote its beats dies. */
const LEASE_MS = 5_000;
/** Held, it is renewed before it can run out; not held, asked for as rarely. */
const RENEW_MS = 2_000;

export interface BeatWriterOptions {
  readonly lanes: readonly Pick<FeedLanes<unknown>, 'sign'>[];
  /** Simulations.acquireLease: one ingest process writes for all. */
  readonly acquireLease: (name: string, ttlMs: number) => Promise<boolean>;
  readonly releaseLease: (name: string) => Promise<void>;
  /** SwipeLog.processedThrough */
  readonly processedThrough: () => Promise<EpochMs>;
  /** Whether a backend's failure holds consumption up. */
  readonly paused: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export interface BeatWriter {
  /** Leaves the lease to others. */
  close(): Promise<void>;
}

/** A beat as properties of a message without payload; instants as in the feeds' lines. */
export function beatProperties({ processedThrough, paused, at }: Beat): Record<string, string> {
  return { processed_through: formatInstant(processedThrough), paused: String(paused), at: formatInstant(at) };
}

/** Null: the message is no beat. */
export function beatOf(properties: Readonly<Record<string, string>>): Beat | null {
  const processedThrough = parseInstant(properties.processed_through ?? '');
  const at = parseInstant(properties.at ?? '');
  if (processedThrough === null || at === null) return null;
  return { processedThrough, paused: properties.paused === 'true', at };
}

/** Writes ingest's sign of life to every partition of the feeds each second, while this process holds the lease. */
export function startBeats(options: BeatWriterOptions): BeatWriter {
  const { lanes, acquireLease, releaseLease, processedThrough, paused, clock, log } = options;
  let newest = 0;
  let isHolder = false;
  let askAgainAt = 0;
  let closed = false;
  let failures = 0;
  let cancel: () => void = () => undefined;
  let working: Promise<void> = Promise.resolve();

  const beat = async (): Promise<void> => {
    const now = clock.now();
    if (now >= askAgainAt || now < askAgainAt - RENEW_MS) {
      isHolder = false;
      isHolder = await acquireLease(LEASE, LEASE_MS);
      askAgainAt = now + RENEW_MS;
    }
    if (!isHolder) return;
    // Asked first: what was processed by then has been announced, and so stands before the beat.
    newest = Math.max(newest, await processedThrough());
    const properties = beatProperties({ processedThrough: newest, paused: paused(), at: clock.now() });
    await Promise.all(lanes.map((lane) => lane.sign(properties)));
  };
  const round = async (): Promise<void> => {
    const startedAt = clock.now();
    try {
      await beat();
      failures = 0;
    } catch (error) {
      failures += 1;
      // One alone, as at every start before the stores are connected, nobody notices.
      if (failures === 2 && !closed) log.warn('beat not written', { reason: String(error) });
    }
    if (closed) return;
    const wait = Math.min(Math.max(startedAt + EVERY_MS - clock.now(), 0), EVERY_MS);
    cancel = clock.setTimer(wait, () => {
      working = round();
    });
  };
  working = round();
  return {
    async close() {
      closed = true;
      cancel();
      await working;
      if (isHolder) await releaseLease(LEASE).catch(() => undefined);
    },
  };
}

/**
 * What is known of ingest as a whole from the newest beats of all partitions: it has come as far as on the partition where
 * the least is known, and its newest sign of life is the newest anywhere. Null while one partition has had none.
 */
export function wholeBeat(beats: readonly (Beat | null)[]): Beat | null {
  let whole: Beat | null = null;
  for (const beat of beats) {
    if (beat === null) return null;
    const newest: Beat = whole === null || beat.at > whole.at ? beat : whole;
    const least = Math.min(beat.processedThrough, whole?.processedThrough ?? beat.processedThrough);
    whole = { processedThrough: least, paused: newest.paused, at: newest.at };
  }
  return whole;
}
