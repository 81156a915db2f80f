import { settingsHelp } from '../config/describe.ts';

export const USAGE = `Rollcall: real-time attendance, asked in GraphQL.

  rollcall start [options]        serve until a signal; data in ROLLCALL_DATA_DIR
  rollcall demo [options]         serve on a folder of its own, with a live simulation; ctrl-C leaves nothing behind
  rollcall migrate [options]      bring Pulsar's topics and Cassandra's tables to this version
  rollcall replay FILE            hand in swipes from NDJSON or CSV, .gz or not; - reads standard input
  rollcall import KIND FILE       hand in students, lectures, enrolments, OneRoster files or an iCalendar timetable
  rollcall help [COMMAND]
  rollcall --version
`;

const SETTINGS_NOTE = 'Each option is an environment variable too, named behind it; docs/settings.md has them all.';

const REPLAY = `rollcall replay FILE [--url URL] [--format csv|ndjson]

Hands swipes to a running Rollcall, in the order of the file. FILE is NDJSON (an object a line) or CSV with a header line,
gzipped or not; - reads standard input. Fields: event_id, student_id, lecture_id, gate_id, timestamp, action.
A refused line is listed by its number at the end, on standard error; the exit code is 0 when every line was handed in
or listed. Handing a file in twice counts nothing twice.

  --url URL       of the GraphQL endpoint (default http://127.0.0.1:4000/graphql)
  --format F      csv or ndjson; without it the name and the first line tell
`;

const IMPORT = `rollcall import students|lectures|enrolments FILE [--url URL] [--format csv|ndjson]
rollcall import timetable FILE.ics [--url URL] [--name-in PROPERTY]
rollcall import oneroster FOLDER [--url URL] [--student-id COLUMN] [--lecture-id COLUMN]

Hands roster rows to a running Rollcall. FILE is CSV with a header line, or NDJSON with the same names; .gz and - as in replay.
  students      student_id, display_name, cohort
  enrolments    lecture_id, student_id, from, until          days as YYYY-MM-DD, both inclusive
  lectures      lecture_id, title, grace_period, weekday, starts_at, duration, from, until
                a CSV line carries one slot; lines of the same lecture make up its timetable (MONDAY, 09:00, PT50M)
                NDJSON: "timetable" is the list of slots
  timetable     iCalendar: events whose SUMMARY begins with the same word are one lecture, as in "CS101 Algorithms".
                Weekly rules, RDATE, EXDATE, moved and cancelled events and time zones are followed onto the campus
                clock; the lecture's whole timetable is replaced. One that cannot be read leaves its lecture as it is
  oneroster     OneRoster 1.1 or 1.2 CSV, unpacked: users.csv (students; roles.csv where there is one), classes.csv,
                enrollments.csv (students; endDate is exclusive). status tobedeleted removes
An empty cell keeps what is stored; null in NDJSON clears it. Refused lines are listed by number at the end; the same
import again changes nothing.

  --url URL            of the GraphQL endpoint (default http://127.0.0.1:4000/graphql)
  --format F           csv or ndjson; without it the name and the first line tell
  --name-in PROPERTY   the iCalendar property whose first word is the lecture's id (default SUMMARY)
  --student-id COLUMN  of users.csv, printed on the badge (default sourcedId; often identifier or username)
  --lecture-id COLUMN  of classes.csv, printed in the timetable (default sourcedId; often classCode)
`;

/** What `help COMMAND` and `COMMAND --help` print. */
export function usageOf(command: string | undefined, columns: number): string {
  if (command === 'replay') return REPLAY;
  if (command === 'import') return IMPORT;
  if (command === 'start') return `rollcall start [options]\n\n${SETTINGS_NOTE}\n\n${settingsHelp(columns)}\n`;
  if (command === 'migrate') {
    return `rollcall migrate [options]\n\nMakes keyspace, tables, topics and their retention, or what of them is missing; run again it changes nothing.\nThe options of start. ${SETTINGS_NOTE}\n\n${settingsHelp(columns)}\n`;
  }
  if (command === 'demo') {
    return `rollcall demo [options]\n\nThe options of start; --data-dir is not used. ${SETTINGS_NOTE}\n\n${settingsHelp(columns)}\n`;
  }
  return USAGE;
}
