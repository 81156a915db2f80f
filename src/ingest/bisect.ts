import { type Decoded, lectureOf } from './decode.ts';
import { StoppedError } from './retry.ts';

export interface BisectionDeps {
  /**
   * Judges and commits messages, in the order given, as one batch of their own; waits while a backend is down.
   * @throws an error that trying again does not cure
   */
  write(messages: readonly Decoded[]): Promise<void>;
  /** Sets a message aside as a dead letter. @throws an error that trying again does not cure */
  bury(message: Decoded, error: unknown, attempts: number): Promise<void>;
  /** A message failed alone, or could not be buried. */
  onSuspect(message: Decoded, error: unknown, attempts: number): void;
}

/**
 * Finds the messages that a failing batch fails for. Lectures are kept apart: the others' messages are written, while a
 * lecture whose next message fails alone waits, and its later messages behind it. That message is a suspect, and is
 * blamed only when a sibling has been written after it failed. After StoppedError it must not be used any more.
 */
export interface Bisection {
  /** Messages of one batch, in log order: writes what can be written; the rest is held. */
  take(messages: readonly Decoded[]): Promise<void>;
  /** Tries what is held once more. */
  retry(): Promise<void>;
  /** Messages held. */
  held(): number;
}

interface Lane {
  readonly key: string;
  /** In log order. */
  waiting: Entry[];
  /** How often it was tried by itself in vain, while it is stuck. */
  rounds: number;
}

interface Entry {
  readonly order: number;
  readonly message: Decoded;
  /** How often it failed alone. */
  attempts: number;
}

export function createBisection({ write, bury, onSuspect }: BisectionDeps): Bisection {
  const stuck = new Map<string, Lane>();
  let taken = 0;

  /** @returns what it failed with, or null */
  const tryWrite = async (entries: readonly Entry[]): Promise<{ error: unknown } | null> => {
    try {
      await write(entries.map((entry) => entry.message));
      return null;
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      return { error };
    }
  };

  const suspect = (entry: Entry, error: unknown): void => {
    entry.attempts += 1;
    onSuspect(entry.message, error, entry.attempts);
  };

  /** The first messages of the lane are done with, one way or the other. */
  const advance = (lane: Lane, count: number): void => {
    lane.waiting = lane.waiting.slice(count);
    lane.rounds = 0;
    stuck.delete(lane.key);
  };

  const blame = async (entry: Entry, error: unknown): Promise<boolean> => {
    try {
      await bury(entry.message, error, entry.attempts);
      return true;
    } catch (failure) {
      if (failure instanceof StoppedError) throw failure;
      onSuspect(entry.message, failure, entry.attempts);
      return false;
    }
  };

  /** A sibling has just been written: each suspect has one more try, then the blame is its own. @returns the lanes freed */
  const judgeSuspects = async (): Promise<Lane[][]> => {
    const freed: Lane[][] = [];
    for (const lane of [...stuck.values()]) {
      const head = lane.waiting[0];
      if (head === undefined) continue;
      const failure = await tryWrite([head]);
      if (failure !== null) {
        suspect(head, failure.error);
        if (!(await blame(head, failure.error))) continue;
      }
      advance(lane, 1);
      if (lane.waiting.length > 0) freed.push([lane]);
    }
    return freed;
  };

  /** One lane fails as a whole: writes its longest prefix that halving finds, or makes its first message a suspect. */
  const narrow = async (lane: Lane, error: unknown): Promise<Lane[][]> => {
    let failure = { error };
    for (let size = lane.waiting.length; size > 1; ) {
      size = Math.ceil(size / 2);
      const prefix = await tryWrite(lane.waiting.slice(0, size));
      if (prefix === null) {
        advance(lane, size);
        return [[lane], ...(await judgeSuspects())];
      }
      failure = prefix;
    }
    const head = lane.waiting[0];
    if (head !== undefined) suspect(head, failure.error);
    stuck.set(lane.key, lane);
    return [];
  };

  const run = async (groups: Lane[][]): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      const entries = group.flatMap((lane) => lane.waiting).sort((a, b) => a.order - b.order);
      const failure = await tryWrite(entries);
      const [only] = group;
      if (failure === null) {
        groups.push(...(await judgeSuspects()));
      } else if (group.length > 1) {
        const middle = group.length >> 1;
        groups.push(group.slice(0, middle), group.slice(middle));
      } else if (only !== undefined) {
        groups.push(...(await narrow(only, failure.error)));
      }
    }
  };

  /**
   * No other lecture has anything to write: a lane's own later messages may prove the fault of those before them. Each
   * round in vain reaches one further, since several in a row may be bad.
   */
  const retryLane = async (lane: Lane): Promise<Lane[][]> => {
    const failed: { entry: Entry; error: unknown }[] = [];
    for (const entry of lane.waiting.slice(0, lane.rounds + 2)) {
      const failure = await tryWrite([entry]);
      if (failure !== null) {
        suspect(entry, failure.error);
        failed.push({ entry, error: failure.error });
        continue;
      }
      const kept: Entry[] = [];
      for (const { entry: before, error } of failed) if (!(await blame(before, error))) kept.push(before);
      advance(lane, failed.length + 1);
      lane.waiting.unshift(...kept);
      if (kept.length > 0) stuck.set(lane.key, lane);
      const freed = kept.length === 0 && lane.waiting.length > 0 ? [[lane]] : [];
      return [...freed, ...(await judgeSuspects())];
    }
    lane.rounds += 1;
    return [];
  };

  const retry = async (): Promise<void> => {
    const groups: Lane[][] = [];
    for (const lane of [...stuck.values()]) {
      if (stuck.get(lane.key) === lane) groups.push(...(await retryLane(lane)));
    }
    await run(groups);
  };

  return {
    async take(messages) {
      const fresh = new Map<string, Lane>();
      for (const message of messages) {
        taken += 1;
        const key = laneOf(message);
        let lane = stuck.get(key) ?? fresh.get(key);
        if (lane === undefined) {
          lane = { key, waiting: [], rounds: 0 };
          fresh.set(key, lane);
        }
        lane.waiting.push({ order: taken, message, attempts: 0 });
      }
      if (fresh.size > 0) await run([[...fresh.values()]]);
      else await retry();
    },
    retry,
    held() {
      let held = 0;
      for (const lane of stuck.values()) held += lane.waiting.length;
      return held;
    },
  };
}

/** A message that names no lecture and has no key is ordered with nothing. */
function laneOf(message: Decoded): string {
  const lecture = lectureOf(message) ?? message.message.key;
  return lecture === '' ? `position ${message.message.position}` : lecture;
}
