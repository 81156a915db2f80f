import ICAL from 'ical.js';
import type { EpochMs } from '../core/campus-day.ts';
import { type CalendarBlock, propertyOf } from './calendar-blocks.ts';
import type { CalendarZones } from './calendar-zones.ts';

/** An event of an iCalendar file, with the instants at which it takes place. */
export interface CalendarEvent {
  readonly line: number;
  readonly text: string;
  readonly startsAt: readonly EpochMs[];
  readonly durationMs: number;
  /** Its last instant is followed by others for ever, each a week after the one before on the campus clock. */
  readonly goesOn: boolean;
}

/** Something that makes an event unusable. */
export interface CalendarProblem {
  readonly line: number;
  /** The text its lecture is named in; empty where there is none. */
  readonly text: string;
  readonly problem: string;
}

interface Parsed {
  readonly line: number;
  readonly event: ICAL.Component;
  readonly text: string;
}

const OCCURRENCES_MAX = 2_000;
/** How far a rule without an end is followed, from the last date that is added to it or excepted. */
const HORIZON_MS = 400 * 86_400_000;
/** Where the values of a property begin in its jCal, behind its name, parameters and type. */
const JCAL_VALUES = 3;
/** More than any two zones differ. */
const UNTIL_SLACK_DAYS = 2;
const WEEKLY_PARTS: ReadonlySet<string> = new Set(['BYDAY', 'BYHOUR', 'BYMINUTE', 'BYSECOND']);

class EventFault extends Error {}

/**
 * The events of a file, each with all it repeats to: RRULE, RDATE and EXDATE are followed, an event with a RECURRENCE-ID
 * takes the place of the one it names, what is cancelled is left out.
 * @param nameIn the property that names the lecture
 */
export function calendarEvents(
  blocks: readonly CalendarBlock[],
  zones: CalendarZones,
  nameIn: string,
): { readonly events: readonly CalendarEvent[]; readonly problems: readonly CalendarProblem[] } {
  const problems: CalendarProblem[] = [];
  const parsed: Parsed[] = [];
  for (const block of blocks) {
    const { line } = block;
    try {
      const event = new ICAL.Component(ICAL.parse(block.text));
      parsed.push({ line, event, text: textOf(event, nameIn) });
    } catch {
      problems.push({ line, text: propertyOf(block, nameIn), problem: 'The event is not iCalendar.' });
    }
  }
  const replaced = new Map<string, Set<EpochMs>>();
  const events: CalendarEvent[] = [];
  const attempt = (one: Parsed, read: () => void): void => {
    try {
      read();
    } catch (error) {
      const problem = error instanceof EventFault ? error.message : 'Its times cannot be read.';
      problems.push({ line: one.line, text: one.text, problem });
    }
  };
  for (const one of parsed) {
    attempt(one, () => {
      const of = one.event.getFirstProperty('recurrence-id');
      if (of === null) return;
      if (of.getParameter('range') !== undefined) throw new EventFault('RANGE=THISANDFUTURE is not understood.');
      const instants = replaced.get(textOf(one.event, 'uid')) ?? new Set();
      replaced.set(textOf(one.event, 'uid'), instants.add(instantOf(of, timeOf(of), zones)));
    });
  }
  for (const one of parsed) {
    attempt(one, () => {
      if (textOf(one.event, 'status').toUpperCase() === 'CANCELLED') return;
      const without = one.event.hasProperty('recurrence-id') ? null : replaced.get(textOf(one.event, 'uid'));
      events.push({ line: one.line, text: one.text, ...timesOf(one.event, zones, without ?? new Set()) });
    });
  }
  return { events, problems };
}

function timesOf(
  event: ICAL.Component,
  zones: CalendarZones,
  without: ReadonlySet<EpochMs>,
): Pick<CalendarEvent, 'startsAt' | 'durationMs' | 'goesOn'> {
  const start = event.getFirstProperty('dtstart');
  if (start === null) throw new EventFault('It has no DTSTART.');
  const first = timeOf(start);
  if (first.isDate) throw new EventFault('It is an event of whole days.');
  const firstAt = instantOf(start, first, zones);
  const durationMs = durationOf(event, firstAt, zones);
  // Dates added and excepted may stand in other zones than the start, or be without a time: compared as instants.
  const added = datesOf(event, 'rdate', zones);
  const excepted = datesOf(event, 'exdate', zones);
  if (added.days.size > 0) throw new EventFault('An RDATE has no time of day.');
  const rules = rulesOf(event);
  const endless = rules.some((rule) => !rule.isFinite());
  if (endless && !(rules.every(isEveryWeek) && zones.isCampus(first, zoneOf(start)))) {
    throw new EventFault('It repeats without an end; only a weekly rule on the campus clock may.');
  }
  const exceptions = [...excepted.instants, ...without, ...[...excepted.days].map((day) => Date.parse(day))];
  const horizon = Math.max(firstAt, ...added.instants, ...exceptions) + HORIZON_MS;
  const found = new Set<EpochMs>(added.instants);
  let tries = 0;
  const take = (time: ICAL.Time, at: EpochMs): void => {
    tries += 1;
    if (tries > OCCURRENCES_MAX) throw new EventFault(`It takes place more than ${OCCURRENCES_MAX} times.`);
    if (!excepted.days.has(time.toString().slice(0, 10))) found.add(at);
  };
  if (rules.length === 0) take(first, firstAt);
  for (const rule of rules) {
    const last = rule.isFinite() ? lastOf(rule, start, zones) : horizon;
    const repeated = rule.iterator(first);
    for (let next = repeated.next(); next; next = repeated.next()) {
      const at = instantOf(start, next, zones);
      if (at > last) break;
      take(next, at);
    }
  }
  const startsAt = [...found].filter((at) => !excepted.instants.has(at) && !without.has(at)).sort((a, b) => a - b);
  return { startsAt, durationMs, goesOn: endless };
}

