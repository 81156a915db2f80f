/**
 * A fixed table of 128-bit ids with a 48-bit number, a 53-bit number and a small state beside each: open addressing in
 * typed arrays, allocated once, never rehashed. 33 bytes a slot and 1.4 slots an id.
 */
export interface IdTable {
  readonly capacity: number;
  readonly size: number;
  /** The slot of the id whose four words stand at `at`, or −1. */
  find(words: Uint32Array, at: number): number;
  /** The slot of the id, made when there is none. The caller keeps `size` below `capacity`. */
  insert(words: Uint32Array, at: number): number;
  positionOf(slot: number): number;
  hashOf(slot: number): number;
  stateOf(slot: number): number;
  set(slot: number, position: number, hash: number, state: number): void;
}

const SLOTS_PER_ID = 1.4;
const HIGH = 0x1_0000_0000;
/** States 1..15 stand in the high bits above 21 bits of the hash; 0 is a slot that was never used. */
const STATE_SHIFT = 28;

export function createIdTable(capacity: number): IdTable {
  const slots = Math.ceil(capacity * SLOTS_PER_ID) + 1;
  const ids = new Uint32Array(slots * 4);
  const positions = new Float64Array(slots);
  const hashLow = new Uint32Array(slots);
  const hashHighAndState = new Uint32Array(slots);
  const used = new Uint8Array(slots);
  let size = 0;

  const probe = (words: Uint32Array, at: number): number => {
    const a = words[at] ?? 0;
    const b = words[at + 1] ?? 0;
    const c = words[at + 2] ?? 0;
    const d = words[at + 3] ?? 0;
    let slot = (Math.imul(a ^ Math.imul(b, 0x9e37_79b1) ^ Math.imul(c, 0x85eb_ca6b) ^ d, 0xc2b2_ae35) >>> 0) % slots;
    while (used[slot] === 1) {
      const base = slot * 4;
      if (ids[base] === a && ids[base + 1] === b && ids[base + 2] === c && ids[base + 3] === d) return slot;
      slot = slot + 1 === slots ? 0 : slot + 1;
    }
    return slot;
  };

  return {
    capacity,
    get size() {
      return size;
    },
    find(words, at) {
      const slot = probe(words, at);
      return used[slot] === 1 ? slot : -1;
    },
    insert(words, at) {
      const slot = probe(words, at);
      if (used[slot] === 1) return slot;
      used[slot] = 1;
      size += 1;
      for (let index = 0; index < 4; index += 1) ids[slot * 4 + index] = words[at + index] ?? 0;
      return slot;
    },
    positionOf: (slot) => positions[slot] ?? 0,
    hashOf: (slot) => (hashLow[slot] ?? 0) + ((hashHighAndState[slot] ?? 0) & 0x1f_ffff) * HIGH,
    stateOf: (slot) => (hashHighAndState[slot] ?? 0) >>> STATE_SHIFT,
    set(slot, position, hash, state) {
      positions[slot] = position;
      hashLow[slot] = hash;
      hashHighAndState[slot] = ((hash / HIGH) & 0x1f_ffff) | (state << STATE_SHIFT);
    },
  };
}
