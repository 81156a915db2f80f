/**
 * A fixed table of 128-bit ids, each with a 48-bit number, a 53-bit number and a state of 1..15: open addressing,
 * allocated once, never rehashed. 32 bytes a slot, side by side so that a look-up touches one cache line; 1.25 slots an id.
 * A byte a slot stands apart: it is enough to tell of nearly every id that it is not there, and stays in the cache.
 */
export interface IdTable {
  readonly capacity: number;
  readonly size: number;
  /** The slot of the id whose four words stand at `at`, or −1. */
  find(words: Uint32Array, at: number): number;
  /** The slot of the id, made with `state` when there is none. The caller keeps `size` below `capacity`. */
  insert(words: Uint32Array, at: number, state: number): number;
  positionOf(slot: number): number;
  hashOf(slot: number): number;
  stateOf(slot: number): number;
  setState(slot: number, state: number): void;
  set(slot: number, position: number, hash: number, state: number): void;
}

const SLOTS_PER_ID = 1.25;
const HIGH = 0x1_0000_0000;
/** Words of a slot: id (4), position low, position high and state, hash low, hash high. */
const SLOT_WORDS = 8;
const STATE_SHIFT = 28;

export function createIdTable(capacity: number): IdTable {
  const slots = Math.ceil(capacity * SLOTS_PER_ID) + 1;
  const table = new Uint32Array(slots * SLOT_WORDS);
  /** 1..255, of the id's hash; 0: a free slot. */
  const tags = new Uint8Array(slots);
  let size = 0;
  /** Of the id probed last, for an insert. */
  let tag = 0;

  /** The index of the id's slot, or of the free slot where it would stand. */
  const probe = (words: Uint32Array, at: number): number => {
    const a = words[at] ?? 0;
    const b = words[at + 1] ?? 0;
    const c = words[at + 2] ?? 0;
    const d = words[at + 3] ?? 0;
    const mixed = Math.imul(a ^ Math.imul(b, 0x9e37_79b1) ^ Math.imul(c, 0x85eb_ca6b) ^ d, 0xc2b2_ae35);
    const hash = (mixed ^ (mixed >>> 15)) >>> 0;
    // The slot comes of all the bits; ids of one slot differ in these.
    tag = (Math.imul(hash, 0x9e37_79b1) >>> 24) | 1;
    let index = hash % slots;
    for (let held = tags[index] ?? 0; held !== 0; held = tags[index] ?? 0) {
      if (held === tag) {
        const base = index * SLOT_WORDS;
        if (table[base] === a && table[base + 1] === b && table[base + 2] === c && table[base + 3] === d) return index;
      }
      index += 1;
      if (index === slots) index = 0;
    }
    return index;
  };

  return {
    capacity,
    get size() {
      return size;
    },
    find(words, at) {
      const index = probe(words, at);
      return tags[index] === 0 ? -1 : index * SLOT_WORDS;
    },
    insert(words, at, state) {
      const index = probe(words, at);
      const base = index * SLOT_WORDS;
      if (tags[index] !== 0) return base;
      size += 1;
      tags[index] = tag;
      for (let word = 0; word < 4; word += 1) table[base + word] = words[at + word] ?? 0;
      table[base + 5] = state << STATE_SHIFT;
      return base;
    },
    positionOf: (slot) => (table[slot + 4] ?? 0) + ((table[slot + 5] ?? 0) & 0xffff) * HIGH,
    hashOf: (slot) => (table[slot + 6] ?? 0) + (table[slot + 7] ?? 0) * HIGH,
    stateOf: (slot) => (table[slot + 5] ?? 0) >>> STATE_SHIFT,
    setState(slot, state) {
      table[slot + 5] = ((table[slot + 5] ?? 0) & 0xffff) | (state << STATE_SHIFT);
    },
    set(slot, position, hash, state) {
      table[slot + 4] = position;
      table[slot + 5] = ((position / HIGH) & 0xffff) | (state << STATE_SHIFT);
      table[slot + 6] = hash;
      table[slot + 7] = hash / HIGH;
    },
  };
}
