import { type ChildProcess, fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatDay } from '../src/core/campus-day.ts';
import { median, SERVER_FLAGS, scratchFolder, tableOf } from './support/harness.ts';
import { load } from './support/http-load.ts';
import type { HttpKind } from './support/http-server.ts';
import { lectureId, studentId } from './support/swipes.ts';
import { rangeOf, type Term, today } from './support/term.ts';

const SERVER = fileURLToPath(new URL('./support/http-server.js', import.meta.url));
const KINDS: readonly HttpKind[] = ['rollcall', 'yoga', 'mercurius', 'mercurius-jit'];
const TERM: Term = { days: 5, lectures: 30, students: 1_000, enrolledEach: 60, end: today() };
const CONNECTIONS = 16;
const ROUNDS = 9;
/** Long enough for every server to have compiled what it compiles. */
const WARM = 300;
const ROUND_MS = 700;

const day = formatDay(TERM.end - 1);
const range = rangeOf(TERM.end - TERM.days, TERM.end);

/** What a dashboard asks for, one screen after another. */
const OPERATIONS: readonly { readonly name: string; readonly query: string; readonly variables: object }[] = [
  {
    name: 'sessions of a day',
    query: `query ($day: LocalDate) { sessions(day: $day, first: 20) { nodes { lecture { lectureId title } status startsAt swipeCount
      uniqueAttendees { estimate low high exact } lateCount absentCount attendanceRate } pageInfo { hasNextPage endCursor } } }`,
    variables: { day },
  },
  {
    name: 'fifty attendees',
    query: `query ($lectureId: String!, $day: LocalDate) { lecture(lectureId: $lectureId) { title session(day: $day) {
      attendees(first: 50) { nodes { studentId enrolled firstEnter lastSwipe late lateBy student { displayName } } } } } }`,
    variables: { lectureId: lectureId(0), day },
  },
  {
    name: 'fifty students',
    query: '{ students(first: 50) { nodes { id studentId displayName cohort } pageInfo { hasNextPage endCursor } } }',
    variables: {},
  },
  {
    name: 'term reports',
    query: `query ($range: DayRange!) { reports { topLectures(range: $range, first: 10) { rank lectureId lecture { title } score sessions }
      weekdayPatterns(range: $range) { weekday sessions total mean median min max } } }`,
    variables: { range },
  },
  {
    name: 'a student',
    query: `query ($studentId: String!, $range: DayRange!) { student(studentId: $studentId) { id displayName
      attendance(range: $range) { sessions attended late records(first: 20) { nodes { outcome lateBy session { day lecture { lectureId } } } } } } }`,
    variables: { studentId: studentId(7), range },
  },
];

async function start(
  kind: HttpKind,
  scratch: string,
): Promise<{ readonly port: number; readonly child: ChildProcess }> {
  const dir = join(scratch, kind);
  await mkdir(dir);
  const child = fork(SERVER, [kind, dir, JSON.stringify(TERM)], { execArgv: [...SERVER_FLAGS] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (note) => resolve((note as { port: number }).port));
    child.once('exit', () => reject(new Error(`the server ${kind} ended`)));
  });
  return { port, child };
}

export async function run(): Promise<{ table: string; ratios: Record<string, number> }> {
  return scratchFolder(async (scratch) => {
    const servers = new Map<HttpKind, Awaited<ReturnType<typeof start>>>();
    try {
      for (const kind of KINDS) servers.set(kind, await start(kind, scratch));
      const rows: string[][] = [
        ['operation', 'bytes', ...KINDS.flatMap((kind) => [`${kind}/s`, 'p99 ms']), 'vs JIT', 'rollcall/s, all alike'],
      ];
      const against = { 'mercurius-jit': [] as number[], mercurius: [] as number[], yoga: [] as number[] };
      for (const { name, query, variables } of OPERATIONS) {
        // A variable nobody declared makes each connection's question its own.
        const bodyOf = (isAlike: boolean) => (connection: number) =>
          JSON.stringify({ query, variables: isAlike ? variables : { ...variables, _: connection } });
        const rates = new Map<HttpKind, number[]>(KINDS.map((kind) => [kind, []]));
        const tails = new Map<HttpKind, number[]>(KINDS.map((kind) => [kind, []]));
        const answers = new Set<string>();
        const counts = new Map<HttpKind, number>();
        const alike: number[] = [];
        let bytes = 0;
        for (let round = -1; round < ROUNDS; round += 1) {
          for (const [kind, { port }] of servers) {
            const result = await load(port, bodyOf(false), CONNECTIONS, counts.get(kind) ?? WARM);
            counts.set(kind, Math.max(100, Math.round((result.perSecond * ROUND_MS) / 1_000)));
            if (round < 0) {
              answers.add(JSON.stringify(JSON.parse(unchunked(result.sample))));
              bytes = Math.max(bytes, result.sample.length);
              continue;
            }
            if (kind === 'rollcall') {
              alike.push((await load(port, bodyOf(true), CONNECTIONS, counts.get(kind) ?? WARM)).perSecond);
            }
            rates.get(kind)?.push(result.perSecond);
            tails.get(kind)?.push(result.latencies[Math.floor(result.latencies.length * 0.99)] ?? 0);
          }
        }
        if (answers.size !== 1) throw new Error(`the servers answer ${name} differently: ${[...answers].join('\n')}`);
        const rate = (kind: HttpKind): number => median(rates.get(kind) ?? []);
        // Round by round: machines drift.
        const ratioTo = (kind: HttpKind): number =>
          median((rates.get('rollcall') ?? []).map((own, round) => own / (rates.get(kind)?.[round] ?? Number.NaN)));
        for (const [kind, ratios] of Object.entries(against)) ratios.push(ratioTo(kind as HttpKind));
        rows.push([
          name,
          String(bytes),
          ...KINDS.flatMap((kind) => [
            Math.round(rate(kind)).toLocaleString('en'),
            median(tails.get(kind) ?? []).toFixed(1),
          ]),
          ratioTo('mercurius-jit').toFixed(2),
          Math.round(median(alike)).toLocaleString('en'),
        ]);
      }
      const ratios = {
        vsMercuriusJit: Math.min(...against['mercurius-jit']),
        vsMercurius: Math.min(...against.mercurius),
        vsYoga: Math.min(...against.yoga),
      };
      return { table: tableOf(rows), ratios };
    } finally {
      for (const { child } of servers.values()) child.disconnect();
    }
  });
}

/** A body that may have come in chunks. */
function unchunked(text: string): string {
  return text.startsWith('{') ? text : text.replace(/^[0-9a-f]+\r\n/gim, '').replace(/\r\n/g, '');
}
