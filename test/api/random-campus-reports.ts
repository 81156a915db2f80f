import { expect } from 'vitest';
import { type CampusClock, formatDay } from '../../src/core/campus-day.ts';
import { parseDuration } from '../../src/core/duration.ts';
import type { Swipe } from '../../src/core/swipe.ts';
import type { ApiWorld } from '../support/api-world.ts';
import { slowWindows } from '../unit/analytics/window-oracle.ts';
import { LECTURES, type RandomCampus, type SlowSession, STUDENTS, slowSessions } from './random-campus.ts';

const HOUR = 3_600_000;
const instant = (at: number): string => new Date(at).toISOString();
const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

const distinct = (swipes: readonly Swipe[]) =>
  STUDENTS.filter((id) => swipes.some(({ studentId }) => studentId === id));
const middle = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
};

function weekdays(sessions: readonly SlowSession[], measure: (session: SlowSession) => number) {
  return WEEKDAYS.flatMap((weekday, number) => {
    const values = sessions
      .filter(({ day }) => new Date(day * 86_400_000).getUTCDay() === (number + 1) % 7)
      .map(measure);
    if (values.length === 0) return [];
    const total = values.reduce((sum, value) => sum + value, 0);
    return { weekday, sessions: values.length, total, median: middle(values), max: Math.max(...values) };
  });
}

function ranking(sessions: readonly SlowSession[], measure: (session: SlowSession) => number) {
  return LECTURES.map((lectureId) => {
    const own = sessions.filter((session) => session.lectureId === lectureId);
    return { lectureId, sessions: own.length, score: own.reduce((sum, session) => sum + measure(session), 0) };
  })
    .filter((row) => row.sessions > 0)
    .sort((a, b) => b.score - a.score || (a.lectureId < b.lectureId ? -1 : 1));
}

function regulars(sessions: readonly SlowSession[]) {
  return STUDENTS.flatMap((studentId) => {
    const came = (session: SlowSession) => session.swipes.some((swipe) => swipe.studentId === studentId);
    const own = sessions.filter((session) => session.enrolled.includes(studentId) || came(session));
    if (own.length === 0) return [];
    const marks = own.map((session) => (came(session) ? '+' : '-')).join('');
    const attended = marks.replaceAll('-', '').length;
    const longestAbsence = Math.max(...marks.split('+').map((missed) => missed.length));
    return { studentId, attended, sessions: own.length, longestAbsence };
  }).sort((a, b) => b.attended / b.sessions - a.attended / a.sessions || (a.studentId < b.studentId ? -1 : 1));
}

function firstEnter(session: SlowSession, studentId: string): number | null {
  const enters = session.swipes.filter((swipe) => swipe.studentId === studentId && swipe.action === 'ENTER');
  return enters.length === 0 ? null : Math.min(...enters.map(({ ts }) => ts));
}

function lateBy(session: SlowSession, studentId: string): number | null {
  const enter = firstEnter(session, studentId);
  if (enter === null || session.startsAt === null) return null;
  return enter > session.startsAt + session.graceMs ? enter - session.startsAt : null;
}

function attendance(sessions: readonly SlowSession[], studentId: string) {
  const came = (session: SlowSession) => session.swipes.some((swipe) => swipe.studentId === studentId);
  const own = sessions.filter((session) => session.enrolled.includes(studentId) || came(session));
  const attended = own.filter(came);
  const late = attended.filter((session) => lateBy(session, studentId) !== null);
  return { sessions: own.length, attended: attended.length, late: late.length };
}

async function ask<T>(world: Asked, query: string): Promise<T> {
  const { data, errors } = await world.run(query);
  expect(errors).toEqual([]);
  return data as T;
}

/** What is asked, and when that is. */
export interface Asked extends Pick<ApiWorld, 'run'> {
  readonly campus: CampusClock;
  readonly now: number;
  readonly processedThrough: number | null;
}

