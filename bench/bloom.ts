import { createBloomFilter } from '../src/core/bloom-filter.ts';

const CAPACITY = 100_000;
const ASKED = 1_000_000;
const ERROR_RATIO = 0.01;
const ROUNDS = 5;

/** Bloom filter: adds and look-ups a second, and the share of unknown ids answered `maybe` when it is full. */
export async function run(): Promise<{ table: string; ratios: Record<string, number> }> {
  const known = Array.from({ length: CAPACITY }, (_, index) => `S-${String(index).padStart(7, '0')}`);
  const unknown = Array.from({ length: ASKED }, (_, index) => `S-${String(CAPACITY + index).padStart(7, '0')}`);

  const exact = new Set(known);
  let filter = createBloomFilter({ capacity: CAPACITY, errorRatio: ERROR_RATIO });
  const best = { add: 0, yes: 0, no: 0, set: 0 };
  let wrong = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    filter = createBloomFilter({ capacity: CAPACITY, errorRatio: ERROR_RATIO });
    const { add, has } = filter;
    best.add = Math.max(best.add, rate(known, add).perSecond);
    best.yes = Math.max(best.yes, rate(known, has).perSecond);
    const no = rate(unknown, has);
    best.no = Math.max(best.no, no.perSecond);
    wrong = no.trues;
    best.set = Math.max(best.set, rate(unknown, (id) => exact.has(id)).perSecond);
  }
  const share = wrong / ASKED;
  const table = [
    `bloom: ${CAPACITY} ids at ${ERROR_RATIO * 100} %: ${filter.bits} bits (${(filter.bits / CAPACITY).toFixed(2)} an id), ${filter.hashes} hashes; one core, best of ${ROUNDS}`,
    `  add              ${millions(best.add)} M/s`,
    `  has, known       ${millions(best.yes)} M/s`,
    `  has, unknown     ${millions(best.no)} M/s   (Set.has of the same ids: ${millions(best.set)} M/s)`,
    `  wrong maybe      ${(share * 100).toFixed(3)} % of ${ASKED} unknown ids; configured ${ERROR_RATIO * 100} %`,
  ].join('\n');
  return { table, ratios: { wrongVsConfigured: share / ERROR_RATIO, hasVsSet: best.no / best.set } };
}

function rate(ids: readonly string[], ask: (id: string) => boolean): { perSecond: number; trues: number } {
  const began = performance.now();
  let trues = 0;
  for (const id of ids) if (ask(id)) trues += 1;
  return { perSecond: ids.length / ((performance.now() - began) / 1_000), trues };
}

function millions(perSecond: number): string {
  return (perSecond / 1e6).toFixed(2).padStart(7);
}
