import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidV5 } from '../../src/core/uuid.ts';
import { ask, freePort, type Program, startProgram } from '../support/program.ts';
import { runCommand } from '../support/run-command.ts';

const DAY = '2026-03-18';
const STUDENTS = 300;
const SPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

let dir: string;
let program: Program;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rollcall-files-'));
  program = await startProgram({ ROLLCALL_DATA_DIR: join(dir, 'data'), ROLLCALL_PORT: String(await freePort()) });
});
afterAll(async () => {
  expect(await program.stop()).toBe(0);
  await rm(dir, { recursive: true, force: true });
});

const url = () => ['--url', `${program.url}/graphql`];
async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

interface Ingested {
  accepted: number;
  invalid: number;
  duplicates: number;
}

/** Ingest's counters once it has nothing left. */
async function ingested(): Promise<Ingested> {
  for (;;) {
    const { status } = await ask<{ status: { ingest: Ingested & { backlog: number } } }>(
      program.url,
      '{ status { ingest { accepted invalid duplicates backlog } } }',
    );
    const { backlog, ...counts } = status.ingest;
    if (backlog === 0) return counts;
  }
}

function swipe(index: number): string {
  return JSON.stringify({
    event_id: uuidV5(SPACE, `swipe ${index}`),
    student_id: `S${index % STUDENTS}`,
    lecture_id: `CS10${index % 3}-L1`,
    gate_id: 'GATE-02',
    timestamp: new Date(Date.parse(`${DAY}T09:00:00Z`) + index * 100).toISOString(),
    action: index % 2 === 0 ? 'enter' : 'exit',
  });
}

describe('import', () => {
  it('takes students from a zipped CSV and lists the line of a bad id', async () => {
    const rows = Array.from({ length: STUDENTS }, (_, index) => `S${index},"Family ${index}, Given",2026`);
    const csv = ['student_id,display_name,cohort', ...rows, 'not an id,Nobody,'].join('\r\n');
    const { code, stdout, stderr } = await runCommand([
      'import',
      'students',
      await file('s.csv.gz', gzipSync(csv)),
      ...url(),
    ]);
    expect(stderr).toMatch(/^line 302: .*\(ID_INVALID\)\n$/);
    expect(stdout).toMatch(/^301 rows handed in: 300 imported, 1 problems/);
    expect(code).toBe(0);
    const { student } = await ask<{ student: { displayName: string } }>(
      program.url,
      '{ student(studentId: "S7") { displayName } }',
    );
    expect(student.displayName).toBe('Family 7, Given');
  });

  it('takes a lecture of several lines as one timetable, and enrolments from standard input', async () => {
    const csv =
      'lecture_id,title,weekday,starts_at,duration\nCS100-L1,One,monday,09:00,PT50M\nCS100-L1,,WEDNESDAY,09:00,PT50M\n';
    expect((await runCommand(['import', 'lectures', await file('l.csv', csv), ...url()])).code).toBe(0);
    const enrolment = JSON.stringify({ lecture_id: 'CS100-L1', student_id: 'S0', from: '2026-03-01' });
    expect((await runCommand(['import', 'enrolments', '-', ...url()], enrolment)).stdout).toMatch(
      /1 imported, 0 problems/,
    );
    const { lecture } = await ask<{ lecture: unknown }>(
      program.url,
      `{ lecture(lectureId: "CS100-L1") { title enrolledCount timetable { weekday } } }`,
    );
    expect(lecture).toEqual({
      title: 'One',
      enrolledCount: 1,
      timetable: [{ weekday: 'MONDAY' }, { weekday: 'WEDNESDAY' }],
    });
  });
});

