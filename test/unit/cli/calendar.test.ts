import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lecturesOfCalendar } from '../../../src/cli/calendar.ts';
import { createProblemList } from '../../../src/cli/problem-list.ts';
import { createCampusClock, formatDay, parseDay, weekdayOf } from '../../../src/core/campus-day.ts';
import { parseDuration } from '../../../src/core/duration.ts';
import { parseLocalTime } from '../../../src/core/local-time.ts';

const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

function event(...lines: string[]): string {
  return ['BEGIN:VEVENT', `UID:${lines.join('').length}@test`, ...lines, 'END:VEVENT'].join('\r\n');
}

function calendar(...parts: string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//', ...parts, 'END:VCALENDAR', ''].join('\r\n');
}

function read(text: string, campusZone = 'Europe/Zurich', nameIn = 'SUMMARY') {
  const told: string[] = [];
  const problems = createProblemList((line) => void told.push(line.trim()));
  const rows = lecturesOfCalendar(text, { campusZone, nameIn, problems });
  problems.flush();
  return { told, rows, lectures: new Map(rows?.map(({ value }) => [value.lectureId, value])) };
}

/** When the lecture takes place until a day, as ISO instants: slot by slot and day by day. */
function sessionsOf(text: string, lectureId = 'CS101', campusZone = 'Europe/Zurich', last = '2027-12-31'): string[] {
  const campus = createCampusClock(campusZone);
  const found: string[] = [];
  for (const slot of read(text, campusZone).lectures.get(lectureId)?.timetable ?? []) {
    const from = parseDay(slot.from ?? '') ?? 0;
    const until = parseDay(slot.until ?? last) ?? 0;
    for (let day = from; day <= until; day += 1) {
      if (WEEKDAYS[weekdayOf(day)] !== slot.weekday) continue;
      found.push(new Date(campus.instantOf(day, parseLocalTime(slot.startsAt) ?? 0)).toISOString());
    }
  }
  return found.sort();
}

/** The earlier instant at which the clock of the zone shows the same, else the instant. */
function shownFirst(at: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const earlier = [30, 60].map((minutes) => at - minutes * 60_000);
  return earlier.find((one) => shown.format(one) === shown.format(at)) ?? at;
}

