import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCampusClock, DAY_MS, formatDay, parseDay, weekdayOf } from '../../../src/core/campus-day.ts';
import { RollcallError } from '../../../src/core/errors.ts';

const HOUR = 3_600_000;
const ZONES = [
  'UTC',
  'Europe/Zurich',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Pacific/Chatham',
  'America/Havana',
  'Asia/Beirut',
  'Atlantic/Azores',
  'America/Scoresbysund',
  'Asia/Gaza',
  'Africa/Casablanca',
  'America/St_Johns',
  'America/Goose_Bay',
  'Antarctica/Casey',
];
/** Zones whose clocks have gone back over a midnight that had passed already. */
const INTERRUPTED = new Set(['America/St_Johns', 'America/Goose_Bay', 'Antarctica/Casey']);
const clocks = ZONES.map((zone) => createCampusClock(zone));
const anyClock = fc.constantFrom(...clocks);
const FIRST_DAY = 10_957; // 2000-01-01
const LAST_DAY = 25_567; // 2040-01-01
const anyDay = fc.integer({ min: FIRST_DAY, max: LAST_DAY });
const anySecond = fc.integer({ min: FIRST_DAY * 86_400, max: LAST_DAY * 86_400 });

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the platform says the wall clock shows, as YYYY-MM-DD, HH:MM:SS. */
function shown(zone: string, at: number): string {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    formats.set(zone, format);
  }
  return format.format(at);
}

function dayOf(text: string): number {
  const day = parseDay(text);
  if (day === null) throw new Error(text);
  return day;
}

