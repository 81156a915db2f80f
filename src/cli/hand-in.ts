import type { Answer } from './client.ts';
import { PATIENCE, type Patience, persist } from './persist.ts';
import type { ProblemList } from './problem-list.ts';

/** A row on its way, with the line to name when it is refused. */
export interface Row<T> {
  readonly line: number;
  /** About its share of the request. */
  readonly bytes: number;
  readonly value: T;
}

/** What the server made of a batch; `index` counts within it. */
export interface Taken {
  readonly done: number;
  readonly problems: readonly { readonly index: number; readonly text: string }[];
}

export interface HandInOptions<T> {
  /** In the order to hand in. */
  readonly rows: AsyncIterable<readonly Row<T>[]>;
  send(values: readonly T[]): Promise<Answer<Taken>>;
  readonly problems: ProblemList;
  readonly patience?: Patience;
  onBatch?(rows: number): void;
}

export interface HandedIn {
  readonly done: number;
  /** Why it ended before the last row, and the first line that was not handed in; null when all were. */
  readonly stopped: { readonly line: number; readonly reason: string } | null;
}

const BATCH_ROWS_MAX = 2_000;
const BATCH_BYTES_MAX = 3 * 1024 * 1024;
/** The server refuses the whole call for what one row says: the rows are sent apart until the one is found. */
const SPLIT_CODES: ReadonlySet<string> = new Set([
  'ARGUMENT_INVALID',
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'LIMIT_EXCEEDED',
  'REQUEST_INVALID',
  'REQUEST_TOO_LARGE',
]);
/** With so many refused one by one and no call ever answered, it is not the rows. */
const REFUSED_MAX = 50;

/**
 * Hands rows in, batch after batch, each sent when the one before it has been answered: order is kept, and the next is
 * read meanwhile. What is retriable is tried again; rows the server will not have are listed.
 */
export async function handIn<T>({
  rows,
  send,
  problems,
  patience = PATIENCE,
  onBatch,
}: HandInOptions<T>): Promise<HandedIn> {
  let done = 0;
  let refused = 0;
  let answered = false;

  async function deliver(batch: readonly Row<T>[]): Promise<HandedIn['stopped']> {
    const answer = await persist(() => send(batch.map((row) => row.value)), patience);
    const [first] = batch;
    if (first === undefined) return null;
    if (answer.kind === 'DATA') {
      done += answer.data.done;
      answered = true;
      for (const { index, text } of answer.data.problems) problems.add(batch[index]?.line ?? first.line, text);
      return null;
    }
    if (!SPLIT_CODES.has(answer.code)) return { line: first.line, reason: `${answer.message} (${answer.code})` };
    if (batch.length === 1) {
      refused += 1;
      if (refused >= REFUSED_MAX && !answered)
        return { line: first.line, reason: `${answer.message} (${answer.code})` };
      problems.add(first.line, `${answer.message} (${answer.code})`);
      return null;
    }
    const half = batch.length >> 1;
    return (await deliver(batch.slice(0, half))) ?? deliver(batch.slice(half));
  }

  let under: Promise<HandedIn['stopped']> = Promise.resolve(null);
  for await (const batch of batched(rows)) {
    const stopped = await under;
    if (stopped !== null) return { done, stopped };
    under = deliver(batch).then((result) => {
      onBatch?.(batch.length);
      return result;
    });
    // Until it is awaited, a failure must not count as unhandled: reading the next batch may throw first.
    under.catch(() => undefined);
  }
  return { stopped: await under, done };
}

async function* batched<T>(rows: AsyncIterable<readonly Row<T>[]>): AsyncGenerator<readonly Row<T>[]> {
  let batch: Row<T>[] = [];
  let bytes = 0;
  for await (const block of rows) {
    for (const row of block) {
      if (batch.length === BATCH_ROWS_MAX || (bytes + row.bytes > BATCH_BYTES_MAX && batch.length > 0)) {
        yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(row);
      bytes += row.bytes;
    }
  }
  if (batch.length > 0) yield batch;
}
