import { createHyperLogLog, HLL_STANDARD_ERROR, hllCode } from '../src/core/hyperloglog.ts';

const IDS = 100_000;
const SETS = 30;

/** HyperLogLog: codes and adds a second, and how far its estimates lie from seeded sets of known size. */
export async function run(): Promise<{ table: string; ratios: Record<string, number> }> {
  const ids = Array.from({ length: IDS }, (_, index) => `S-${index.toString(36).padStart(6, '0')}`);
  const codes = ids.map(hllCode);

  const codeRate = ratePerSecond(IDS, 10, () => {
    let sum = 0;
    for (const id of ids) sum += hllCode(id);
    return sum;
  });
  const plainRate = ratePerSecond(IDS / 20, 3, () => {
    let sum = 0;
    for (const id of ids.slice(0, IDS / 20)) sum += plainCode(id);
    return sum;
  });
  const sketch = createHyperLogLog();
  const addRate = ratePerSecond(IDS, 50, () => {
    let changed = 0;
    for (const code of codes) if (sketch.addCode(code)) changed += 1;
    return changed;
  });
  const countRate = ratePerSecond(1_000, 10, () => {
    let sum = 0;
    for (let index = 0; index < 1_000; index += 1) sum += sketch.count();
    return sum;
  });

  const rows = [100, 1_000, 10_000, 100_000].map((size) => ({ size, ...errorAt(size) }));
  const table = [
    'hll: one core, best of the rounds',
    `  hllCode          ${millions(codeRate)} M/s   (64-bit BigInt, same result: ${millions(plainRate)} M/s)`,
    `  addCode          ${millions(addRate)} M/s`,
    `  count            ${millions(countRate)} M/s`,
    ...rows.map(
      ({ size, mean, worst, bytes }) =>
        `  ${String(size).padStart(7)} ids      error: root mean square ${percent(mean)}, worst of ${SETS} sets ${percent(worst)}; stored in ${bytes} bytes`,
    ),
    `  standard error promised ${percent(HLL_STANDARD_ERROR)}`,
  ].join('\n');
  const worstMean = Math.max(...rows.map(({ mean }) => mean));
  return {
    table,
    ratios: { codeVsBigInt: codeRate / plainRate, standardErrorVsPromised: worstMean / HLL_STANDARD_ERROR },
  };
}

function errorAt(size: number): { mean: number; worst: number; bytes: number } {
  let squares = 0;
  let worst = 0;
  let bytes = 0;
  for (let set = 0; set < SETS; set += 1) {
    const sketch = createHyperLogLog();
    for (let index = 0; index < size; index += 1) sketch.add(`${set}:${index}`);
    const error = Math.abs(sketch.count() - size) / size;
    squares += error * error;
    worst = Math.max(worst, error);
    bytes = sketch.encodeSparse().length;
  }
  return { mean: Math.sqrt(squares / SETS), worst, bytes };
}

/** What hllCode would be with the language's 64-bit integers. */
function plainCode(id: string): number {
  const mask = (1n << 64n) - 1n;
  const m = 0xc6a4a7935bd1e995n;
  const bytes = Buffer.from(id);
  let hash = (0xadc83b19n ^ (BigInt(bytes.length) * m)) & mask;
  let at = 0;
  for (; at + 8 <= bytes.length; at += 8) {
    let word = (bytes.readBigUInt64LE(at) * m) & mask;
    word ^= word >> 47n;
    hash = ((hash ^ ((word * m) & mask)) * m) & mask;
  }
  if (at < bytes.length) {
    let word = 0n;
    for (let last = bytes.length - 1; last >= at; last -= 1) word = (word << 8n) | BigInt(bytes[last] ?? 0);
    hash = ((hash ^ word) * m) & mask;
  }
  hash = ((hash ^ (hash >> 47n)) * m) & mask;
  hash ^= hash >> 47n;
  let rank = 1;
  for (let rest = (hash >> 14n) | (1n << 50n); (rest & 1n) === 0n; rest >>= 1n) rank += 1;
  return Number(hash & 0x3fffn) * 64 + rank;
}

/** The best of several rounds, each of `operations`; the first warms up. */
function ratePerSecond(operations: number, rounds: number, round: () => number): number {
  let best = 0;
  for (let index = 0; index <= rounds; index += 1) {
    const began = performance.now();
    const sum = round();
    const seconds = (performance.now() - began) / 1_000;
    if (index > 0 && Number.isFinite(sum)) best = Math.max(best, operations / seconds);
  }
  return best;
}

function millions(rate: number): string {
  return (rate / 1e6).toFixed(2).padStart(7);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
