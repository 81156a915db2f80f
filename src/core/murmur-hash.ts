/** A 64-bit hash as two unsigned 32-bit words. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

// The multiplier 0xc6a4a7935bd1e995, whole and in the 16-bit halves that the long multiplication needs.
const M_HIGH = 0xc6a4a793 | 0;
const M_LOW = 0x5bd1e995;
const M_LOW_TOP = M_LOW >>> 16;
const M_LOW_BOTTOM = M_LOW & 0xffff;

const SCRATCH = new Uint8Array(256);
const ENCODER = new TextEncoder();

// The running hash: module-wide because a product has two words and a function returns one, and this runs for every id.
let high = 0;
let low = 0;

/**
 * MurmurHash64A, as Redis's HyperLogLog uses it, without BigInt. Not a defence against forgery.
 * @param input bytes, or a text hashed as its UTF-8 bytes
 * @param seed unsigned 32 bits
 * Source: Austin Appleby, MurmurHash2 64-bit (public domain).
 */
export function murmurHash64A(input: string | Uint8Array, seed: number): Hash64 {
  if (typeof input !== 'string') hashBytes(input, input.length, seed);
  else if (writeAscii(input)) hashBytes(SCRATCH, input.length, seed);
  else {
    const bytes = ENCODER.encode(input);
    hashBytes(bytes, bytes.length, seed);
  }
  return { high: high >>> 0, low: low >>> 0 };
}

/** Puts a short ASCII text into the scratch bytes; false when it is neither. */
function writeAscii(text: string): boolean {
  if (text.length > SCRATCH.length) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 127) return false;
    SCRATCH[at] = code;
  }
  return true;
}

function hashBytes(bytes: Uint8Array, length: number, seed: number): void {
  high = 0;
  low = length;
  multiply();
  low ^= seed;
  const blocksEnd = length & ~7;
  for (let at = 0; at < blocksEnd; at += 8) {
    const hashHigh = high;
    const hashLow = low;
    high = wordAt(bytes, at + 4);
    low = wordAt(bytes, at);
    multiply();
    low ^= high >>> 15;
    multiply();
    high ^= hashHigh;
    low ^= hashLow;
    multiply();
  }
  if (blocksEnd !== length) {
    for (let at = blocksEnd; at < length; at += 1) {
      const shift = (at & 3) << 3;
      if ((at & 4) === 0) low ^= (bytes[at] ?? 0) << shift;
      else high ^= (bytes[at] ?? 0) << shift;
    }
    multiply();
  }
  low ^= high >>> 15;
  multiply();
  low ^= high >>> 15;
}

/** Little-endian. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

/** The running hash times M, modulo 2^64: a long multiplication of the low words in halves, so that nothing leaves 32 bits. */
function multiply(): void {
  const top = low >>> 16;
  const bottom = low & 0xffff;
  const lowest = Math.imul(bottom, M_LOW_BOTTOM) >>> 0;
  const middle = (Math.imul(top, M_LOW_BOTTOM) + (lowest >>> 16)) >>> 0;
  const cross = (Math.imul(bottom, M_LOW_TOP) + (middle & 0xffff)) >>> 0;
  const carried = Math.imul(top, M_LOW_TOP) + (middle >>> 16) + (cross >>> 16);
  high = (carried + Math.imul(high, M_LOW) + Math.imul(low, M_HIGH)) | 0;
  low = (cross << 16) | (lowest & 0xffff) | 0;
}
