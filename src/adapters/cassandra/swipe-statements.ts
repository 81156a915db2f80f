/**
 * The CQL of swipes, invalid attempts and everything derived from them. Writes carry a write timestamp made from what is
 * written (swipe-values.ts), so that any order of them, and any repeat, leaves the same cells.
 */

export const ADD_LECTURE_EVENT =
  'INSERT INTO events_by_lecture_day (lecture_id, day, ts, student_id, event_id, gate_id, action, received_at, log_position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?';
export const ADD_STUDENT_EVENT =
  'INSERT INTO events_by_student_day (student_id, day, ts, lecture_id, event_id, gate_id, action, received_at, log_position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?';
export const ADD_GATE_EVENT =
  'INSERT INTO events_by_gate_day (gate_id, day, ts, event_id, student_id, lecture_id, entered, action, received_at, log_position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?';

export const SET_FIRST_ENTER =
  'UPDATE attendance_by_lecture_day USING TIMESTAMP ? SET first_enter = ? WHERE lecture_id = ? AND day = ? AND student_id = ?';
export const SET_LAST_SWIPE =
  'UPDATE attendance_by_lecture_day USING TIMESTAMP ? SET last_swipe = ?, last_action = ? WHERE lecture_id = ? AND day = ? AND student_id = ?';

export const ADD_DAY = 'INSERT INTO days_seen (bucket, day) VALUES (?, ?) USING TIMESTAMP 1';
export const ADD_LECTURE = 'INSERT INTO lectures_seen (bucket, lecture_id) VALUES (?, ?) USING TIMESTAMP 1';
export const ADD_SESSION_OF_DAY = 'INSERT INTO sessions_by_day (day, lecture_id) VALUES (?, ?) USING TIMESTAMP 1';
export const ADD_SESSION_OF_LECTURE =
  'INSERT INTO sessions_by_lecture (lecture_id, day) VALUES (?, ?) USING TIMESTAMP 1';
export const ADD_GATE = 'INSERT INTO gates_seen (bucket, gate_id) VALUES (?, ?) USING TIMESTAMP 1';
export const ADD_GATE_OF_DAY = 'INSERT INTO gates_by_day (day, gate_id) VALUES (?, ?) USING TIMESTAMP 1';
export const ADD_ATTEMPT_HOUR = 'INSERT INTO invalid_attempt_hours (bucket, hour) VALUES (?, ?) USING TIMESTAMP 1';

export const SET_LATE_BATCH =
  'INSERT INTO late_batches (day, lecture_id, writer, batch_no) VALUES (?, ?, ?, ?) USING TIMESTAMP ?';

export const ADD_ATTEMPT =
  'INSERT INTO invalid_attempts_by_day (day, hour, received_at, id, event_id, student_id, lecture_id, gate_id, ts, action, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?';
export const ADD_STUDENT_ATTEMPT =
  'INSERT INTO invalid_attempts_by_student (student_id, received_at, id) VALUES (?, ?, ?) USING TIMESTAMP ?';
export const ADD_DEAD_LETTER =
  'INSERT INTO dead_letters (id, received_at, reason, message, payload, attempts) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?';
export const ADD_DEAD_LETTER_TIME =
  'INSERT INTO dead_letters_by_time (bucket, received_at, id) VALUES (?, ?, ?) USING TIMESTAMP ?';
export const SET_OUTCOME =
  'INSERT INTO simulation_outcomes (simulation, bucket, message_no, outcome) VALUES (?, ?, ?, ?) USING TIMESTAMP ?';

const SWIPE = 'lecture_id, day, ts, student_id, event_id, gate_id, action, received_at, log_position';
export const LECTURE_EVENTS = `SELECT ${SWIPE} FROM events_by_lecture_day WHERE lecture_id = ? AND day = ?`;
export const STUDENT_EVENTS = `SELECT ${SWIPE} FROM events_by_student_day WHERE student_id = ? AND day = ?`;
export const GATE_EVENTS = `SELECT ${SWIPE} FROM events_by_gate_day WHERE gate_id = ? AND day = ?`;
export const LECTURE_EVENTS_BY_KEY = `${LECTURE_EVENTS} AND (ts, student_id, event_id) IN ?`;

export const ATTENDANCE =
  'SELECT student_id, first_enter, last_swipe, last_action FROM attendance_by_lecture_day WHERE lecture_id = ? AND day = ?';
export const STUDENT_VISITS =
  'SELECT ts, lecture_id, action FROM events_by_student_day WHERE student_id = ? AND day = ?';

export const DAYS = 'SELECT day FROM days_seen WHERE bucket = ? AND day >= ? AND day < ?';
export const SESSIONS_OF_DAY = 'SELECT lecture_id FROM sessions_by_day WHERE day = ?';
export const SESSIONS_OF_LECTURE = 'SELECT day FROM sessions_by_lecture WHERE lecture_id = ? AND day >= ? AND day < ?';
export const LECTURES_SEEN = 'SELECT lecture_id FROM lectures_seen WHERE bucket = ?';
export const LECTURES_SEEN_AMONG = 'SELECT lecture_id FROM lectures_seen WHERE bucket = ? AND lecture_id IN ?';
export const GATES_SEEN_AMONG = 'SELECT gate_id FROM gates_seen WHERE bucket = ? AND gate_id IN ?';
export const GATES_OF_DAY = 'SELECT gate_id FROM gates_by_day WHERE day = ?';

export const COUNT_EVENTS =
  'SELECT count(*) AS swipes, max(received_at) AS newest FROM events_by_lecture_day WHERE lecture_id = ? AND day = ?';
export const RECEIPTS = 'SELECT received_at FROM events_by_lecture_day WHERE lecture_id = ? AND day = ?';
export const COUNT_ATTENDANCE =
  'SELECT count(*) AS uniques FROM attendance_by_lecture_day WHERE lecture_id = ? AND day = ?';
export const COUNT_GATE_EVENTS =
  'SELECT count(*) AS swipes, count(entered) AS enters, max(ts) AS newest FROM events_by_gate_day WHERE gate_id = ? AND day = ?';

export const LATE_BATCHES = 'SELECT lecture_id, batch_no FROM late_batches WHERE day = ? AND lecture_id IN ?';
export const LATE_BATCHES_OF_DAY = 'SELECT batch_no FROM late_batches WHERE day = ?';
export const SESSION_TOTALS =
  'SELECT lecture_id, swipes, uniques, revision, late_batches FROM session_totals WHERE day = ? AND lecture_id IN ?';
export const SET_SESSION_TOTALS =
  'INSERT INTO session_totals (day, lecture_id, swipes, uniques, revision, late_batches) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?';
export const GATE_TOTALS =
  'SELECT enters, exits, last_swipe, late_batches FROM gate_totals WHERE gate_id = ? AND day = ?';
export const SET_GATE_TOTALS =
  'INSERT INTO gate_totals (gate_id, day, enters, exits, last_swipe, late_batches) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?';

const ATTEMPT = 'id, event_id, student_id, lecture_id, gate_id, ts, action, received_at, reason';
export const ATTEMPTS_OF_HOUR = `SELECT ${ATTEMPT} FROM invalid_attempts_by_day WHERE day = ? AND hour = ?`;
export const ATTEMPTS_BY_KEY = `${ATTEMPTS_OF_HOUR} AND (received_at, id) IN ?`;
export const ATTEMPT_HOURS = 'SELECT hour FROM invalid_attempt_hours WHERE bucket = ?';
export const ATTEMPTS_OF_STUDENT = 'SELECT received_at, id FROM invalid_attempts_by_student WHERE student_id = ?';
