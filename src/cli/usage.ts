import { settingsHelp } from '../config/describe.ts';

export const USAGE = `Rollcall: real-time attendance, asked in GraphQL.

  rollcall start [options]        serve until a signal; data in ROLLCALL_DATA_DIR
  rollcall demo [options]         serve on a folder of its own, with a live simulation; ctrl-C leaves nothing behind
  rollcall migrate [options]      bring Pulsar's topics and Cassandra's tables to this version
  rollcall replay FILE            hand in swipes from NDJSON or CSV, .gz or not; - reads standard input
  rollcall import KIND FILE       hand in students, lectures or enrolments
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

Hands roster rows to a running Rollcall. FILE is CSV with a header line, or NDJSON with the same names; .gz and - as in replay.
  students      student_id, display_name, cohort
  enrolments    lecture_id, student_id, from, until          days as YYYY-MM-DD, both inclusive
  lectures      lecture_id, title, grace_period, weekday, starts_at, duration, from, until
                a CSV line carries one slot; lines of the same lecture make up its timetable (MONDAY, 09:00, PT50M)
                NDJSON: "timetable" is the list of slots
An empty cell keeps what is stored; null in NDJSON clears it. Refused lines are listed by number at the end.

  --url URL       of the GraphQL endpoint (default http://127.0.0.1:4000/graphql)
  --format F      csv or ndjson; without it the name and the first line tell
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
