import type { EpochMs } from '../../core/campus-day.ts';
import type { InvalidReason, Outcome } from '../../core/swipe.ts';
import { uuidToWords } from '../../core/uuid.ts';
import type { ClaimAnswer, Claims } from '../../ports/claims.ts';
import type { Clock } from '../../ports/clock.ts';
import { createIdTable, type IdTable } from './id-table.ts';

/** Claims stand in this many tables; the oldest is dropped whole. */
const GENERATIONS = 4;

const CLAIMED = 1;
const ACCEPTED = 2;
const RELEASED = 3;
const INVALID_STATES: readonly InvalidReason[] = [
  'UNKNOWN_STUDENT',
  'EVENT_ID_REUSED',
  'TIMESTAMP_IN_FUTURE',
  'MALFORMED',
];
const FIRST_INVALID = 4;

interface Generation {
  readonly table: IdTable;
  readonly firstAt: EpochMs;
  lastAt: EpochMs;
}

export interface EmbeddedClaims extends Claims {
  /** Puts back what the feed says was accepted, oldest first. */
  restoreAccepted(words: Uint32Array, at: number, position: number, contentHash: number, when: EpochMs): void;
  /** Remembers outcomes; called once they are committed. */
  remember(eventId: string, outcome: Outcome, when: EpochMs): void;
  /** Says that claims older than this are missing. */
  forgetBefore(instant: EpochMs): void;
}

/**
 * Claims in memory, in generations allocated once: at most `claimsMax` ids, 46 bytes each.
 * @param ttlMs how long a claim is surely held while there is room
 */
export function createEmbeddedClaims(options: { claimsMax: number; ttlMs: number; clock: Clock }): EmbeddedClaims {
  const { ttlMs, clock } = options;
  const capacity = Math.max(1, Math.floor(options.claimsMax / GENERATIONS));
  /** Newest first. */
  let generations: Generation[] = [];
  let completeSince = Number.NEGATIVE_INFINITY;
  const words = new Uint32Array(4);

  const drop = (): void => {
    generations.pop();
    completeSince = Math.max(completeSince, generations.at(-1)?.firstAt ?? clock.now());
  };
  const newest = (when: EpochMs): Generation => {
    while (generations.length > 0 && (generations.at(-1)?.lastAt ?? when) < when - ttlMs) drop();
    const first = generations[0];
    if (first !== undefined && first.table.size < capacity && when - first.firstAt < ttlMs / (GENERATIONS - 2)) {
      first.lastAt = Math.max(first.lastAt, when);
      return first;
    }
    if (generations.length === GENERATIONS) drop();
    const made: Generation = { table: createIdTable(capacity), firstAt: when, lastAt: when };
    generations = [made, ...generations];
    return made;
  };
  const find = (ids: Uint32Array, at: number): { table: IdTable; slot: number } | null => {
    for (const { table } of generations) {
      const slot = table.find(ids, at);
      if (slot !== -1) return { table, slot };
    }
    return null;
  };

  return {
    async claim(requests) {
      return requests.map(({ eventId, contentHash, position, at }): ClaimAnswer => {
        uuidToWords(eventId, words, 0);
        const held = find(words, 0);
        if (held !== null) {
          const state = held.table.stateOf(held.slot);
          if (state === CLAIMED || state === ACCEPTED) {
            return { position: String(held.table.positionOf(held.slot)), contentHash: held.table.hashOf(held.slot) };
          }
        }
        const { table } = newest(at);
        table.set(table.insert(words, 0), Number(position), contentHash, CLAIMED);
        return null;
      });
    },
    async release(claims) {
      for (const { eventId, position } of claims) {
        uuidToWords(eventId, words, 0);
        const held = find(words, 0);
        if (held === null) continue;
        const { table, slot } = held;
        const mine = table.stateOf(slot) <= ACCEPTED && table.positionOf(slot) === Number(position);
        if (mine) table.set(slot, 0, 0, RELEASED);
      }
    },
    completeSince: () => completeSince,
    async outcomes(eventIds) {
      return eventIds.map((eventId) => {
        uuidToWords(eventId.toLowerCase(), words, 0);
        const held = find(words, 0);
        const state = held === null ? 0 : held.table.stateOf(held.slot);
        if (state === ACCEPTED) return { state: 'ACCEPTED' };
        const reason = INVALID_STATES[state - FIRST_INVALID];
        return reason === undefined ? null : { state: 'INVALID', reason };
      });
    },
    healthy: async () => true,
    restoreAccepted(ids, at, position, contentHash, when) {
      const { table } = newest(when);
      table.set(table.insert(ids, at), position, contentHash, ACCEPTED);
    },
    remember(eventId, outcome, when) {
      uuidToWords(eventId, words, 0);
      const held = find(words, 0);
      if (outcome.state === 'ACCEPTED') {
        if (held !== null) {
          held.table.set(held.slot, held.table.positionOf(held.slot), held.table.hashOf(held.slot), ACCEPTED);
        }
        return;
      }
      const state = held === null ? 0 : held.table.stateOf(held.slot);
      if (state === CLAIMED || state === ACCEPTED) return;
      const { table } = newest(when);
      table.set(table.insert(words, 0), 0, 0, FIRST_INVALID + INVALID_STATES.indexOf(outcome.reason));
    },
    forgetBefore(instant) {
      completeSince = Math.max(completeSince, instant);
    },
  };
}
