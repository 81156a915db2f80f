import { createRandom, type Random } from '../core/random.ts';
import type { CampusPlan, PlannedSession } from './campus-plan.ts';
import { appendRow, KIND, type MessageColumns } from './message-columns.ts';
import { FAULTS } from './payload-faults.ts';
import { STREAM } from './streams.ts';
import { createVisit, fillVisit, type Visit } from './visit.ts';

const WALK_IN_SHARE = 0.015;

/** What a day's layout carries from session to session. */
export interface DayLayout {
  readonly plan: CampusPlan;
  readonly dayIndex: number;
  readonly columns: MessageColumns;
  readonly visit: Visit;
  /** The day's last millisecond, since its start: no swipe of a session lies on another day. */
  readonly lastMs: number;
  /** The next numbers to give out. */
  nextEvent: number;
  nextAttendee: number;
}

export function createDayLayout(plan: CampusPlan, dayIndex: number, columns: MessageColumns): DayLayout {
  const lastMs = plan.dayStart(dayIndex + 1) - plan.dayStart(dayIndex) - 1;
  return { plan, dayIndex, columns, visit: createVisit(), lastMs, nextEvent: 0, nextAttendee: 0 };
}

/**
 * Appends one session's messages: its visits, then strangers, duplicates and malformed messages in proportion to them.
 * Depends on the plan, the lecture and the day alone.
 * @param startMs the session's start, since the day's
 */
export function layOutSession(layout: DayLayout, index: number, session: PlannedSession, startMs: number): void {
  const { plan, columns } = layout;
  const { input, tempo } = plan;
  const random = createRandom(...plan.seed, STREAM.session, session.lecture, layout.dayIndex);
  const from = columns.length;
  layOutVisits(layout, random, index, session, startMs);
  const swipes = columns.length - from;

  const kept = 1 - input.invalidShare - input.duplicateShare - input.malformedShare;
  const extra = (share: number) => Math.floor((swipes * share) / kept + random.unit());
  const anyMoment = () => startMs + random.between(-tempo.earliestMs, session.durationMs);
  for (let count = extra(input.invalidShare); count > 0; count -= 1) {
    const row = appendSwipe(layout, random, index, anyMoment(), random.below(plan.gates.length), random.chance(0.7));
    columns.kind[row] = KIND.stranger;
    columns.who[row] = random.below(plan.strangers);
  }
  for (let count = extra(input.duplicateShare); count > 0; count -= 1) {
    appendDuplicate(columns, from + random.below(swipes), random.between(tempo.againMs[0], tempo.againMs[1]));
  }
  for (let count = extra(input.malformedShare); count > 0; count -= 1) {
    const row = appendSwipe(layout, random, index, anyMoment(), random.below(plan.gates.length), random.chance(0.5));
    columns.kind[row] = KIND.malformed;
    columns.who[row] = random.below(FAULTS.length);
  }
}

function layOutVisits(
  layout: DayLayout,
  random: Random,
  index: number,
  session: PlannedSession,
  startMs: number,
): void {
  const { plan, columns, visit } = layout;
  const { students, input, tempo, gates } = plan;
  const lecture = plan.lectures[session.lecture];
  if (lecture === undefined) return;
  const visitOf = (student: number): void => {
    const late = random.chance(leaning(input.lateShare, students.lateTrait[student] ?? 1));
    fillVisit(visit, random, session, tempo, late, lecture.homeGate, gates.length);
    if (visit.length === 0) return;
    for (let nth = 0; nth < visit.length; nth += 1) {
      const enter = visit.enters[nth] ?? true;
      const row = appendSwipe(layout, random, index, startMs + (visit.atMs[nth] ?? 0), visit.gates[nth] ?? 0, enter);
      columns.kind[row] = KIND.swipe;
      columns.who[row] = student;
      columns.attendee[row] = layout.nextAttendee;
    }
    layout.nextAttendee += 1;
  };
  const enrolled = students.enrolled(session.lecture);
  for (const student of enrolled) {
    if (!random.chance(leaning(input.absentShare, students.absentTrait[student] ?? 1))) visitOf(student);
  }
  if (input.absentShare === 1) return;
  const walkedIn = new Set<number>();
  for (let count = Math.floor(enrolled.length * WALK_IN_SHARE + random.unit()); count > 0; count -= 1) {
    const student = random.below(input.students);
    // Only somebody with nothing else to attend in that block.
    if (students.takes[student * students.blocks + lecture.block] !== -1 || walkedIn.has(student)) continue;
    walkedIn.add(student);
    visitOf(student);
  }
}

function appendSwipe(
  layout: DayLayout,
  random: Random,
  session: number,
  atMs: number,
  gate: number,
  enter: boolean,
): number {
  const { columns, plan } = layout;
  const row = appendRow(columns);
  const ts = Math.min(Math.max(0, Math.floor(atMs)), layout.lastMs);
  const delayed = random.chance(plan.input.outOfOrderShare);
  columns.ts[row] = ts;
  columns.due[row] = delayed ? ts + random.between(plan.tempo.delayMs[0], plan.tempo.delayMs[1]) : ts;
  columns.session[row] = session;
  columns.event[row] = layout.nextEvent;
  columns.gate[row] = gate;
  columns.enter[row] = enter ? 1 : 0;
  layout.nextEvent += 1;
  return row;
}

/** The same six fields and the same event id, later in the log than its original: laid out later, and due later. */
function appendDuplicate(columns: MessageColumns, original: number, laterMs: number): void {
  const row = appendRow(columns);
  columns.ts[row] = columns.ts[original] ?? 0;
  columns.due[row] = (columns.due[original] ?? 0) + Math.max(1, laterMs);
  columns.session[row] = columns.session[original] ?? 0;
  columns.who[row] = columns.who[original] ?? 0;
  columns.attendee[row] = columns.attendee[original] ?? 0;
  columns.event[row] = columns.event[original] ?? 0;
  columns.gate[row] = columns.gate[original] ?? 0;
  columns.enter[row] = columns.enter[original] ?? 0;
  columns.kind[row] = KIND.duplicate;
}

/** A share bent by a trait of 0..2 so that the mean over all students stays the share. */
function leaning(share: number, trait: number): number {
  return share <= 0.5 ? share * trait : 1 - (1 - share) * trait;
}
