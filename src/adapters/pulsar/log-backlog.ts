import type { EpochMs } from '../../core/campus-day.ts';
import { RollcallError } from '../../core/errors.ts';

/** What the broker said is left. */
export interface Leftover {
  /** Not acknowledged; where messages travel in batches, an estimate. */
  readonly messages: number;
  /** Publish time of the earliest of them; null: there is none, or it is not told. */
  readonly earliest: EpochMs | null;
  /** Everything published by then has been looked at. */
  readonly askedAt: EpochMs;
}

/**
 * How full the log is, without asking for each message: what the broker said last, and what this process did since. What
 * others did since is not known, for at most `FRESH_MS` while messages are published.
 */
export interface LogBacklog {
  /** @throws BUSY when that many do not fit. Resolves at once unless the broker has to be asked. */
  take(count: number): Promise<void>;
  /** That many of those taken are in the log, or never will be. */
  settle(count: number): void;
  acknowledged(count: number): void;
  /** Resolves once what was acknowledged before should have reached the broker. */
  passedOn(): Promise<void>;
  /** Asks, once what was acknowledged before has reached the broker. @throws as `ask` */
  fresh(): Promise<Leftover>;
}

const FRESH_MS = 1_000;
/** A refusal needs an answer that is no older. */
const REFUSAL_FRESH_MS = 250;
/** The client within Pulsar's WebSocket API passes acknowledgements on every 100 ms. */
const ACKNOWLEDGED_WITHIN_MS = 150;

export function createLogBacklog(options: {
  readonly messagesMax: number;
  readonly ask: () => Promise<Leftover>;
}): LogBacklog {
  const { messagesMax, ask } = options;
  let known = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | null = null;
  /** Taken and not settled. */
  let underWay = 0;
  let settledSince = 0;
  let acknowledgedSince = 0;
  let acknowledgedAt = Number.NEGATIVE_INFINITY;

  const passedOn = async (): Promise<void> => {
    const waitMs = acknowledgedAt + ACKNOWLEDGED_WITHIN_MS - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  };
  const fresh = async (): Promise<Leftover> => {
    await passedOn();
    const at = performance.now();
    const [settledBefore, acknowledgedBefore] = [settledSince, acknowledgedSince];
    const stats = await ask();
    if (at < askedAt) return stats;
    askedAt = at;
    known = stats.messages;
    // What was settled since may be counted twice, never missed.
    settledSince -= settledBefore;
    acknowledgedSince -= acknowledgedBefore;
    return stats;
  };
  /** When it cannot be asked, what was known goes on: whether the log can be reached is found out by publishing. */
  const refresh = (): Promise<void> => {
    asking ??= fresh()
      .then(
        () => {},
        () => {
          askedAt = performance.now();
        },
      )
      .finally(() => {
        asking = null;
      });
    return asking;
  };
  const fits = (count: number): boolean =>
    Math.max(0, known + settledSince - acknowledgedSince) + underWay + count <= messagesMax;

  return {
    async take(count) {
      const age = performance.now() - askedAt;
      if (age === Number.POSITIVE_INFINITY) await refresh();
      else if (age > FRESH_MS) void refresh();
      if (!fits(count) && age > REFUSAL_FRESH_MS) await refresh();
      if (!fits(count)) throw new RollcallError('BUSY');
      underWay += count;
    },
    settle(count) {
      underWay -= count;
      settledSince += count;
    },
    acknowledged(count) {
      acknowledgedSince += count;
      acknowledgedAt = performance.now();
    },
    passedOn,
    fresh,
  };
}