function wallSecond(zone: string, at: number): number {
  const [hours, minutes, seconds] = shown(zone, at).slice(11).split(':').map(Number);
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

test('gives the calendar day that the platform shows, at any second in any zone', () => {
  fc.assert(
    fc.property(anyClock, anySecond, (clock, second) => {
      const at = second * 1000;
      expect(formatDay(clock.dayOf(at))).toBe(shown(clock.timeZone, at).slice(0, 10));
    }),
    { numRuns: 5_000 },
  );
});

test('gives it in every minute around every midnight at which a zone once changed its clock', () => {
  for (const clock of clocks) {
    for (let day = FIRST_DAY; day < dayOf('2021-01-01'); day += 1) {
      if (clock.startOf(day + 1) - clock.startOf(day) === DAY_MS) continue;
      for (const start of [clock.startOf(day), clock.startOf(day + 1)]) {
        for (let at = start - 2 * HOUR; at <= start + 2 * HOUR; at += 60_000) {
          const expected = shown(clock.timeZone, at).slice(0, 10);
          if (formatDay(clock.dayOf(at)) !== expected)
            expect.unreachable(`${clock.timeZone} ${new Date(at).toISOString()}`);
        }
      }
    }
  }
});

test('starts a day at its first instant, and the next where it ends', () => {
  for (const clock of clocks) {
    let before = clock.startOf(FIRST_DAY);
    for (let day = FIRST_DAY; day < LAST_DAY; day += 1) {
      const start = before;
      before = clock.startOf(day + 1);
      const label = `${clock.timeZone} ${formatDay(day)}`;
      if (before === start) expect(label).toBe('Pacific/Apia 2011-12-30');
      else if (clock.dayOf(start) !== day || clock.dayOf(start - 1) !== day - 1) {
        if (label !== 'Pacific/Apia 2011-12-31') expect.unreachable(label);
      }
    }
  }
});

test('holds exactly the instants from its start to the next start', () => {
  fc.assert(
    fc.property(anyClock, anySecond, fc.nat(999), (clock, second, ms) => {
      fc.pre(!INTERRUPTED.has(clock.timeZone));
      const at = second * 1000 + ms;
      const day = clock.dayOf(at);
      expect(clock.startOf(day)).toBeLessThanOrEqual(at);
      expect(clock.startOf(day + 1)).toBeGreaterThan(at);
    }),
    { numRuns: 5_000 },
  );
});

test('has days of 24 hours but for the two a year that change the clock', () => {
  const odd = (zone: string, year: number): [string, number][] => {
    const clock = createCampusClock(zone);
    const found: [string, number][] = [];
    for (let day = dayOf(`${year}-01-01`); day < dayOf(`${year + 1}-01-01`); day += 1) {
      const hours = (clock.startOf(day + 1) - clock.startOf(day)) / HOUR;
      if (hours !== 24) found.push([formatDay(day), hours]);
    }
    return found;
  };
  expect(odd('UTC', 2026)).toEqual([]);
  expect(odd('Asia/Kathmandu', 2026)).toEqual([]);
  expect(odd('Europe/Zurich', 2026)).toEqual([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
  ]);
  expect(odd('America/New_York', 2026)).toEqual([
    ['2026-03-08', 23],
    ['2026-11-01', 25],
  ]);
  expect(odd('Australia/Lord_Howe', 2026)).toEqual([
    ['2026-04-05', 24.5],
    ['2026-10-04', 23.5],
  ]);
  expect(odd('America/Sao_Paulo', 2018)).toEqual([
    ['2018-02-17', 25],
    ['2018-11-04', 23],
  ]);
  expect(odd('Pacific/Apia', 2011)).toEqual([
    ['2011-04-02', 25],
    ['2011-09-24', 23],
    ['2011-12-30', 0],
  ]);
});

test('starts a day whose midnight was left out where the gap ends', () => {
  const saoPaulo = createCampusClock('America/Sao_Paulo');
  expect(saoPaulo.startOf(dayOf('2018-11-04'))).toBe(Date.parse('2018-11-04T03:00:00Z'));
  // The gap of 1919 began at 23:30 the day before and ended at 00:30.
  const toronto = createCampusClock('America/Toronto');
  expect(toronto.startOf(dayOf('1919-03-31'))).toBe(Date.parse('1919-03-31T04:30:00Z'));
  const apia = createCampusClock('Pacific/Apia');
  expect(apia.startOf(dayOf('2011-12-30'))).toBe(Date.parse('2011-12-30T10:00:00Z'));
  expect(apia.startOf(dayOf('2011-12-31'))).toBe(Date.parse('2011-12-30T10:00:00Z'));
  expect(apia.dayOf(Date.parse('2011-12-30T10:00:00Z'))).toBe(dayOf('2011-12-31'));
});

test('is exact in a zone that changed its clock at a minute past midnight', () => {
  const clock = createCampusClock('America/St_Johns');
  const midnight = Date.parse('2007-11-04T02:30:00Z');
  expect(clock.startOf(dayOf('2007-11-04'))).toBe(midnight);
  expect(clock.dayOf(midnight + 59_999)).toBe(dayOf('2007-11-04'));
  expect(clock.dayOf(midnight + 60_000)).toBe(dayOf('2007-11-03'));
  expect(clock.dayOf(midnight + HOUR + 60_000)).toBe(dayOf('2007-11-04'));
});

test('finds the instant of a wall-clock time, the first where it is shown twice', () => {
  fc.assert(
    fc.property(anyClock, anySecond, (clock, second) => {
      const at = second * 1000;
      const found = clock.instantOf(clock.dayOf(at), wallSecond(clock.timeZone, at));
      expect(shown(clock.timeZone, found)).toBe(shown(clock.timeZone, at));
      expect(found).toBeLessThanOrEqual(at);
      expect(at - found).toBeLessThanOrEqual(HOUR * 3);
    }),
    { numRuns: 5_000 },
  );
});

test('moves a wall-clock time that a day does not have forward by the gap', () => {
  const zurich = createCampusClock('Europe/Zurich');
  expect(zurich.instantOf(dayOf('2026-03-29'), 2.5 * 3600)).toBe(Date.parse('2026-03-29T03:30+02:00'));
  expect(zurich.instantOf(dayOf('2026-10-25'), 2.5 * 3600)).toBe(Date.parse('2026-10-25T02:30+02:00'));
  const lordHowe = createCampusClock('Australia/Lord_Howe');
  expect(lordHowe.instantOf(dayOf('2026-10-04'), 2 * 3600 + 600)).toBe(Date.parse('2026-10-04T02:40+11:00'));
  const saoPaulo = createCampusClock('America/Sao_Paulo');
  expect(saoPaulo.instantOf(dayOf('2018-11-04'), 1800)).toBe(Date.parse('2018-11-04T01:30-02:00'));
  const apia = createCampusClock('Pacific/Apia');
  expect(apia.instantOf(dayOf('2011-12-30'), 12 * 3600)).toBe(Date.parse('2011-12-31T12:00+14:00'));
});

test('keeps the order of wall-clock times within a day', () => {
  const seconds = fc.integer({ min: 0, max: 86_399 });
  fc.assert(
    fc.property(anyClock, anyDay, seconds, (clock, day, second) => {
      const at = clock.instantOf(day, second);
      expect(at).toBeGreaterThanOrEqual(clock.startOf(day));
      expect(clock.instantOf(day + 1, second)).toBeGreaterThanOrEqual(at);
    }),
    { numRuns: 3_000 },
  );
});

test('answers for any day a date can name', () => {
  for (const clock of clocks) {
    for (const text of ['0000-01-01', '0001-02-03', '1582-10-10', '1899-12-31', '1900-01-01', '9999-12-31']) {
      const day = dayOf(text);
      expect(clock.dayOf(clock.startOf(day)), `${clock.timeZone} ${text}`).toBe(day);
      expect(clock.startOf(day + 1)).toBeGreaterThan(clock.startOf(day));
    }
  }
});

test('refuses an unknown zone', () => {
  for (const zone of ['', 'Europe/Nowhere', 'Zurich']) expect(() => createCampusClock(zone)).toThrow(RollcallError);
});

test('reads and writes days, and knows their weekdays', () => {
  const days = fc.integer({ min: dayOf('0000-01-01'), max: dayOf('9999-12-31') });
  fc.assert(
    fc.property(days, (day) => {
      expect(parseDay(formatDay(day))).toBe(day);
      expect(weekdayOf(day)).toBe((new Date(day * DAY_MS).getUTCDay() + 6) % 7);
    }),
  );
  expect(dayOf('1970-01-01')).toBe(0);
  for (const text of [
    '',
    '2026-02-30',
    '2026-2-3',
    '2026-13-01',
    '20260301',
    '2026-03-01T00:00',
    ' 2026-03-01',
    '2026-03-01\n',
  ]) {
    expect(parseDay(text), text).toBe(null);
  }
  expect(formatDay(dayOf('9999-12-31') + 1)).toBe('+010000-01-01');
});
