import { RollcallError } from '../core/errors.ts';
import type { FeedEntry, FeedName, FeedPosition } from '../core/feed.ts';
import type { Clock } from '../ports/clock.ts';
import { createReplay, type ReplayedFeed } from './replay.ts';
import type { Turns } from './turns.ts';

/** Messages made, given or not, before sockets have their turn. */
const MESSAGES_A_TURN = 50_000;
/** Entries held that were delivered and not yet offered; beyond, they are read from the feed when their turn comes. */
const HELD_MAX = 50_000;
const RETRY_MS = 100;

/** Offers what a tail delivers, in order, at the pace at which sockets can be written. */
export interface Pacer<T> {
  /** True when all that was delivered has been offered. */
  readonly isIdle: boolean;
  deliver(entries: readonly FeedEntry<T>[]): void;
  close(): void;
}

export interface PacerOptions<T> {
  readonly name: FeedName;
  readonly feed: ReplayedFeed<T>;
  readonly clock: Clock;
  readonly turns: Turns;
  readonly heldMax?: number;
  /** @returns how many messages it makes */
  offer(entry: FeedEntry<T>): number;
  /** Through where entries were offered. */
  position(): FeedPosition;
  /** What was not held is not kept by the feed any more. */
  onLost(): void;
}

export function createPacer<T>(options: PacerOptions<T>): Pacer<T> {
  const { offer, position, turns, heldMax = HELD_MAX } = options;
  let held: FeedEntry<T>[] = [];
  let at = 0;
  let isRunning = false;
  let closed = false;
  /** Through where entries were delivered and not held, for want of room; null: none. */
  let unheld: FeedPosition | null = null;

  const letGo = (entries: readonly FeedEntry<T>[]): void => {
    let through: readonly (readonly number[])[] = unheld ?? position();
    for (const { partition, at: place } of entries) {
      through = through.map((own, index) => (index === partition ? place : own));
    }
    unheld = through;
  };
  /** @returns whether there is more to do */
  const offerHeld = (): boolean => {
    for (let left = MESSAGES_A_TURN - turns.owed; at < held.length; ) {
      if (left <= 0) return true;
      const entry = held[at];
      at += 1;
      if (entry !== undefined) left -= 1 + offer(entry);
    }
    held = [];
    at = 0;
    return false;
  };
  const run = (): void => {
    if (closed) return;
    if (offerHeld()) turns.whenServed(run);
    else if (unheld !== null) void offerUnheld(position());
    else isRunning = false;
  };
  /** Reads what was not held, and what comes meanwhile, until there is no more of it. */
  const offerUnheld = async (from: FeedPosition): Promise<void> => {
    const replay = createReplay(options.name, options.feed, from);
    let left = MESSAGES_A_TURN;
    while (!closed && unheld !== null && !replay.hasReached(unheld)) {
      try {
        const step = await replay.next(unheld);
        if (step !== null && !closed) left -= 1 + offer(step.entry);
      } catch (error) {
        if (error instanceof RollcallError && error.code === 'CURSOR_EXPIRED') {
          options.onLost();
          break;
        }
        await new Promise<void>((resolve) => options.clock.setTimer(RETRY_MS, resolve));
      }
      if (left > 0) continue;
      left = MESSAGES_A_TURN;
      await new Promise<void>((resolve) => turns.whenServed(resolve));
    }
    unheld = null;
    run();
  };

  return {
    get isIdle() {
      return !isRunning;
    },
    deliver(entries) {
      if (closed) return;
      if (unheld !== null || held.length - at + entries.length > heldMax) {
        if (unheld === null) letGo(held.slice(at));
        held = [];
        at = 0;
        letGo(entries);
      } else for (const entry of entries) held.push(entry);
      if (isRunning) return;
      isRunning = true;
      run();
    },
    close() {
      closed = true;
      held = [];
    },
  };
}