describe('an iCalendar timetable', () => {
  it('is a lecture a first word of SUMMARY, with a title and a slot that runs from its first to its last day', () => {
    const { lectures, told } = read(
      calendar(
        event(
          'SUMMARY:CS101: Algorithms\\, part one',
          'DTSTART;TZID=Europe/Zurich:20260302T100000',
          'DTEND;TZID=Europe/Zurich:20260302T113000',
          'RRULE:FREQ=WEEKLY;COUNT=4',
        ),
      ),
    );
    expect(told).toEqual([]);
    expect(lectures.get('CS101')).toEqual({
      lectureId: 'CS101',
      title: 'Algorithms, part one',
      timetable: [
        { weekday: 'MONDAY', startsAt: '10:00', duration: 'PT1H30M', from: '2026-03-02', until: '2026-03-23' },
      ],
    });
  });

  it('follows weekly rules of several days, by COUNT and UNTIL, every second week, RDATE and EXDATE of both kinds', () => {
    const text = calendar(
      event(
        'SUMMARY:CS101',
        'DTSTART;TZID=Europe/Zurich:20260302T100000',
        'DURATION:PT50M',
        'RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260325T235959Z',
        'EXDATE;TZID=Europe/Zurich:20260304T100000',
        'EXDATE;VALUE=DATE:20260316',
        'RDATE;TZID=Europe/Zurich:20260405T100000',
      ),
      event(
        'SUMMARY:CS102',
        'DTSTART;TZID=Europe/Zurich:20260303T080000',
        'DURATION:PT50M',
        'RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3',
      ),
    );
    // Summer time begins on 29 March.
    expect(sessionsOf(text)).toEqual([
      '2026-03-02T09:00:00.000Z',
      '2026-03-09T09:00:00.000Z',
      '2026-03-11T09:00:00.000Z',
      '2026-03-18T09:00:00.000Z',
      '2026-03-23T09:00:00.000Z',
      '2026-03-25T09:00:00.000Z',
      '2026-04-05T08:00:00.000Z',
    ]);
    expect(sessionsOf(text, 'CS102')).toEqual([
      '2026-03-03T07:00:00.000Z',
      '2026-03-17T07:00:00.000Z',
      '2026-03-31T06:00:00.000Z',
    ]);
  });

  it('ends with the last instant UNTIL allows, which it names in UTC, on the wall clock or as a whole day', () => {
    const until = (end: string, zone = 'Europe/Zurich', ...rule: string[]) =>
      calendar(
        event(
          'SUMMARY:CS101',
          `DTSTART;TZID=${zone}:20260302T210000`,
          'DURATION:PT50M',
          `RRULE:FREQ=WEEKLY;UNTIL=${[end, ...rule].join(';')}`,
        ),
      );
    const three = ['2026-03-02T20:00:00.000Z', '2026-03-09T20:00:00.000Z', '2026-03-16T20:00:00.000Z'];
    for (const end of ['20260316T200000Z', '20260316T210000', '20260316', '20260323T195959Z']) {
      expect(sessionsOf(until(end)), end).toEqual(three);
    }
    // The last of these lies a day later in UTC.
    const newYork = until('20260305T020000Z', 'America/New_York', 'BYDAY=MO,TU,WE,TH');
    expect(sessionsOf(newYork, 'CS101', 'America/New_York').slice(-1)).toEqual(['2026-03-05T02:00:00.000Z']);
  });

  it('puts a moved session in the place of the one it replaces, and leaves out what is cancelled', () => {
    const master = [
      'BEGIN:VEVENT',
      'UID:a',
      'SUMMARY:CS101 Algorithms',
      'DTSTART;TZID=Europe/Zurich:20260302T100000',
      'DURATION:PT50M',
      'RRULE:FREQ=WEEKLY;COUNT=3',
      'END:VEVENT',
    ];
    const moved = [
      'BEGIN:VEVENT',
      'UID:a',
      'SUMMARY:CS101 Algorithms',
      'RECURRENCE-ID:20260309T090000Z',
      'DTSTART:20260310T120000Z',
      'DURATION:PT50M',
      'END:VEVENT',
    ];
    const cancelled = moved.map((line) => {
      if (line.startsWith('RECURRENCE-ID')) return 'RECURRENCE-ID;TZID=Europe/Zurich:20260316T100000';
      return line === 'DURATION:PT50M' ? 'STATUS:CANCELLED' : line;
    });
    const whole = event('SUMMARY:CS200', 'STATUS:CANCELLED', 'DTSTART:20260302T100000Z', 'DURATION:PT1H');
    const text = calendar(master.join('\n'), moved.join('\n'), cancelled.join('\n'), whole);
    expect(sessionsOf(text)).toEqual(['2026-03-02T09:00:00.000Z', '2026-03-10T12:00:00.000Z']);
    expect(read(text).told).toEqual([]);
    expect(read(text).lectures.has('CS200')).toBe(false);
  });

  it('goes on for ever where a weekly rule on the campus clock has no end', () => {
    const { lectures, told } = read(
      calendar(event('SUMMARY:CS101', 'DTSTART:20260303T080000', 'DURATION:PT50M', 'RRULE:FREQ=WEEKLY;BYDAY=TU,FR')),
    );
    expect(told).toEqual([]);
    expect(lectures.get('CS101')?.timetable).toEqual([
      { weekday: 'TUESDAY', startsAt: '08:00', duration: 'PT50M', from: '2026-03-03', until: null },
      { weekday: 'FRIDAY', startsAt: '08:00', duration: 'PT50M', from: '2026-03-06', until: null },
    ]);
  });

  it('leaves out what is excepted or moved years after a rule without an end began', () => {
    const master = [
      'BEGIN:VEVENT',
      'UID:a',
      'SUMMARY:CS101',
      'DTSTART:20230306T080000',
      'DURATION:PT50M',
      'RRULE:FREQ=WEEKLY',
      'EXDATE:20260309T080000',
      'EXDATE;VALUE=DATE:20260323',
      'END:VEVENT',
    ];
    const moved = [
      'BEGIN:VEVENT',
      'UID:a',
      'SUMMARY:CS101',
      'RECURRENCE-ID:20260316T080000',
      'DTSTART:20260316T140000',
      'DURATION:PT50M',
      'END:VEVENT',
    ];
    const text = calendar(master.join('\n'), moved.join('\n'));
    expect(sessionsOf(text).filter((at) => at >= '2026-03' && at < '2026-04')).toEqual([
      '2026-03-02T07:00:00.000Z',
      '2026-03-16T13:00:00.000Z',
      '2026-03-30T06:00:00.000Z',
    ]);
    expect(read(text).lectures.get('CS101')?.timetable?.at(-1)?.until).toBeNull();
  });

  it.each([
    ['DTSTART', 'DTSTART:20260230T080000', 'DTEND:20260302T090000', 'EXDATE:20260309T080000'],
    ['DTEND', 'DTSTART:20260302T080000', 'DTEND:20260302T240000', 'EXDATE:20260309T080000'],
    ['EXDATE', 'DTSTART:20260302T080000', 'DTEND:20260302T090000', 'EXDATE:20260309T080000,20260231T080000'],
  ])('tells a %s that does not exist', (name, ...lines) => {
    const { lectures, told } = read(calendar(event('SUMMARY:CS101', ...lines, 'RRULE:FREQ=WEEKLY;COUNT=4')));
    expect(lectures.size).toBe(0);
    expect(told).toEqual([expect.stringMatching(`^line 4: Its ${name} does not exist: 2026-0[23]-`)]);
  });

  it('takes a rule without an end for weekly only where it runs in every week', () => {
    const { lectures, told } = read(
      calendar(
        event('SUMMARY:CS101', 'DTSTART:20260302T080000', 'DURATION:PT50M', 'RRULE:FREQ=WEEKLY;BYMONTH=3,4'),
        event('SUMMARY:CS102', 'DTSTART:20260302T080000', 'DURATION:PT50M', 'RRULE:FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1'),
      ),
    );
    expect(lectures.size).toBe(0);
    expect(told.map((line) => line.split(': ')[1])).toEqual(
      Array(2).fill('It repeats without an end; only a weekly rule on the campus clock may.'),
    );
  });

  it('leaves a lecture as it is stored when one of its events is no iCalendar, or the file is cut within it', () => {
    const good = (name: string) =>
      event(`SUMMARY:${name}: Algorithms`, 'DTSTART:20260302T080000', 'DURATION:PT50M', 'RRULE:FREQ=WEEKLY;COUNT=2');
    const bad = event(
      'SUMMARY;LANGUAGE=en:CS101: Algo\r\n rithms',
      'DTSTART:20260304T080000',
      'RRULE:FREQ=FORTNIGHTLY',
    );
    const text = calendar(good('CS101'), good('CS102'), good('CS103'), bad);
    const cut = text.replace('END:VCALENDAR\r\n', 'BEGIN:VEVENT\r\nSUMMARY:CS102\r\nDTSTART:20260304T080000\r\n');
    const { lectures, told } = read(cut);
    expect([...lectures.keys()]).toEqual(['CS103']);
    expect(told).toEqual([
      'line 4: CS101 is left as it is: another of its events is wrong.',
      'line 11: CS102 is left as it is: another of its events is wrong.',
      'line 25: The event is not iCalendar.',
      'line 32: The component has no end.',
    ]);
  });

  it('brings times of other zones, UTC and zones of the file itself onto the campus clock, summer time on either side', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Somewhere',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0530',
      'TZOFFSETTO:+0530',
      'END:STANDARD',
      'END:VTIMEZONE',
    ].join('\r\n');
    const weekly = (start: string) =>
      calendar(zone, event('SUMMARY:CS101', start, 'DURATION:PT50M', 'RRULE:FREQ=WEEKLY;COUNT=3'));
    // New York is on summer time from 8 March, Zürich from 29 March.
    expect(sessionsOf(weekly('DTSTART;TZID=America/New_York:20260304T220000'))).toEqual([
      '2026-03-05T03:00:00.000Z',
      '2026-03-12T02:00:00.000Z',
      '2026-03-19T02:00:00.000Z',
    ]);
    expect(sessionsOf(weekly('DTSTART:20260324T090000Z'))).toEqual([
      '2026-03-24T09:00:00.000Z',
      '2026-03-31T09:00:00.000Z',
      '2026-04-07T09:00:00.000Z',
    ]);
    expect(sessionsOf(weekly('DTSTART;TZID=Somewhere:20260324T143000'))[0]).toBe('2026-03-24T09:00:00.000Z');
  });

  it('tells each event that cannot be read by its line, leaves its lecture as it is, and takes the others', () => {
    const { told, lectures } = read(
      calendar(
        event('SUMMARY:A1', 'DTSTART;VALUE=DATE:20260302', 'DURATION:P1D'),
        event('SUMMARY:A2', 'DTSTART:20260302T100000'),
        event('SUMMARY:A3', 'DTSTART;TZID=Nowhere/Else:20260302T100000', 'DURATION:PT1H'),
        event('SUMMARY:A4', 'DTSTART:20260302T100000', 'DURATION:PT1H', 'RRULE:FREQ=MONTHLY'),
        event('DTSTART:20260302T100000', 'DURATION:PT1H'),
        event('SUMMARY:A5', 'DTSTART:2026-03-02', 'DURATION:PT1H'),
        event('SUMMARY:A6', 'DTSTART:20260302T100000', 'DURATION:PT1H'),
        event('SUMMARY:A6', 'DTSTART:20260303T100000'),
        event('SUMMARY:OK Fine', 'DTSTART:20260302T100000', 'DURATION:PT1H'),
        'BEGIN:VEVENT',
      ),
    );
    expect([...lectures.keys()]).toEqual(['OK']);
    expect(told.map((line) => Number(/line (\d+)/.exec(line)?.[1]))).toEqual([4, 10, 15, 21, 28, 33, 39, 45, 56]);
    expect(told.join(' ')).toMatch(/whole days.*DTEND.*Nowhere\/Else.*without an end.*names no lecture/);
  });

  it('is nothing where the file is none, and takes the name from another property when told to', () => {
    expect(read('lecture_id,title\n').rows).toBeNull();
    const text = calendar(event('SUMMARY:Algorithms', 'CATEGORIES:CS101', 'DTSTART:20260302T100000', 'DURATION:PT1H'));
    expect([...read(text, 'UTC', 'CATEGORIES').lectures.keys()]).toEqual(['CS101']);
  });

  it('gives the sessions of any weekly rule without the weeks excepted, in any zone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Zurich', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Kathmandu');
    const rule = fc.record({
      zone: zones,
      campus: zones,
      start: fc.integer({ min: 0, max: 400 }),
      hour: fc.integer({ min: 4, max: 22 }),
      weeks: fc.integer({ min: 1, max: 40 }),
      without: fc.uniqueArray(fc.nat(39), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(rule, ({ zone, campus, start, hour, weeks, without }) => {
        const day = Math.floor(Date.UTC(2026, 0, 1) / 86_400_000) + start;
        const stamp = (at: number) => `${formatDay(at).replaceAll('-', '')}T${String(hour).padStart(2, '0')}0000`;
        const left = Array.from({ length: weeks }, (_, week) => week).filter((week) => !without.includes(week));
        const text = calendar(
          event(
            'SUMMARY:CS101',
            `DTSTART;TZID=${zone}:${stamp(day)}`,
            'DURATION:PT50M',
            `RRULE:FREQ=WEEKLY;COUNT=${weeks}`,
            ...without.map((week) => `EXDATE;TZID=${zone}:${stamp(day + 7 * week)}`),
          ),
        );
        const clock = createCampusClock(zone);
        const instants = left.map((week) => clock.instantOf(day + 7 * week, hour * 3600));
        // What the campus clock shows for the second time, the timetable says as the first.
        const expected = instants.map((at) => shownFirst(at, campus));
        expect(sessionsOf(text, 'CS101', campus, '2030-01-01')).toEqual(
          expected.map((at) => new Date(at).toISOString()),
        );
        const told = expected.every((at, index) => at === instants[index])
          ? []
          : [expect.stringContaining('shows its time again')];
        expect(read(text, campus).told).toEqual(told);
        for (const slot of read(text, campus).lectures.get('CS101')?.timetable ?? []) {
          expect(parseDuration(slot.duration)).toBe(50 * 60_000);
        }
      }),
      {
        numRuns: 200,
        examples: [
          [{ zone: 'Asia/Kathmandu', campus: 'Australia/Lord_Howe', start: 303, hour: 21, weeks: 23, without: [] }],
        ],
      },
    );
  });
});
