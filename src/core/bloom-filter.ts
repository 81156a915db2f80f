import { type Hash64, murmurHash64A } from './murmur-hash.ts';

const SEED = 0x9747b28c;
const BITS_MIN = 1_024;
const BITS_MAX = 2 ** 32;
/** A filter is sized for this share of the ratio asked for, so that chance does not carry it over. */
export const BLOOM_SAFETY = 0.8;

export interface BloomFilterOptions {
  /** Distinct ids it is sized for, ≥ 1. */
  readonly capacity: number;
  /** Share of ids never added that may be answered true once full, 0 < ratio < 1. */
  readonly errorRatio: number;
}

/** A set of ids that may say yes wrongly and never says no wrongly. */
export interface BloomFilter {
  readonly bits: number;
  readonly hashes: number;
  /** Distinct ids added as far as it can tell: an id that looked as if it were there is not counted. */
  readonly size: number;
  /** Idempotent. @returns whether the id was certainly not there before */
  add(id: string): boolean;
  /** False: never added. True: added, or one of at most the configured share of others. */
  has(id: string): boolean;
}

/**
 * An empty filter. Memory: about 10 bits an id at 1 %.
 * @throws RangeError when the options are out of bounds or need more than 2³² bits
 * Source: Bloom 1970; Kirsch and Mitzenmacher 2006; Dillinger and Manolios 2004 (enhanced double hashing).
 */
export function createBloomFilter({ capacity, errorRatio }: BloomFilterOptions): BloomFilter {
  const { bits, hashes } = bloomShape({ capacity, errorRatio });
  const words = new Uint32Array(Math.ceil(bits / 32));
  let size = 0;

  /** Walks the bits of an id; setting them, or stopping at the first that is not set. @returns whether all were set before */
  const walk = (id: string, set: boolean): boolean => {
    const { high, low } = bloomHash(id);
    let bit = low % bits;
    let step = high % bits;
    let all = true;
    for (let round = 1; round <= hashes; round += 1) {
      const word = bit >>> 5;
      const held = words[word] ?? 0;
      const mask = 1 << (bit & 31);
      if ((held & mask) === 0) {
        if (!set) return false;
        words[word] = held | mask;
        all = false;
      }
      bit += step;
      if (bit >= bits) bit -= bits;
      step += round;
      if (step >= bits) step -= bits;
    }
    return all;
  };
  return {
    bits,
    hashes,
    get size() {
      return size;
    },
    add(id) {
      const isNew = !walk(id, true);
      if (isNew) size += 1;
      return isNew;
    },
    has: (id) => walk(id, false),
  };
}

/** How large a filter is and how many of its bits stand for an id. */
export interface BloomShape {
  readonly bits: number;
  readonly hashes: number;
}

/** Where an id's bits begin (low modulo bits) and the first step between them (high modulo bits), as `createBloomFilter` walks. */
export function bloomHash(id: string): Hash64 {
  return murmurHash64A(id, SEED);
}

/**
 * The shape that `createBloomFilter` takes for these options, sized for 0.8 of the ratio so that chance does not carry it over.
 * @throws RangeError when the options are out of bounds or need more than 2³² bits
 */
export function bloomShape({ capacity, errorRatio: asked }: BloomFilterOptions): BloomShape {
  const errorRatio = asked * BLOOM_SAFETY;
  if (!(capacity >= 1)) throw new RangeError('capacity must be at least 1');
  if (!(errorRatio > 0 && errorRatio < BLOOM_SAFETY)) throw new RangeError('errorRatio must lie between 0 and 1');
  const hashes = Math.max(1, Math.round(-Math.log2(errorRatio)));
  // The bits at which that whole number of hashes gives the ratio: (1 − e^(−hashes · capacity / bits))^hashes.
  const exact = (-hashes * capacity) / Math.log1p(-(errorRatio ** (1 / hashes)));
  const bits = Math.max(BITS_MIN, Math.ceil(exact));
  if (bits > BITS_MAX) throw new RangeError('the filter would need more than 2³² bits');
  return { bits, hashes };
}
