import type { DemoProgressQuery } from './generated/graphql.ts';

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

type Session = NonNullable<DemoProgressQuery['sessions']>['nodes'][number];

const ID_CELLS = 16;
const TITLE_CELLS = 24;
const BAR_CELLS = 20;
/** Lines above and below the lectures. */
const FRAME_ROWS = 10;

/** The whole picture, a line each; never more lines than the terminal has. */
export function demoLines(url: string, progress: DemoProgressQuery, terminal: Terminal): string[] {
  const sessions = progress.sessions?.nodes ?? [];
  const shown = sessions.slice(0, Math.max(1, terminal.rows - FRAME_ROWS));
  const left = sessions.length - shown.length;
  return [
    '',
    ` Rollcall  ${url}/          dashboard`,
    `           ${url}/graphiql  ask by hand`,
    `           ${url}/graphql   the API`,
    '',
    ` ${summaryLine(progress)}`,
    '',
    tableHead(),
    ...shown.map((session) => sessionLine(session, terminal.colour)),
    left > 0 ? ` … and ${left} more` : '',
    ' ctrl-C ends it and leaves nothing behind',
  ].map((line) => (terminal.colour ? line : line.slice(0, terminal.columns)));
}

/** How far the simulation is, and what became of its swipes. */
export function summaryLine({ campus, simulation }: DemoProgressQuery): string {
  const time = campus.now.slice(11, 19);
  if (!simulation) return `${time} UTC  starting`;
  const { state, published, planned, observed, failure } = simulation;
  const outcomes = observed
    ? `${observed.accepted} accepted, ${observed.invalid} invalid, ${observed.duplicates} duplicates`
    : 'outcomes unknown';
  return `${time} UTC  simulation ${state}: ${published} of ${planned} swipes, ${outcomes}${failure ? ` (${failure})` : ''}`;
}

function tableHead(): string {
  return ` ${'lecture'.padEnd(ID_CELLS + 1 + TITLE_CELLS)} ${'starts'.padEnd(6)} ${'status'.padEnd(9)} ${'here ▇ left ▒'.padEnd(BAR_CELLS)} ${numbers(['here', 'seen', 'enrol', 'swipes', 'late'])}`;
}

/** One lecture: its bar is the enrolled, those here solid, those who have left shaded. */
export function sessionLine(session: Session, colour: boolean): string {
  const { lecture, status, startsAt, presentNow, uniqueAttendees, swipeCount, lateCount } = session;
  const seen = uniqueAttendees?.exact ?? uniqueAttendees?.estimate ?? null;
  const enrolled = lecture.enrolledCount ?? null;
  const cells = [presentNow, seen, enrolled, swipeCount, lateCount].map((value) => String(value ?? '–'));
  const starts = startsAt?.slice(11, 16) ?? '–';
  const bar = barOf(presentNow ?? 0, seen ?? 0, Math.max(enrolled ?? 0, seen ?? 0), colour);
  const id = lecture.lectureId.slice(0, ID_CELLS).padEnd(ID_CELLS);
  const title = (lecture.title ?? '').slice(0, TITLE_CELLS).padEnd(TITLE_CELLS);
  return ` ${id} ${title} ${starts.padEnd(6)} ${status.padEnd(9)} ${bar} ${numbers(cells)}`;
}

function barOf(present: number, seen: number, all: number, colour: boolean): string {
  const cellsOf = (count: number) => (all === 0 ? 0 : Math.min(BAR_CELLS, Math.ceil((count / all) * BAR_CELLS)));
  const here = cellsOf(present);
  const left = Math.max(0, cellsOf(seen) - here);
  const empty = '·'.repeat(BAR_CELLS - here - left);
  if (!colour) return '▇'.repeat(here) + '▒'.repeat(left) + empty;
  return `\x1b[32m${'▇'.repeat(here)}\x1b[33m${'▒'.repeat(left)}\x1b[90m${empty}\x1b[0m`;
}

function numbers(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(6)).join(' ');
}
