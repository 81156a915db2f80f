import { murmurHash64A } from '../../core/murmur-hash.ts';

/**
 * Places in a partition of a feed are lists of numbers. A value's own is [ledger, entry, index], the index being its line
 * in the message. [ledger, entry] is the place just before that entry, where one stands who has seen all before it.
 */
export type Place = readonly number[];

/** A message's own id: one entry of the topic, since messages of the feeds are never batched by the client. */
export interface EntryId {
  readonly ledger: number;
  readonly entry: number;
}

const SEED = 0x6665_6564;
const FLOOR_PATTERN = /^(\d{1,16})\.(\d{1,16})(?:\.(\d{1,16}))?$/;

/** Which partition holds a lecture. Ours, not the client library's: the same for every process and transport. */
export function partitionOf(lectureId: string, partitions: number): number {
  return murmurHash64A(lectureId, SEED).low % partitions;
}

/** The place of one who has seen the whole message. */
export function after({ ledger, entry }: EntryId): Place {
  return [ledger, entry + 1];
}

/** At most 50 characters. */
export function placeText(place: Place): string {
  return place.join('.');
}

/** Null: unknown, or not written by `placeText`. */
export function placeOf(text: string): Place | null {
  const found = FLOOR_PATTERN.exec(text);
  if (found === null) return null;
  const numbers = found.slice(1).flatMap((digits) => (digits === undefined ? [] : [Number(digits)]));
  return numbers.every(Number.isSafeInteger) ? numbers : null;
}
