import type { EmbeddedAdapters } from '../../src/adapters/embedded/store.ts';
import { type CampusDay, DAY_MS, formatDay } from '../../src/core/campus-day.ts';
import { createRandom } from '../../src/core/random.ts';
import { drained, startPipeline } from './harness.ts';
import { type BenchMessage, lectureId, numberedId, studentId } from './swipes.ts';

/** A term: each lecture every day, each of its enrolled there with four chances in five, once in and once out. */
export interface Term {
  readonly days: number;
  readonly lectures: number;
  readonly students: number;
  readonly enrolledEach: number;
  /** The day after its last. */
  readonly end: CampusDay;
}

const START_SECOND = 9 * 3_600;
const DURATION_MS = 90 * 60_000;
const ATTENDS = 0.8;
const PUBLISHED_AT_ONCE = 4_000;
const SAVED_AT_ONCE = 5_000;
const WEEKDAYS = 7;

export function enrolledIn(term: Term, lecture: number): string[] {
  const step = Math.floor(term.students / term.lectures);
  return Array.from({ length: term.enrolledEach }, (_, index) => studentId((lecture * step + index) % term.students));
}

/** Roster, timetable and enrolments of the term. */
export async function saveRoster(store: EmbeddedAdapters, term: Term): Promise<void> {
  const ids = Array.from({ length: term.students }, (_, index) => studentId(index));
  await store.filter.add(ids);
  await store.roster.saveStudents(ids.map((id) => ({ studentId: id, displayName: null, cohort: null })));
  await store.filter.raiseRosterGeneration();
  const slots = Array.from({ length: WEEKDAYS }, (_, weekday) => ({
    weekday,
    startSecond: START_SECOND,
    durationMs: DURATION_MS,
    from: term.end - term.days,
    until: term.end - 1,
  }));
  const lectures = Array.from({ length: term.lectures }, (_, index) => index);
  await store.roster.saveLectures(
    lectures.map((index) => ({ lectureId: lectureId(index), title: null, gracePeriodMs: null, timetable: slots })),
  );
  const enrolments = lectures.flatMap((lecture) =>
    enrolledIn(term, lecture).map((student) => ({
      lectureId: lectureId(lecture),
      studentId: student,
      from: null,
      until: null,
    })),
  );
  for (let from = 0; from < enrolments.length; from += SAVED_AT_ONCE) {
    await store.roster.saveEnrolments(enrolments.slice(from, from + SAVED_AT_ONCE));
  }
}

/** Publishes the term's swipes day by day while ingest takes them. @returns how many were accepted */
export async function ingestTerm(store: EmbeddedAdapters, term: Term, onDay: (day: number) => void): Promise<number> {
  const pipeline = startPipeline(store);
  await pipeline.start();
  let published = 0;
  for (let day = 0; day < term.days; day += 1) {
    const messages = messagesOf(term, day, published);
    for (let from = 0; from < messages.length; from += PUBLISHED_AT_ONCE) {
      await store.swipeLog.publish(messages.slice(from, from + PUBLISHED_AT_ONCE));
    }
    published += messages.length;
    await drained(store);
    onDay(day);
  }
  await pipeline.stop();
  return pipeline.status().accepted;
}

function messagesOf(term: Term, day: number, firstId: number): BenchMessage[] {
  const random = createRandom(7, day);
  const date = formatDay(term.end - term.days + day);
  const startsAt = Date.parse(`${date}T00:00:00Z`) + START_SECOND * 1_000;
  const messages: BenchMessage[] = [];
  const swipe = (lecture: string, student: string, at: number, action: string): void => {
    const json = JSON.stringify({
      event_id: numberedId(firstId + messages.length),
      student_id: student,
      lecture_id: lecture,
      gate_id: `GATE-${String(random.below(40)).padStart(2, '0')}`,
      timestamp: new Date(at).toISOString(),
      action,
    });
    messages.push({ key: lecture, payload: Buffer.from(json) });
  };
  for (let lecture = 0; lecture < term.lectures; lecture += 1) {
    for (const student of enrolledIn(term, lecture)) {
      if (!random.chance(ATTENDS)) continue;
      const enters = startsAt - 10 * 60_000 + random.below(25 * 60_000);
      swipe(lectureId(lecture), student, enters, 'enter');
      swipe(lectureId(lecture), student, Math.max(enters + 1, startsAt + DURATION_MS - random.below(600_000)), 'exit');
    }
  }
  return messages;
}

/** Days as the contract writes them. */
export function rangeOf(from: CampusDay, to: CampusDay): { readonly from: string; readonly to: string } {
  return { from: formatDay(from), to: formatDay(to) };
}

export function today(): CampusDay {
  return Math.floor(Date.now() / DAY_MS);
}
