import type { DemoProgressQuery } from './generated/graphql.ts';

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

type Session = NonNullable<DemoProgressQuery['sessions']>['nodes'][number];

const ID_CELLS = 16;
const NUMBERS = ['here', 'seen', 'enrol', 'swipes', 'late'];
/** A line without title and bar. */
const NARROW_CELLS = 71;
/** Lines above and below the lectures, and the one the cursor stands on. */
const FRAME_ROWS = 12;

/** Cells of what is left out where the terminal is narrow: the bar last. */
interface Widths {
  readonly title: number;
  readonly bar: number;
}

function widthsFor(columns: number): Widths {
  const bar = columns >= NARROW_CELLS + 21 ? 20 : 0;
  return { bar, title: columns >= NARROW_CELLS + 21 + 25 ? 24 : 0 };
}

/** The whole picture, a line each; never more or longer lines than the terminal has. */
export function demoLines(url: string, progress: DemoProgressQuery, terminal: Terminal): string[] {
  const sessions = progress.sessions?.nodes ?? [];
  const shown = sessions.slice(0, Math.max(1, terminal.rows - FRAME_ROWS));
  const left = sessions.length - shown.length;
  const widths = widthsFor(terminal.columns);
  const fitting = (line: string) => line.slice(0, terminal.columns);
  return [
    '',
    ` Rollcall  ${url}/          dashboard`,
    `           ${url}/graphiql  ask by hand`,
    `           ${url}/graphql   the API`,
    '',
    ` ${summaryLine(progress)}`,
    '',
    tableHead(widths),
  ]
    .map(fitting)
    .concat(shown.map((session) => sessionLine(session, widths, terminal.colour)))
    .concat([left > 0 ? ` … and ${left} more` : '', ' ctrl-C ends it and leaves nothing behind'].map(fitting));
}

/** How far the simulation is, and what became of its swipes. */
function summaryLine({ campus, simulation }: DemoProgressQuery): string {
  const time = campus.now.slice(11, 19);
  if (!simulation) return `${time} UTC  starting`;
  const { state, published, planned, observed, failure } = simulation;
  const outcomes = observed
    ? `${observed.accepted} accepted, ${observed.invalid} invalid, ${observed.duplicates} duplicates`
    : 'outcomes unknown';
  return `${time} UTC  simulation ${state}: ${published} of ${planned} swipes, ${outcomes}${failure ? ` (${failure})` : ''}`;
}

function tableHead({ title, bar }: Widths): string {
  const cells = ['lecture'.padEnd(ID_CELLS + (title === 0 ? 0 : title + 1)), 'starts', 'status   '];
  if (bar > 0) cells.push('here ▇ left ▒'.padEnd(bar));
  return ` ${[...cells, ...NUMBERS.map((name) => name.padStart(6))].join(' ')}`;
}

/** One lecture: its bar is the enrolled, those here solid, those who have left shaded. */
function sessionLine(session: Session, widths: Widths, colour: boolean): string {
  const { lecture, status, startsAt, presentNow, uniqueAttendees, swipeCount, lateCount } = session;
  const seen = uniqueAttendees?.exact ?? uniqueAttendees?.estimate ?? null;
  const enrolled = lecture.enrolledCount ?? null;
  const cells = [lecture.lectureId.slice(0, ID_CELLS).padEnd(ID_CELLS)];
  if (widths.title > 0) cells.push((lecture.title ?? '').slice(0, widths.title).padEnd(widths.title));
  cells.push((startsAt?.slice(11, 16) ?? '–').padEnd(6), status.padEnd(9));
  if (widths.bar > 0) {
    cells.push(barOf({ present: presentNow ?? 0, seen: seen ?? 0, enrolled: enrolled ?? 0 }, widths.bar, colour));
  }
  for (const value of [presentNow, seen, enrolled, swipeCount, lateCount]) cells.push(String(value ?? '–').padStart(6));
  return ` ${cells.join(' ')}`;
}

interface Heads {
  readonly present: number;
  readonly seen: number;
  readonly enrolled: number;
}

function barOf({ present, seen, enrolled }: Heads, cells: number, colour: boolean): string {
  const all = Math.max(enrolled, seen);
  const cellsOf = (count: number) => (all === 0 ? 0 : Math.min(cells, Math.ceil((count / all) * cells)));
  const here = cellsOf(present);
  const left = Math.max(0, cellsOf(seen) - here);
  const parts = ['▇'.repeat(here), '▒'.repeat(left), '·'.repeat(cells - here - left)];
  if (!colour) return parts.join('');
  return `\x1b[32m${parts[0]}\x1b[33m${parts[1]}\x1b[90m${parts[2]}\x1b[0m`;
}
