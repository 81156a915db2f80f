/** The CQL of everything but swipes (those: swipe-statements.ts). */

export const SCOPE = 'rollcall';
export const SCHEMA_VERSION = 'SELECT version FROM schema_migrations WHERE scope = ? ORDER BY version DESC LIMIT 1';
export const ADD_MIGRATION = 'INSERT INTO schema_migrations (scope, version, name, applied_at) VALUES (?, ?, ?, ?)';
export const SCHEMA_AGREEMENT = [
  'SELECT schema_version FROM system.local',
  'SELECT schema_version FROM system.peers_v2',
] as const;

export const STUDENT_IDS = 'SELECT student_id FROM students WHERE bucket = ?';
export const STUDENTS = 'SELECT student_id, display_name, cohort FROM students WHERE bucket = ?';
export const AMONG_STUDENTS = ' AND student_id IN ?';
export const STUDENTS_OF_COHORT = 'SELECT student_id FROM students_by_cohort WHERE cohort = ?';
export const STUDENTS_OF_TERMS = 'SELECT student_id FROM students_by_term WHERE prefix = ? AND term >= ? AND term < ?';
export const ADD_STUDENT = 'INSERT INTO students (bucket, student_id, display_name, cohort) VALUES (?, ?, ?, ?)';
export const REMOVE_STUDENT = 'DELETE FROM students WHERE bucket = ? AND student_id = ?';
export const ADD_TERM = 'INSERT INTO students_by_term (prefix, term, student_id) VALUES (?, ?, ?)';
export const REMOVE_TERM = 'DELETE FROM students_by_term WHERE prefix = ? AND term = ? AND student_id = ?';
export const ADD_TO_COHORT = 'INSERT INTO students_by_cohort (cohort, student_id) VALUES (?, ?)';
export const REMOVE_FROM_COHORT = 'DELETE FROM students_by_cohort WHERE cohort = ? AND student_id = ?';

export const LECTURES = 'SELECT lecture_id, title, grace_ms, timetable FROM lectures WHERE bucket = ?';
export const ADD_LECTURE =
  'INSERT INTO lectures (bucket, lecture_id, title, grace_ms, timetable) VALUES (?, ?, ?, ?, ?)';
export const REMOVE_LECTURE = 'DELETE FROM lectures WHERE bucket = ? AND lecture_id = ?';
export const SESSION_CHANGES =
  'SELECT lecture_id, day, cancelled, start_second, duration_ms FROM session_changes WHERE bucket = ?';
export const ADD_SESSION_CHANGE =
  'INSERT INTO session_changes (bucket, lecture_id, day, cancelled, start_second, duration_ms) VALUES (?, ?, ?, ?, ?, ?)';

const ENROLMENT = 'SELECT lecture_id, student_id, from_day, until_day';
export const ENROLMENTS_OF_LECTURE = `${ENROLMENT} FROM enrolments_by_lecture WHERE lecture_id = ?`;
export const ENROLMENTS_OF_STUDENT = `${ENROLMENT} FROM enrolments_by_student WHERE student_id = ?`;
export const ADD_TO_LECTURE =
  'INSERT INTO enrolments_by_lecture (lecture_id, student_id, from_day, until_day) VALUES (?, ?, ?, ?)';
export const ADD_TO_STUDENT =
  'INSERT INTO enrolments_by_student (lecture_id, student_id, from_day, until_day) VALUES (?, ?, ?, ?)';
const PERIOD = 'lecture_id = ? AND student_id = ? AND from_day = ?';
export const REMOVE_FROM_LECTURE = `DELETE FROM enrolments_by_lecture WHERE ${PERIOD}`;
export const REMOVE_FROM_STUDENT = `DELETE FROM enrolments_by_student WHERE ${PERIOD}`;

/** Write timestamps: the larger wins. An erased or removed row stays so whatever comes again. */
export const REMOVED_AT = 2 ** 44 - 1;
/** So that the earliest wins. */
export function earliestFirst(at: number): number {
  return 2 ** 43 - 1 - at;
}

export const DEAD_LETTERS = 'SELECT id, received_at, reason, message, payload, attempts FROM dead_letters WHERE id = ?';
export const DEAD_LETTERS_BY_TIME = 'SELECT received_at, id FROM dead_letters_by_time WHERE bucket = ?';
export const REMOVE_DEAD_LETTER = 'DELETE FROM dead_letters USING TIMESTAMP ? WHERE id = ?';
export const REMOVE_DEAD_LETTER_BY_TIME =
  'DELETE FROM dead_letters_by_time USING TIMESTAMP ? WHERE bucket = ? AND received_at = ? AND id = ?';

export const SIMULATION =
  'SELECT id, tag, input, state, started_at, finished_at, planned, published, failure FROM simulations WHERE id = ?';
export const SIMULATIONS_BY_START = 'SELECT started_at, id FROM simulations_by_start WHERE bucket = ?';
export const SIMULATION_WITH_TAG = 'SELECT id FROM simulations_by_tag WHERE tag = ?';
export const ADD_SIMULATION =
  'INSERT INTO simulations (id, tag, input, state, started_at, finished_at, planned, published, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
export const ADD_SIMULATION_BY_START = 'INSERT INTO simulations_by_start (bucket, started_at, id) VALUES (?, ?, ?)';
export const ADD_SIMULATION_BY_TAG = 'INSERT INTO simulations_by_tag (tag, id) VALUES (?, ?)';
export const SIMULATION_OUTCOMES =
  'SELECT message_no, outcome FROM simulation_outcomes WHERE simulation = ? AND bucket = ?';

export const TAKE_LEASE = 'INSERT INTO leases (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL ?';
export const RENEW_LEASE = 'UPDATE leases USING TTL ? SET owner = ? WHERE name = ? IF owner = ?';
export const RELEASE_LEASE = 'DELETE FROM leases WHERE name = ? IF owner = ?';

export const FACT = 'SELECT value FROM store_facts WHERE name = ?';
export const ADD_FACT_ONCE = 'INSERT INTO store_facts (name, value) VALUES (?, ?) IF NOT EXISTS';
export const ADD_FACT = 'INSERT INTO store_facts (name, value) VALUES (?, ?) USING TIMESTAMP ?';

export const SEGMENTS = 'SELECT segment_id, from_gate_id, to_gate_id, length_metres FROM segments WHERE bucket = ?';
export const ADD_SEGMENT =
  'INSERT INTO segments (bucket, segment_id, from_gate_id, to_gate_id, length_metres) VALUES (?, ?, ?, ?, ?)';
export const WEATHER = 'SELECT at, precipitation, wind, temperature FROM weather WHERE day = ?';
export const WEATHER_DAYS = 'SELECT DISTINCT day FROM weather';
export const ADD_WEATHER = 'INSERT INTO weather (day, at, precipitation, wind, temperature) VALUES (?, ?, ?, ?, ?)';
export const INCIDENTS =
  'SELECT incident_id, gate_id, lecture_id, severity, blocked_lanes, started_at, ended_at FROM incidents WHERE bucket = ?';
export const ADD_INCIDENT =
  'INSERT INTO incidents (bucket, incident_id, gate_id, lecture_id, severity, blocked_lanes, started_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