describe('replay', () => {
  const count = 9_000;
  const lines = Array.from({ length: count }, (_, index) => swipe(index));
  lines[10] = '{"event_id": "cut off';
  lines[4_000] = swipe(4_000).replace(/"event_id":"[^"]+"/, '"event_id":"7"');
  lines[8_999] = 'null';
  const text = `${lines.join('\n')}\n`;
  const problems = /^line 11: .*not JSON.*\nline 4001: .*\(ID_INVALID\)\nline 9000: .*not a JSON object.*\n$/;

  it('hands every line in or lists it, and what was accepted is what the file holds', async () => {
    const before = await ingested();
    const { code, stdout, stderr } = await runCommand(['replay', await file('swipes.ndjson', text), ...url()]);
    expect(stderr).toMatch(problems);
    expect(stdout).toMatch(new RegExp(`^${count - 2} rows handed in: ${count - 3} queued, 3 problems`));
    expect(code).toBe(0);
    const after = await ingested();
    expect(after.accepted - before.accepted).toBe(count - 3);
    const { lecture } = await ask<{ lecture: { session: { swipeCount: number } } }>(
      program.url,
      `{ lecture(lectureId: "CS101-L1") { session(day: "${DAY}") { swipeCount } } }`,
    );
    const expected = lines.filter((line, index) => line.includes('CS101-L1') && index !== 4_000).length;
    expect(lecture.session.swipeCount).toBe(expected);
  });

  it('a second time accepts nothing, and lists the same lines', async () => {
    const before = await ingested();
    const { code, stderr } = await runCommand(['replay', await file('again.ndjson.gz', gzipSync(text)), ...url()]);
    const after = await ingested();
    expect(code).toBe(0);
    expect(stderr).toMatch(problems);
    expect(after.accepted).toBe(before.accepted);
    expect(after.duplicates - before.duplicates).toBe(count - 3);
  });

  it("reads CSV by the seed's field names from standard input", async () => {
    const before = await ingested();
    const csv = [
      'event_id,student_id,lecture_id,gate_id,timestamp,action,schema_version',
      `${uuidV5(SPACE, 'csv 1')},S1,CS100-L1,GATE-01,${DAY}T09:05:12Z,enter,1`,
      `${uuidV5(SPACE, 'csv 2')},S2,CS100-L1,GATE-01,${DAY} 09:05,enter,1`,
    ].join('\n');
    const { code, stderr } = await runCommand(['replay', '-', ...url()], csv);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^line 3: .*\(TIMESTAMP_INVALID\)\n$/);
    expect((await ingested()).accepted - before.accepted).toBe(1);
  });

  it('says in one line why it cannot begin', async () => {
    const cases: [string[], RegExp][] = [
      [['replay', join(dir, 'nowhere')], /^rollcall: .*nowhere cannot be read\.\n$/],
      [['replay'], /^rollcall: replay takes one FILE/],
      [['replay', '-', '--url', 'ftp://x'], /^rollcall: --url ftp:\/\/x is not an http address\.\n$/],
      [['import', 'teachers', 'x'], /^rollcall: import takes students, .* or oneroster, not teachers\.\n$/],
      [['import', 'oneroster', dir], /^rollcall: .* has none of users\.csv, classes\.csv and enrollments\.csv\.\n$/],
      [['import', 'timetable', await file('bad.ics', 'a,b\n'), ...url()], /^rollcall: .*is not an iCalendar file\.\n$/],
      [['replay', await file('bad.csv', 'a,b\n1,2\n')], /^rollcall: .*bad\.csv: The header in line 1 lacks event_id/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await runCommand(args);
      expect(stderr).toMatch(message);
      expect(stderr.split('\n')).toHaveLength(2);
      expect(code).toBe(1);
    }
  });

  it('waits for a server that is away for a moment', async () => {
    const port = await freePort();
    const path = await file('wait.ndjson', swipe(20_000));
    const replaying = runCommand(['replay', path, '--url', `http://127.0.0.1:${port}/graphql`]);
    const late = await startProgram({ ROLLCALL_DATA_DIR: join(dir, 'late'), ROLLCALL_PORT: String(port) });
    expect(await replaying).toMatchObject({ code: 0, stdout: expect.stringContaining('1 queued, 0 problems') });
    await late.stop();
  });

  it('ends quietly when its reader has gone', async () => {
    const child = spawn(process.execPath, [program.child.spawnargs[1] ?? '', '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    await once(child, 'close');
    expect(stderr).toBe('');
  });

  it('takes a OneRoster folder and an iCalendar timetable, tells bad rows by line, and changes nothing the second time', async () => {
    const folder = join(dir, 'oneroster');
    await mkdir(folder);
    const part = (name: string, ...lines: string[]) => file(join('oneroster', name), `${lines.join('\n')}\n`);
    await part(
      'users.csv',
      'sourcedId,status,role,givenName,familyName,identifier,grades',
      'u1,,student,Ann,Li,OR-1,09',
      'u2,,student,Bo,Ek,OR-2,09',
      'u3,,teacher,Cy,Fox,OR-3,',
      'u4,,student,Di,Ito,no id,09',
    );
    await part('classes.csv', 'sourcedId,status,title,classCode', 'c1,,Algebra,OR-MATH');
    await part(
      'enrollments.csv',
      'sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate',
      'e1,,c1,s1,u1,student,2026-03-01,2026-07-01',
      'e2,,c1,s1,u2,student,,',
      'e3,,c1,s1,u3,teacher,,',
      'e4,,c9,s1,u2,student,,',
    );
    const ids = ['--student-id', 'identifier', '--lecture-id', 'classCode'];
    const oneRoster = () => runCommand(['import', 'oneroster', folder, ...ids, ...url()]);
    const first = await oneRoster();
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(
      /users\.csv\nline 5: .*classes\.csv\nenrollments\.csv\nline 5: classSourcedId names no class/s,
    );

    const path = await file(
      'term.ics',
      [
        'BEGIN:VCALENDAR',
        'BEGIN:VEVENT',
        'SUMMARY:OR-MATH Algebra',
        'DTSTART:20260302T090000Z',
        'DTEND:20260302T100000Z',
        'RRULE:FREQ=WEEKLY;COUNT=10',
        'EXDATE:20260406T090000Z',
        'END:VEVENT',
        'BEGIN:VEVENT',
        'SUMMARY:OR-ART',
        'DTSTART;VALUE=DATE:20260302',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    );
    const timetable = () => runCommand(['import', 'timetable', path, ...url()]);
    expect(await timetable()).toMatchObject({ code: 0, stderr: expect.stringContaining('line 9: It is an event') });
    const stored = () =>
      ask<unknown>(
        program.url,
        `{ lecture(lectureId: "OR-MATH") {
             title
             timetable { weekday startsAt duration from until }
             sessions(range: {from: "2026-01-01", to: "2027-01-01"}, first: 50) { nodes { day } }
             session(day: "2026-03-30") { absentees { nodes { studentId displayName cohort } } }
             later: session(day: "2026-05-04") { absentees { nodes { studentId } } } } }`,
      );
    const slot = { weekday: 'MONDAY', startsAt: '09:00', duration: 'PT1H' };
    const before = await stored();
    expect(before).toMatchObject({
      lecture: {
        title: 'Algebra',
        timetable: [
          { ...slot, from: '2026-03-02', until: '2026-03-30' },
          { ...slot, from: '2026-04-13', until: '2026-05-04' },
        ],
        sessions: { nodes: { length: 9 } },
        session: {
          absentees: {
            nodes: [
              { studentId: 'OR-1', displayName: 'Ann Li', cohort: '09' },
              { studentId: 'OR-2', displayName: 'Bo Ek', cohort: '09' },
            ],
          },
        },
        later: { absentees: { nodes: [{ studentId: 'OR-1' }, { studentId: 'OR-2' }] } },
      },
    });
    expect((await oneRoster()).code).toBe(0);
    expect((await timetable()).code).toBe(0);
    expect(await stored()).toEqual(before);
  });

  it('keeps a student enrolled whose enrollment a OneRoster delta deletes and replaces, in either order', async () => {
    const folder = join(dir, 'delta');
    await mkdir(folder);
    const part = (name: string, ...lines: string[]) => file(join('delta', name), `${lines.join('\n')}\n`);
    const header = 'sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate';
    await part('users.csv', 'sourcedId,status,role', 'd1,,student', 'd2,,student', 'd3,,student');
    await part('classes.csv', 'sourcedId,status,title', 'dc,,Delta');
    await part('enrollments.csv', header, ...['d1', 'd2', 'd3'].map((user) => `${user},,dc,s1,${user},student,,`));
    const oneRoster = async () => expect((await runCommand(['import', 'oneroster', folder, ...url()])).code).toBe(0);
    await oneRoster();
    const [gone, here] = ['tobedeleted', 'active'];
    await part(
      'enrollments.csv',
      header,
      `d1,${gone},dc,s1,d1,student,,`,
      `e1,${here},dc,s1,d1,student,,`,
      `e2,${here},dc,s1,d2,student,,`,
      `d2,${gone},dc,s1,d2,student,,`,
      `d3,${gone},dc,s1,d3,student,,`,
    );
    for (const _ of ['once', 'again']) {
      await oneRoster();
      const answer = await ask<unknown>(
        program.url,
        '{ lecture(lectureId: "dc") { enrolled { nodes { studentId } } } }',
      );
      expect(answer).toEqual({ lecture: { enrolled: { nodes: [{ studentId: 'd1' }, { studentId: 'd2' }] } } });
    }
  });
});
