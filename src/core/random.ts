/**
 * A seeded stream of pseudo-random numbers: the same seed gives the same numbers on every machine. It uses only integer
 * arithmetic, +, − and ×, so no platform's logarithm or cosine can change a byte. Not for secrets.
 * Source: sfc32, Doty-Humphrey's Small Fast Counting generator (PractRand).
 */
export interface Random {
  /** Integer 0..2³² − 1. */
  u32(): number;
  /** 0 ≤ x < 1, 32 bits. */
  unit(): number;
  /** Integer 0..n − 1; n from 1 to 2³². */
  below(n: number): number;
  /** low ≤ x < high. */
  between(low: number, high: number): number;
  /** True with that probability, 0..1. */
  chance(probability: number): boolean;
  /** Bell-shaped: the sum of four uniforms, so never further than 3.47 standard deviations from the mean. */
  bell(mean: number, deviation: number): number;
  /** Skewed: most values small, mean as given, none above three times it. */
  tail(mean: number): number;
}

const WARM_UP_ROUNDS = 12;
const UNIT = 1 / 4_294_967_296;
const BELL_SCALE = Math.sqrt(3);

/** @param seed integers, each taken modulo 2³²; a stream of its own for every list of them */
export function createRandom(...seed: readonly number[]): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  for (const part of seed) {
    a = mix32(a ^ part);
    b = mix32(b + a);
    c = mix32(c ^ b);
  }
  let counter = 1;
  const u32 = (): number => {
    const out = (a + b + counter) >>> 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) u32();
  const unit = (): number => u32() * UNIT;
  return {
    u32,
    unit,
    below: (n) => Math.floor(unit() * n),
    between: (low, high) => low + unit() * (high - low),
    chance: (probability) => unit() < probability,
    bell: (mean, deviation) => mean + deviation * BELL_SCALE * (unit() + unit() + unit() + unit() - 2),
    tail: (mean) => {
      const x = unit();
      return mean * 3 * x * x;
    },
  };
}

/** Scrambles 32 bits; a bijection on 0..2³² − 1. Source: MurmurHash3's finaliser. */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 32-bit hash of a text's UTF-16 code units. Not for secrets. */
export function hashText(text: string, seed: number): number {
  let h = mix32(seed ^ text.length);
  for (let index = 0; index < text.length; index += 1) {
    h = Math.imul(h ^ text.charCodeAt(index), 0x9e3779b1);
    h = (h << 13) | (h >>> 19);
    h = (h + (h << 2) + seed) | 0;
  }
  return mix32(h);
}
