import {
  type CampusDay,
  createCampusClock,
  DAY_MS,
  type EpochMs,
  formatDay,
  WEEKDAYS,
  weekdayOf,
} from '../core/campus-day.ts';
import { formatDuration } from '../core/duration.ts';
import { formatLocalTime } from '../core/local-time.ts';
import { createZoneOffset } from '../core/zone-offset.ts';
import { calendarBlocks, propertyOf } from './calendar-blocks.ts';
import { type CalendarEvent, calendarEvents } from './calendar-events.ts';
import { createCalendarZones } from './calendar-zones.ts';
import type { LectureInput, TimetableSlotInput } from './generated/graphql.ts';
import type { Row } from './hand-in.ts';
import type { ProblemList } from './problem-list.ts';

/** One time in a week, as a slot has it, and the days on which it is used. */
interface Series {
  readonly weekday: number;
  readonly second: number;
  readonly durationMs: number;
  readonly days: Set<CampusDay>;
  goesOn: boolean;
}

/**
 * Lectures with their timetables from an iCalendar file: events whose property begins with the same word are one lecture,
 * the rest of the first one's text is its title. What repeats from week to week becomes one slot with its first and last
 * day; where a week is left out another begins. A time that the campus clock shows twice is taken to be the first, and
 * told. A lecture one of whose events cannot be read is left as it is stored.
 * @param nameIn the property that names the lecture, such as SUMMARY
 * @returns null when the text is not iCalendar
 */
export function lecturesOfCalendar(
  text: string,
  { campusZone, nameIn, problems }: { campusZone: string; nameIn: string; problems: ProblemList },
): Row<LectureInput>[] | null {
  const { isCalendar, events: blocks, timeZones, unclosed } = calendarBlocks(text);
  if (!isCalendar) return null;
  const offsetOf = createZoneOffset(campusZone);
  const wallClock = (at: EpochMs) => at + offsetOf(at);
  const campus = createCampusClock(campusZone);
  const { events, problems: faults } = calendarEvents(blocks, createCalendarZones(timeZones, campusZone), nameIn);
  const spoilt = new Set<string>();
  const cut = unclosed.map((block) => {
    return { line: block.line, text: propertyOf(block, nameIn), problem: 'The component has no end.' };
  });
  for (const { line, text: named, problem } of [...cut, ...faults]) {
    problems.add(line, problem);
    spoilt.add(lectureIn(named).lectureId);
  }
  const lectures = new Map<string, CalendarEvent[]>();
  for (const event of events) {
    const { lectureId } = lectureIn(event.text);
    if (lectureId === '') problems.add(event.line, `Its ${nameIn} names no lecture.`);
    else lectures.set(lectureId, [...(lectures.get(lectureId) ?? []), event]);
  }
  const rows: Row<LectureInput>[] = [];
  for (const [lectureId, held] of lectures) {
    const [first] = held;
    if (first === undefined) continue;
    if (spoilt.has(lectureId)) {
      problems.add(first.line, `${lectureId} is left as it is: another of its events is wrong.`);
      continue;
    }
    for (const { line, startsAt } of held) {
      const again = startsAt.find((at) => campus.instantOf(campus.dayOf(at), secondOf(wallClock(at))) !== at);
      if (again === undefined) continue;
      const day = formatDay(campus.dayOf(again));
      problems.add(line, `On ${day} it begins when the campus clock shows its time again; the first time is taken.`);
    }
    const { title } = lectureIn(first.text);
    const timetable = slotsOf(held, wallClock);
    rows.push({
      line: first.line,
      bytes: 200 * (timetable.length + 1),
      value: { lectureId, ...(title === '' ? {} : { title }), timetable },
    });
  }
  return rows;
}

/** "CS101: Algorithms" is lecture CS101 with the title Algorithms. */
function lectureIn(text: string): { readonly lectureId: string; readonly title: string } {
  const [, word = '', title = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
  return { lectureId: word.replace(/[,:;]+$/, ''), title: title.replace(/^[-–—:·|]\s*/, '').trim() };
}

function secondOf(wall: number): number {
  return Math.floor((wall - Math.floor(wall / DAY_MS) * DAY_MS) / 1000);
}

function slotsOf(events: readonly CalendarEvent[], wallClock: (at: EpochMs) => number): TimetableSlotInput[] {
  const series = new Map<string, Series>();
  for (const { startsAt, durationMs, goesOn } of events) {
    const lastDays = new Set(goesOn ? startsAt.slice(-7).map((at) => Math.floor(wallClock(at) / DAY_MS)) : []);
    for (const at of startsAt) {
      const wall = wallClock(at);
      const day = Math.floor(wall / DAY_MS);
      const second = secondOf(wall);
      const weekday = weekdayOf(day);
      const name = `${weekday} ${second} ${durationMs}`;
      const same = series.get(name) ?? { weekday, second, durationMs, days: new Set<CampusDay>(), goesOn: false };
      series.set(name, same);
      same.days.add(day);
      if (lastDays.has(day)) same.goesOn = true;
    }
  }
  return [...series.values()]
    .flatMap(runsOf)
    .sort((a, b) => a.from - b.from || a.weekday - b.weekday || a.second - b.second)
    .map(({ weekday, second, durationMs, from, until }) => ({
      weekday: WEEKDAYS[weekday] ?? 'MONDAY',
      startsAt: formatLocalTime(second),
      duration: formatDuration(durationMs),
      from: formatDay(from),
      until: until === null ? null : formatDay(until),
    }));
}

/** Stretches of days each a week after the one before; the last has no end where the series goes on. */
function runsOf({ days, goesOn, ...slot }: Series) {
  const runs: (Omit<Series, 'days' | 'goesOn'> & { from: CampusDay; until: CampusDay | null })[] = [];
  const sorted = [...days].sort((a, b) => a - b);
  for (const [index, day] of sorted.entries()) {
    const run = runs.at(-1);
    if (run !== undefined && sorted[index - 1] === day - 7) run.until = day;
    else runs.push({ ...slot, from: day, until: day });
  }
  const last = runs.at(-1);
  if (goesOn && last !== undefined) last.until = null;
  return runs;
}