/** Whether nothing but the days of the week and times of day chooses among a rule's instants. */
function isEveryWeek({ freq, interval, parts }: ICAL.Recur): boolean {
  return freq === 'WEEKLY' && interval === 1 && Object.keys(parts).every((part) => WEEKLY_PARTS.has(part));
}

/** The last instant a rule's UNTIL allows, a day's whole where it has no time; without bound where COUNT ends the rule. */
function lastOf(rule: ICAL.Recur, start: ICAL.Property, zones: CalendarZones): EpochMs {
  const { until } = rule;
  if (until === null || until === undefined) return Number.POSITIVE_INFINITY;
  // The parser compares wall clocks of different zones: its own bound is moved out of the way.
  rule.until = later(until, UNTIL_SLACK_DAYS);
  return until.isDate ? instantOf(start, later(until, 1), zones) - 1 : instantOf(start, until, zones);
}

function later(time: ICAL.Time, days: number): ICAL.Time {
  const moved = time.clone();
  moved.adjust(days, 0, 0, 0);
  return moved;
}

function durationOf(event: ICAL.Component, startsAt: EpochMs, zones: CalendarZones): number {
  const duration = event.getFirstPropertyValue('duration');
  if (duration instanceof ICAL.Duration) return duration.toSeconds() * 1000;
  const end = event.getFirstProperty('dtend');
  if (end === null) throw new EventFault('It has neither DTEND nor DURATION.');
  return instantOf(end, timeOf(end), zones) - startsAt;
}

/** The values of RDATE or EXDATE: whole days as YYYY-MM-DD, and instants. */
function datesOf(event: ICAL.Component, name: string, zones: CalendarZones) {
  const days = new Set<string>();
  const instants = new Set<EpochMs>();
  for (const property of event.getAllProperties(name)) {
    for (const [index, value] of property.getValues().entries()) {
      if (value instanceof ICAL.Time) checkExists(property, value, index);
      const time = value instanceof ICAL.Period ? value.start : value;
      if (!(time instanceof ICAL.Time)) throw new EventFault(`Its ${name.toUpperCase()} is not a time.`);
      if (time.isDate) days.add(time.toString());
      else instants.add(instantOf(property, time, zones));
    }
  }
  return { days, instants };
}

function rulesOf(event: ICAL.Component): ICAL.Recur[] {
  return event
    .getAllProperties('rrule')
    .map((property) => property.getFirstValue())
    .filter((value) => value instanceof ICAL.Recur);
}

function timeOf(property: ICAL.Property): ICAL.Time {
  const value = property.getFirstValue();
  if (!(value instanceof ICAL.Time)) throw new EventFault(`Its ${property.name.toUpperCase()} is not a time.`);
  checkExists(property, value, 0);
  return value;
}

/** The parser makes 2 March of 30 February. @param index the value's place in the property */
function checkExists(property: ICAL.Property, time: ICAL.Time, index: number): void {
  const written = String(property.toJSON()[JCAL_VALUES + index]);
  // Of a TZID=UTC the parser's own text ends in Z.
  const exists = written.replace('Z', '') === time.toString().replace('Z', '');
  if (!exists) throw new EventFault(`Its ${property.name.toUpperCase()} does not exist: ${written}.`);
}

function instantOf(property: ICAL.Property, time: ICAL.Time, zones: CalendarZones): EpochMs {
  const tzid = zoneOf(property);
  const at = zones.instantOf(time, tzid);
  if (at === null) throw new EventFault(`Nobody knows the time zone ${tzid}.`);
  return at;
}

function zoneOf(property: ICAL.Property): string {
  const tzid = property.getParameter('tzid');
  return typeof tzid === 'string' ? tzid : '';
}

function textOf(event: ICAL.Component, name: string): string {
  const value = event.getFirstPropertyValue(name.toLowerCase());
  return typeof value === 'string' ? value.trim() : '';
}
