import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { fillSmallCampus } from '../support/small-campus.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
  await fillSmallCampus(world);
});
afterAll(() => world.dispose());

const SESSION = `{ lecture(lectureId: "CS101") { title gracePeriod enrolledCount session { ...S } } }
fragment S on LectureSession { day status startsAt endsAt swipeCount presentNow lateCount enrolledAttended absentCount
  attendanceRate isFinal revision uniqueAttendees { estimate low high exact } }`;

describe('a session', () => {
  it('has the figures its swipes, timetable and enrolments give', async () => {
    const { data, errors } = await world.run(SESSION);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      lecture: {
        title: 'Computer Science',
        gracePeriod: 'PT10M',
        enrolledCount: 3,
        session: {
          day: '2026-03-18',
          status: 'OPEN',
          startsAt: '2026-03-18T11:00:00.000Z',
          endsAt: '2026-03-18T13:00:00.000Z',
          swipeCount: 4,
          presentNow: 2,
          lateCount: 1,
          enrolledAttended: 2,
          absentCount: 1,
          attendanceRate: 2 / 3,
          isFinal: false,
          revision: 0,
          uniqueAttendees: { estimate: 3, low: 2, high: 4, exact: 3 },
        },
      },
    });
  });

  it('shows attendees with lateness, walk-ins and presence, and the absent', async () => {
    const { data, errors } = await world.run(`{ lecture(lectureId: "CS101") { session {
      attendees { nodes { studentId enrolled firstEnter late lateBy present student { displayName } } }
      byEnter: attendees(orderBy: FIRST_ENTER) { nodes { studentId } }
      absentees { nodes { studentId displayName } }
      attendee(studentId: "S2") { lastSwipe } nobody: attendee(studentId: "S3") { lastSwipe }
      swipes { nodes { studentId action } } } } }`);
    expect(errors).toEqual([]);
    const student = (displayName: string | null) => ({ displayName });
    expect(data).toEqual({
      lecture: {
        session: {
          attendees: {
            nodes: [
              {
                studentId: 'S1',
                enrolled: true,
                firstEnter: '2026-03-18T10:58:00.000Z',
                late: false,
                lateBy: null,
                present: true,
                student: student('Ada Lovelace'),
              },
              {
                studentId: 'S2',
                enrolled: true,
                firstEnter: '2026-03-18T11:15:00.000Z',
                late: true,
                lateBy: 'PT15M',
                present: false,
                student: student('Alan Turing'),
              },
              {
                studentId: 'S4',
                enrolled: false,
                firstEnter: '2026-03-18T11:10:00.000Z',
                late: false,
                lateBy: null,
                present: true,
                student: student(null),
              },
            ],
          },
          byEnter: { nodes: [{ studentId: 'S1' }, { studentId: 'S4' }, { studentId: 'S2' }] },
          absentees: { nodes: [{ studentId: 'S3', displayName: 'Grace Hopper' }] },
          attendee: { lastSwipe: '2026-03-18T11:40:00.000Z' },
          nobody: null,
          swipes: {
            nodes: [
              { studentId: 'S1', action: 'ENTER' },
              { studentId: 'S4', action: 'ENTER' },
              { studentId: 'S2', action: 'ENTER' },
              { studentId: 'S2', action: 'EXIT' },
            ],
          },
        },
      },
    });
  });

  it('that has not begun counts no absentees, and one that is on no timetable has no start', async () => {
    const { data } = await world.run(`{
      maths: lecture(lectureId: "MA201") { session { status absentCount enrolledAttended lateCount } }
      ghost: lecture(lectureId: "X9") { title timetable { weekday } session { status startsAt lateCount attendanceRate } }
      none: lecture(lectureId: "CS101") { session(day: "2026-03-17") { day } }
      nothing: lecture(lectureId: "NEVER") { lectureId } }`);
    expect(data).toEqual({
      maths: { session: { status: 'SCHEDULED', absentCount: null, enrolledAttended: 0, lateCount: 0 } },
      ghost: {
        title: null,
        timetable: [],
        session: { status: 'OPEN', startsAt: null, lateCount: null, attendanceRate: null },
      },
      none: { session: null },
      nothing: null,
    });
  });

  it('lists the day, scheduled and swiped alike, and a lecture over its days', async () => {
    const { data, errors } = await world.run(`{
      sessions { nodes { lecture { lectureId } status } }
      some: sessions(lectureIds: ["X9", "MA201"]) { nodes { lecture { lectureId } } }
      lecture(lectureId: "CS101") { sessions { nodes { day status swipeCount } } past: sessions(order: ASC, range: {from: "2026-03-01", to: "2026-03-12"}) { nodes { day } } } }`);
    expect(errors).toEqual([]);
    const lecture = (lectureId: string) => ({ lectureId });
    expect(data).toEqual({
      sessions: {
        nodes: [
          { lecture: lecture('CS101'), status: 'OPEN' },
          { lecture: lecture('MA201'), status: 'SCHEDULED' },
          { lecture: lecture('X9'), status: 'OPEN' },
        ],
      },
      some: { nodes: [{ lecture: lecture('MA201') }, { lecture: lecture('X9') }] },
      lecture: {
        sessions: {
          nodes: [
            { day: '2026-03-18', status: 'OPEN', swipeCount: 4 },
            { day: '2026-03-11', status: 'ENDED', swipeCount: 2 },
            { day: '2026-03-04', status: 'ENDED', swipeCount: 0 },
          ],
        },
        past: { nodes: [{ day: '2026-03-04' }, { day: '2026-03-11' }] },
      },
    });
  });
});

describe('a backend that fails', () => {
  it('leaves the neighbours of its fields alive', async () => {
    world.fail('counter', 'COUNTER_UNAVAILABLE');
    const answer = await world.run(
      '{ lecture(lectureId: "CS101") { session { swipeCount uniqueAttendees { estimate exact } } } }',
    );
    world.fail('counter', null);
    expect(answer.data).toEqual({
      lecture: { session: { swipeCount: 4, uniqueAttendees: { estimate: null, exact: 3 } } },
    });
    expect(codes(answer)).toEqual([['COUNTER_UNAVAILABLE', null]]);
    expect(answer.errors[0]?.extensions.retriable).toBe(true);
  });

  it('does not take the timetable with the store', async () => {
    world.fail('swipeStore', 'STORE_UNAVAILABLE');
    const answer =
      await world.run(`{ lecture(lectureId: "MA201") { title enrolledCount session { status startsAt swipeCount
      uniqueAttendees { estimate exact } attendees { nodes { studentId } } } } }`);
    world.fail('swipeStore', null);
    expect(answer.data).toEqual({
      lecture: {
        title: 'Linear Maths',
        enrolledCount: 1,
        session: {
          status: 'SCHEDULED',
          startsAt: '2026-03-18T14:00:00.000Z',
          swipeCount: null,
          uniqueAttendees: { estimate: 0, exact: null },
          attendees: null,
        },
      },
    });
    expect(new Set(answer.errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['STORE_UNAVAILABLE']));
  });
});
