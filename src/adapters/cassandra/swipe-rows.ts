import type { CampusDay } from '../../core/campus-day.ts';
import type { SessionKey, Swipe } from '../../core/swipe.ts';
import type { AcceptedSwipe } from '../../ports/committer.ts';
import type { RowWrite } from './cql-session.ts';
import {
  ADD_GATE_EVENT,
  ADD_LECTURE_EVENT,
  ADD_STUDENT_EVENT,
  SET_FIRST_ENTER,
  SET_LAST_SWIPE,
} from './swipe-statements.ts';
import {
  actionBytes,
  dayBytes,
  firstWriteTime,
  lastWriteTime,
  longBytes,
  receiptWriteTime,
  textBytes,
  textDayPartition,
  uuidBytes,
} from './swipe-values.ts';

/** What a batch's swipes come to in tables. */
export interface SwipeRows {
  /** Events by lecture, student and gate, and who was where. */
  readonly rows: readonly RowWrite[];
  readonly sessions: readonly SessionKey[];
  readonly gates: readonly { readonly gateId: string; readonly day: CampusDay }[];
}

/** A student at a session, as far as this batch knows. */
interface Visit {
  readonly lecture: Buffer;
  readonly student: Buffer;
  readonly day: Buffer;
  /** The partition of the session's rows. */
  readonly session: Buffer;
  /** Write timestamps: the larger wins. 0: no enter. */
  first: number;
  last: number;
  firstEnter: Buffer;
  lastSwipe: Buffer;
  lastAction: Buffer;
}

const NOTHING = Buffer.alloc(0);
const TRUE = Buffer.of(1);

/** Rows of a batch: each event in three tables, and one visit a student and session whatever they swiped. */
export function rowsOfSwipes(swipes: readonly AcceptedSwipe[]): SwipeRows {
  const texts = createMemo(textBytes);
  const days = createMemo(dayBytes);
  const rows: RowWrite[] = [];
  const sessions = new Map<string, { key: SessionKey; partition: Buffer; visits: Map<string, Visit> }>();
  const gates = new Map<string, { gateId: string; day: CampusDay; partition: Buffer }>();
  for (const { swipe } of swipes) {
    const { lectureId, studentId, gateId, day } = swipe;
    const lecture = texts(lectureId);
    const student = texts(studentId);
    const gate = texts(gateId);
    const date = days(day);
    const sessionName = `${day} ${lectureId}`;
    let session = sessions.get(sessionName);
    if (session === undefined) {
      session = { key: { lectureId, day }, partition: textDayPartition(lecture, date), visits: new Map() };
      sessions.set(sessionName, session);
    }
    const gateName = `${day} ${gateId}`;
    let atGate = gates.get(gateName);
    if (atGate === undefined) {
      atGate = { gateId, day, partition: textDayPartition(gate, date) };
      gates.set(gateName, atGate);
    }
    const ts = longBytes(swipe.ts);
    const event = uuidBytes(swipe.eventId);
    const action = actionBytes(swipe.action);
    const received = longBytes(swipe.receivedAt);
    const position = textBytes(swipe.logPosition);
    const writeTime = longBytes(receiptWriteTime(swipe.receivedAt));
    const entered = swipe.action === 'ENTER' ? TRUE : undefined;
    const { partition } = session;
    rows.push(
      {
        query: ADD_LECTURE_EVENT,
        params: [lecture, date, ts, student, event, gate, action, received, position, writeTime],
        partition,
      },
      {
        query: ADD_STUDENT_EVENT,
        params: [student, date, ts, lecture, event, gate, action, received, position, writeTime],
        partition: textDayPartition(student, date),
      },
      {
        query: ADD_GATE_EVENT,
        params: [gate, date, ts, event, student, lecture, entered, action, received, position, writeTime],
        partition: atGate.partition,
      },
    );
    let visit = session.visits.get(studentId);
    if (visit === undefined) {
      visit = {
        lecture,
        student,
        day: date,
        session: partition,
        first: 0,
        last: 0,
        firstEnter: NOTHING,
        lastSwipe: NOTHING,
        lastAction: NOTHING,
      };
      session.visits.set(studentId, visit);
    }
    note(visit, swipe, ts);
  }
  for (const { visits } of sessions.values()) for (const visit of visits.values()) pushVisit(rows, visit);
  return { rows, sessions: [...sessions.values()].map(({ key }) => key), gates: [...gates.values()] };
}

function note(visit: Visit, { ts, action }: Swipe, bytes: Buffer): void {
  const isExit = action === 'EXIT';
  const last = lastWriteTime(ts, isExit);
  if (last > visit.last) {
    visit.last = last;
    visit.lastSwipe = bytes;
    visit.lastAction = actionBytes(action);
  }
  const first = firstWriteTime(ts);
  if (!isExit && first > visit.first) {
    visit.first = first;
    visit.firstEnter = bytes;
  }
}

function pushVisit(rows: RowWrite[], visit: Visit): void {
  const { lecture, student, day, session: partition } = visit;
  const last = [longBytes(visit.last), visit.lastSwipe, visit.lastAction];
  rows.push({ query: SET_LAST_SWIPE, params: [...last, lecture, day, student], partition });
  if (visit.first === 0) return;
  const first = [longBytes(visit.first), visit.firstEnter];
  rows.push({ query: SET_FIRST_ENTER, params: [...first, lecture, day, student], partition });
}

/** A value's bytes, made once a batch. */
function createMemo<K>(make: (value: K) => Buffer): (value: K) => Buffer {
  const made = new Map<K, Buffer>();
  return (value) => {
    let bytes = made.get(value);
    if (bytes === undefined) {
      bytes = make(value);
      made.set(value, bytes);
    }
    return bytes;
  };
}
