import type { EpochMs } from '../../core/campus-day.ts';
import type { InvalidReason } from '../../core/swipe.ts';
import { uuidToWords } from '../../core/uuid.ts';
import type { ClaimAnswer, Claims } from '../../ports/claims.ts';
import { createIdTable, type IdTable } from './id-table.ts';
import { sequenceOf } from './log-position.ts';

/** Claims stand in this many tables; the oldest is dropped whole. */
const GENERATIONS = 4;

const CLAIMED = 1;
const RELEASED = 2;
const INVALID_STATES: readonly InvalidReason[] = [
  'UNKNOWN_STUDENT',
  'EVENT_ID_REUSED',
  'TIMESTAMP_IN_FUTURE',
  'MALFORMED',
];
const FIRST_INVALID = 3;

interface Generation {
  readonly table: IdTable;
  readonly firstAt: EpochMs;
  lastAt: EpochMs;
}

export interface EmbeddedClaims extends Claims {
  /** Puts back the claim of what the feed says was accepted, oldest first. */
  restoreAccepted(words: Uint32Array, at: number, position: number, contentHash: number, when: EpochMs): void;
  /** Remembers an outcome; called once it is committed. A claim outranks it. */
  rememberInvalid(eventId: string, reason: InvalidReason, when: EpochMs): void;
  /** Says that claims older than this are missing. */
  forgetBefore(instant: EpochMs): void;
}

/**
 * Claims in memory, in generations allocated once: at most `claimsMax` ids, 42 bytes each.
 * An id whose claim is held by a message that the log is done with was accepted: what is not is released first.
 */
export function createEmbeddedClaims(options: {
  claimsMax: number;
  /** How long a claim is surely held while there is room. */
  ttlMs: number;
  /** Whether the log's message of this sequence is acknowledged, durably. */
  isConsumed: (position: number) => boolean;
}): EmbeddedClaims {
  const { ttlMs, isConsumed } = options;
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
      const answers: ClaimAnswer[] = new Array(requests.length).fill(null);
      for (let index = 0; index < requests.length; index += 1) {
        const request = requests[index];
        if (request === undefined) continue;
        const { eventId, contentHash, position, at } = request;
        uuidToWords(eventId, words, 0);
        const slot = find(words, 0);
        if (foundIn !== null && stateAt(slot) === CLAIMED) {
          answers[index] = { position: String(foundIn.positionOf(slot)), contentHash: foundIn.hashOf(slot), floor: '' };
        } else insert(words, 0, at, sequenceOf(position), contentHash, CLAIMED);
      }
      return answers;
    },
    async release(claims) {
      for (const { eventId, position } of claims) {
        uuidToWords(eventId, words, 0);
        const slot = find(words, 0);
        if (stateAt(slot) !== CLAIMED) continue;
        if (foundIn?.positionOf(slot) === sequenceOf(position)) foundIn.set(slot, 0, 0, RELEASED);
      }
    },
    completeSince: () => completeSince,
    async outcomes(eventIds) {
      return eventIds.map((eventId) => {
        uuidToWords(eventId.toLowerCase(), words, 0);
        const slot = find(words, 0);
        const state = stateAt(slot);
        if (state === CLAIMED) return isConsumed(foundIn?.positionOf(slot) ?? 0) ? { state: 'ACCEPTED' } : null;
        const reason = INVALID_STATES[state - FIRST_INVALID];
        return reason === undefined ? null : { state: 'INVALID', reason };
      });
    },
    healthy: async () => true,
    restoreAccepted: (ids, at, position, hash, when) => insert(ids, at, when, position, hash, CLAIMED),
    rememberInvalid(eventId, reason, when) {
      uuidToWords(eventId, words, 0);
      if (stateAt(find(words, 0)) === CLAIMED) return;
      insert(words, 0, when, 0, 0, FIRST_INVALID + INVALID_STATES.indexOf(reason));
    },
    forgetBefore(instant) {
      completeSince = Math.max(completeSince, instant);
    },
  };
}
