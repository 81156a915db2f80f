import type { EpochMs } from '../../core/campus-day.ts';
import type { InvalidReason } from '../../core/swipe.ts';
import { uuidToWords } from '../../core/uuid.ts';
import type { ClaimAnswer, Claims } from '../../ports/claims.ts';
import { createIdTable, type IdTable } from './id-table.ts';
import { sequenceOf } from './log-position.ts';

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
  /** Remembers an outcome; called once it is committed. */
  rememberAccepted(words: Uint32Array, at: number, position: number, contentHash: number, when: EpochMs): void;
  /** As above; what was accepted stays so. */
  rememberInvalid(eventId: string, reason: InvalidReason, when: EpochMs): void;
  /** Says that claims older than this are missing. */
  forgetBefore(instant: EpochMs): void;
}

/**
 * Claims in memory, in generations allocated once: at most `claimsMax` ids, 42 bytes each.
 * @param ttlMs how long a claim is surely held while there is room
 */
export function createEmbeddedClaims(options: { claimsMax: number; ttlMs: number }): EmbeddedClaims {
  const { ttlMs } = options;
  const capacity = Math.max(1, Math.floor(options.claimsMax / GENERATIONS));
  /** Newest first. */
  let generations: Generation[] = [];
  let completeSince = Number.NEGATIVE_INFINITY;
  const words = new Uint32Array(4);

  const drop = (): void => {
    const dropped = generations.pop();
    // Not the next one's first: claims of one instant may stand in both, and the clock may have stepped back.
    if (dropped !== undefined) completeSince = Math.max(completeSince, dropped.lastAt + 1);
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
  /** Finds the id, newest generation first. @returns its slot in `foundIn`, or −1 */
  let foundIn: IdTable | null = null;
  const find = (ids: Uint32Array, at: number): number => {
    for (const { table } of generations) {
      const slot = table.find(ids, at);
      if (slot === -1) continue;
      foundIn = table;
      return slot;
    }
    foundIn = null;
    return -1;
  };
  const insert = (ids: Uint32Array, at: number, when: EpochMs, position: number, hash: number, state: number): void => {
    const { table } = newest(when);
    table.set(table.insert(ids, at, state), position, hash, state);
  };
  const stateAt = (slot: number): number => (slot === -1 || foundIn === null ? 0 : foundIn.stateOf(slot));

  return {
    async claim(requests) {
      const answers: ClaimAnswer[] = [];
      for (const { eventId, contentHash, position, at } of requests) {
        uuidToWords(eventId, words, 0);
        const slot = find(words, 0);
        const state = stateAt(slot);
        if (foundIn !== null && (state === CLAIMED || state === ACCEPTED)) {
          answers.push({ position: String(foundIn.positionOf(slot)), contentHash: foundIn.hashOf(slot), floor: '' });
          continue;
        }
        insert(words, 0, at, sequenceOf(position), contentHash, CLAIMED);
        answers.push(null);
      }
      return answers;
    },
    async release(claims) {
      for (const { eventId, position } of claims) {
        uuidToWords(eventId, words, 0);
        const slot = find(words, 0);
        const state = stateAt(slot);
        const isClaim = state === CLAIMED || state === ACCEPTED;
        if (isClaim && foundIn?.positionOf(slot) === sequenceOf(position)) foundIn.set(slot, 0, 0, RELEASED);
      }
    },
    completeSince: () => completeSince,
    async outcomes(eventIds) {
      return eventIds.map((eventId) => {
        uuidToWords(eventId.toLowerCase(), words, 0);
        const state = stateAt(find(words, 0));
        if (state === ACCEPTED) return { state: 'ACCEPTED' };
        const reason = INVALID_STATES[state - FIRST_INVALID];
        return reason === undefined ? null : { state: 'INVALID', reason };
      });
    },
    healthy: async () => true,
    restoreAccepted: (ids, at, position, hash, when) => insert(ids, at, when, position, hash, ACCEPTED),
    rememberAccepted(ids, at, position, hash, when) {
      const slot = find(ids, at);
      if (slot === -1) insert(ids, at, when, position, hash, ACCEPTED);
      else if (stateAt(slot) === CLAIMED) foundIn?.setState(slot, ACCEPTED);
      else foundIn?.set(slot, position, hash, ACCEPTED);
    },
    rememberInvalid(eventId, reason, when) {
      uuidToWords(eventId, words, 0);
      const state = stateAt(find(words, 0));
      if (state === CLAIMED || state === ACCEPTED) return;
      insert(words, 0, when, 0, 0, FIRST_INVALID + INVALID_STATES.indexOf(reason));
    },
    forgetBefore(instant) {
      completeSince = Math.max(completeSince, instant);
    },
  };
}
