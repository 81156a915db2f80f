/** Registers of a sketch: 2¹⁴. */
export const REGISTERS = 16_384;
/** The highest rank: the 50 bits above the register's index, and one more when all are zero. */
export const RANK_MAX = 51;

const ALPHA_INFINITY = 0.721_347_520_444_481_7;

/**
 * Distinct ids behind a sketch.
 * @param histogram how many registers hold each rank, by rank 0..51; the sum is 16,384
 * @returns an integer ≥ 0, rounded as Redis rounds it
 * Source: Ertl, New cardinality estimation algorithms for HyperLogLog sketches, 2017 (algorithm 6); Redis `hllCount`.
 */
export function estimateCardinality(histogram: ArrayLike<number>): number {
  let z = REGISTERS * tau((REGISTERS - (histogram[RANK_MAX] ?? 0)) / REGISTERS);
  for (let rank = RANK_MAX - 1; rank >= 1; rank -= 1) z = (z + (histogram[rank] ?? 0)) * 0.5;
  z += REGISTERS * sigma((histogram[0] ?? 0) / REGISTERS);
  return Math.round((ALPHA_INFINITY * REGISTERS * REGISTERS) / z);
}

/** x + Σ x^(2^k) · 2^(k−1), k ≥ 1: corrects for the registers that are empty. */
function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let x = share;
  let weight = 1;
  let sum = x;
  for (let before = Number.NaN; before !== sum; weight += weight) {
    x *= x;
    before = sum;
    sum += x * weight;
  }
  return sum;
}

/** (1 − x − Σ (1 − x^(2^−k))² · 2^−k, k ≥ 1) / 3: corrects for the registers that are full. */
function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let x = share;
  let weight = 1;
  let sum = 1 - x;
  for (let before = Number.NaN; before !== sum; ) {
    x = Math.sqrt(x);
    before = sum;
    weight *= 0.5;
    sum -= (1 - x) ** 2 * weight;
  }
  return sum / 3;
}
