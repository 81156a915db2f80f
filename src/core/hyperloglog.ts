import { estimateCardinality, RANK_MAX, REGISTERS } from './hyperloglog-estimate.ts';
import { decodeRegisters, encodeRegisters } from './hyperloglog-sparse.ts';
import { murmurHash64A } from './murmur-hash.ts';

const SEED = 0xadc83b19;
const INDEX_MASK = REGISTERS - 1;
const RANK_BITS = 6;
const RANK_MASK = 63;

/** The relative standard error of `count`, 0..1. */
export const HLL_STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS);

/**
 * The register an id falls in and its rank there, packed: `index * 64 + rank`, index 0..16,383, rank 1..51. All that a
 * sketch needs of an id, so it can be kept in the id's place.
 * Source: Redis `hllPatLen`.
 */
export function hllCode(id: string): number {
  const { high, low } = murmurHash64A(id, SEED);
  // The low 14 bits choose the register; the rank is the place of the lowest set bit of the 50 above them.
  const rest = low >>> 14;
  const rank = rest !== 0 ? trailingZeros(rest) + 1 : high !== 0 ? trailingZeros(high) + 19 : RANK_MAX;
  return ((low & INDEX_MASK) << RANK_BITS) | rank;
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** A set of ids that remembers only how many there are, about. */
export interface HyperLogLog {
  /** One rank a register, 0 where it is empty. To be read, not written. */
  readonly registers: Uint8Array;
  /** Idempotent. @returns whether the sketch changed */
  add(id: string): boolean;
  /** `add` for an id of which the code is known. */
  addCode(code: number): boolean;
  /** Distinct ids added: an integer ≥ 0, standard error 0.81 %, equal to Redis's PFCOUNT of the same set. Cost: about a microsecond. */
  count(): number;
  /** Makes this the union with the other, as if each of its ids had been added here. Cost: one pass over the registers. */
  merge(other: HyperLogLog): void;
  /** The registers in few bytes: about two for each that is not empty, at most 12,289 in all. Read by `decodeSparse`. */
  encodeSparse(): Uint8Array;
}

/** An empty sketch. Memory: 16 KiB. Source: Redis `hyperloglog.c`; Flajolet et al. 2007; Ertl 2017. */
export function createHyperLogLog(): HyperLogLog {
  return sketchOf(new Uint8Array(REGISTERS));
}

/**
 * The sketch that `encodeSparse` wrote.
 * @throws INTERNAL when the bytes are not such
 */
export function decodeSparse(bytes: Uint8Array): HyperLogLog {
  return sketchOf(decodeRegisters(bytes));
}

function sketchOf(registers: Uint8Array): HyperLogLog {
  // How many registers hold each rank: all that the estimate depends on, kept so that a count reads 52 numbers.
  const histogram = new Uint16Array(RANK_MASK + 1);
  for (const rank of registers) histogram[rank] = (histogram[rank] ?? 0) + 1;

  const addCode = (code: number): boolean => {
    const index = (code >>> RANK_BITS) & INDEX_MASK;
    const rank = code & RANK_MASK;
    const held = registers[index] ?? 0;
    if (rank <= held) return false;
    registers[index] = rank;
    histogram[held] = (histogram[held] ?? 0) - 1;
    histogram[rank] = (histogram[rank] ?? 0) + 1;
    return true;
  };
  return {
    registers,
    add: (id) => addCode(hllCode(id)),
    addCode,
    count: () => estimateCardinality(histogram),
    merge(other) {
      const { registers: theirs } = other;
      for (let index = 0; index < REGISTERS; index += 1) {
        const rank = theirs[index] ?? 0;
        if (rank !== 0) addCode((index << RANK_BITS) | rank);
      }
    },
    encodeSparse: () => encodeRegisters(registers),
  };
}
