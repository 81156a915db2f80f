import { expect, test } from 'vitest';
import { formatLocalTime, parseLocalTime } from '../../../src/core/local-time.ts';

test('reads HH:MM and HH:MM:SS', () => {
  expect(parseLocalTime('00:00')).toBe(0);
  expect(parseLocalTime('08:15')).toBe(29_700);
  expect(parseLocalTime('23:59:59')).toBe(86_399);
});

test('refuses what no wall clock shows', () => {
  for (const text of ['', '24:00', '8:15', '08:60', '08:15:60', '08:15:00.5', '0815', '08:15Z', ' 08:15', '08:15\n']) {
    expect(parseLocalTime(text), text).toBe(null);
  }
});

test('round-trips every second of the day, the shortest way', () => {
  for (let second = 0; second < 86_400; second += 1) {
    const text = formatLocalTime(second);
    expect(text.length).toBe(second % 60 === 0 ? 5 : 8);
    if (parseLocalTime(text) !== second) expect.unreachable(text);
  }
});
