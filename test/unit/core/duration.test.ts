import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/core/duration.ts';

test('reads days, hours, minutes, seconds and fractions of a second', () => {
  const known: [string, number][] = [
    ['PT0S', 0],
    ['PT10M', 600_000],
    ['P1D', 86_400_000],
    ['P1DT1H1M1.5S', 90_061_500],
    ['PT90M', 5_400_000],
    ['PT0,25S', 250],
    ['PT0.0019S', 1],
    ['PT36H', 129_600_000],
  ];
  for (const [text, ms] of known) expect(parseDuration(text), text).toBe(ms);
});

test('refuses years, months, weeks, signs, empty parts and what does not fit', () => {
  const wrong = ['', 'P', 'PT', 'P1DT', 'P1Y', 'P1M', 'P1W', '-PT1S', '+PT1S', 'PT-1S', 'PT1.S', 'PT.5S', 'PT1.5M'];
  wrong.push('1D', 'PT1S1M', 'pt1s', 'PT1S ', 'PT1H1H', 'P1H', 'PT1D', 'P99999999999D', `PT${'9'.repeat(500)}S`);
  for (const text of wrong) expect(parseDuration(text), text).toBe(null);
});

test('writes the shortest form, as the contract prints its defaults', () => {
  const known: [number, string][] = [
    [0, 'PT0S'],
    [1_000, 'PT1S'],
    [1_800_000, 'PT30M'],
    [300_000, 'PT5M'],
    [3_600_000, 'PT1H'],
    [5_400_000, 'PT1H30M'],
    [604_800_000, 'P7D'],
    [90_061_500, 'P1DT1H1M1.5S'],
    [1, 'PT0.001S'],
    [-1_000, '-PT1S'],
  ];
  for (const [ms, text] of known) expect(formatDuration(ms)).toBe(text);
});

test('round-trips every duration', () => {
  const durations = fc.oneof(fc.maxSafeNat(), fc.nat(100_000_000));
  fc.assert(fc.property(durations, (ms) => parseDuration(formatDuration(ms)) === ms));
});