/** Expects every report of the campus to be what a search of all its swipes says. */
export async function expectReports(world: Asked, plan: RandomCampus): Promise<void> {
  const sessions = slowSessions(plan, world.campus, world.now);
  const range = `{from: "${formatDay(plan.from)}", to: "${formatDay(plan.to)}"}`;
  const unique = (session: SlowSession) => distinct(session.swipes).length;
  const swiped = (session: SlowSession) => session.swipes.length;
  const { reports } = await ask<{ reports: Record<string, unknown> }>(
    world,
    `{ reports {
      uniques: weekdayPatterns(range: ${range}) { weekday sessions total median max }
      swipes: weekdayPatterns(range: ${range}, measure: SWIPES) { weekday sessions total median max }
      daily: topLectures(range: ${range}) { lectureId sessions score }
      busiest: topLectures(range: ${range}, by: SWIPES) { lectureId sessions score }
      silentSessions(range: ${range}, first: 500) { nodes { day lecture { lectureId } } }
    } }`,
  );
  expect(reports).toEqual({
    uniques: weekdays(sessions, unique),
    swipes: weekdays(sessions, swiped),
    daily: ranking(sessions, unique),
    busiest: ranking(sessions, swiped),
    silentSessions: {
      nodes: sessions
        .filter(({ swipes }) => swipes.length === 0)
        .map(({ day, lectureId }) => ({ day: formatDay(day), lecture: { lectureId } })),
    },
  });
  for (const lectureId of LECTURES) {
    const own = sessions.filter((session) => session.lectureId === lectureId);
    const fields = 'sessions nodes { studentId attended sessions longestAbsence }';
    const answer = await ask<{ reports: Record<string, unknown> }>(
      world,
      `{ reports {
        all: consistency(lectureId: "${lectureId}", over: {range: ${range}}, atLeast: 0) { ${fields} }
        some: consistency(lectureId: "${lectureId}", over: {range: ${range}}, atLeast: 0.5, atMost: 0.9) { nodes { studentId } }
      } }`,
    );
    const rows = regulars(own);
    expect(answer.reports).toEqual({
      all: { sessions: own.length, nodes: rows },
      some: {
        nodes: rows
          .filter((row) => row.attended / row.sessions >= 0.5 && row.attended / row.sessions <= 0.9)
          .map(({ studentId }) => ({ studentId })),
      },
    });
  }
  for (const studentId of STUDENTS) {
    const { student } = await ask<{ student: { attendance: unknown } }>(
      world,
      `{ student(studentId: "${studentId}") { attendance(range: ${range}) { sessions attended late } } }`,
    );
    expect(student.attendance).toEqual(attendance(sessions, studentId));
  }
  for (const session of sessions.filter(({ startsAt }) => startsAt !== null).slice(0, 4)) {
    const { reports: late } = await ask<{
      reports: { latecomers: { nodes: { studentId: string; lateBy: string }[] } };
    }>(
      world,
      `{ reports { latecomers(lectureId: "${session.lectureId}", day: "${formatDay(session.day)}") { nodes { studentId lateBy } } } }`,
    );
    const rows = STUDENTS.flatMap((studentId) => {
      const by = lateBy(session, studentId);
      return by === null ? [] : { studentId, by };
    }).sort((a, b) => b.by - a.by || (a.studentId < b.studentId ? -1 : 1));
    const told = late.latecomers.nodes.map((one) => ({ studentId: one.studentId, by: parseDuration(one.lateBy) }));
    expect(told).toEqual(rows);
  }
  const { reports: refused } = await ask<{ reports: unknown }>(
    world,
    `{ reports { invalidAttempts(range: {from: "${instant(world.campus.startOf(plan.from))}", to: "${instant(world.now)}"}) { total groups { gateId count } } } }`,
  );
  const gates = [...new Set(plan.attempts.map(({ gateId }) => gateId))].sort((a, b) =>
    (a ?? 'Z') < (b ?? 'Z') ? -1 : 1,
  );
  expect(refused).toEqual({
    invalidAttempts: {
      total: plan.attempts.length,
      groups: gates.map((gateId) => ({
        gateId,
        count: plan.attempts.filter((attempt) => attempt.gateId === gateId).length,
      })),
    },
  });
  await expectWindows(world, plan);
}

async function expectWindows(world: Asked, plan: RandomCampus): Promise<void> {
  const { campus, now, processedThrough } = world;
  const busy = plan.swipes[0];
  if (busy === undefined) return;
  const { lectureId, gateId, day } = busy;
  const fields = 'from enters exits revision isFinal flow { mean median max } occupancy { max }';
  const shape = 'size: "PT2H", slide: "PT1H"';
  const text = formatDay(day);
  const { reports } = await ask<{ reports: { lecture: unknown; gate: unknown; movements: unknown } }>(
    world,
    `{ reports {
      lecture: flow(scope: {lecture: {lectureId: "${lectureId}", day: "${text}"}}, ${shape}) { ${fields} }
      gate: flow(scope: {gates: {gateIds: ["${gateId}", "NONE"], day: "${text}"}}, ${shape}) { ${fields} }
      movements(day: "${text}", within: "PT24H", first: 500) { fromGateId toGateId count }
    } }`,
  );
  const slow = (keep: (swipe: Swipe) => boolean) =>
    slowWindows(
      plan.swipes
        .filter((swipe) => swipe.day === day && keep(swipe))
        .map((swipe) => ({ ...swipe, isEnter: swipe.action === 'ENTER' })),
      {
        dayStart: campus.startOf(day),
        dayEnd: campus.startOf(day + 1),
        sizeMs: 2 * HOUR,
        slideMs: HOUR,
        allowedLatenessMs: 20 * 60_000,
      },
      { now, processedThrough },
      { segments: [], weather: [], incidents: [] },
    ).map(({ from, enters, exits, revision, isFinal, flow, occupancy }) => ({
      from: new Date(from).toISOString(),
      enters,
      exits,
      revision,
      isFinal,
      flow,
      occupancy: { max: occupancy.max },
    }));
  expect(reports.lecture).toEqual(slow((swipe) => swipe.lectureId === lectureId));
  expect(reports.gate).toEqual(slow((swipe) => swipe.gateId === gateId));
  const steps = new Map<string, number>();
  for (const studentId of STUDENTS) {
    const way = plan.swipes
      .filter((swipe) => swipe.studentId === studentId && swipe.day === day)
      .sort((a, b) => a.ts - b.ts || (a.eventId < b.eventId ? -1 : 1));
    for (const [index, swipe] of way.entries()) {
      const before = way[index - 1];
      if (before === undefined || before.gateId === swipe.gateId) continue;
      const pair = `${before.gateId} ${swipe.gateId}`;
      steps.set(pair, (steps.get(pair) ?? 0) + 1);
    }
  }
  const pairs = [...steps]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([pair, count]) => ({ fromGateId: pair.split(' ')[0], toGateId: pair.split(' ')[1], count }));
  expect(reports.movements).toEqual(pairs);
}
