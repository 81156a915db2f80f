import type { RowProblem } from '../core/roster.ts';
import type { DeadLetter } from '../core/swipe.ts';
import { readSwipeEvent } from '../core/swipe-event.ts';
import type { DeadLetterKey } from '../ports/dead-letters.ts';
import { ID_LIST_MAX, overLimit } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { parseNodeId } from './node-id.ts';
import { type Page, type PageArguments, readPage } from './paging.ts';
import { rowKey } from './row-key.ts';

const DEAD_LETTERS = {
  key: rowKey(
    'deadLetters',
    ['instant', 'uuid'],
    (key: DeadLetterKey): [number, string] => [key.receivedAt, key.id],
    (receivedAt, id) => ({ receivedAt, id }),
  ),
  keyOf: (letter: DeadLetter) => letter,
  descending: true,
};

export interface DeadLetterResult {
  readonly done: number;
  readonly problems: readonly RowProblem[];
}

/** Newest first. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID */
export function listDeadLetters(ctx: RequestContext, args: PageArguments): Promise<Page<DeadLetter>> {
  return readPage(args, DEAD_LETTERS, (page) => ctx.services.deadLetters.list(page));
}

/** The bytes as a person may read them: text where they are UTF-8, base64 where not. */
export function readablePayload({ payload }: DeadLetter): { readonly text: string; readonly isBase64: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload), isBase64: false };
  } catch {
    return { text: Buffer.from(payload).toString('base64'), isBase64: true };
  }
}

/** The letters that ids stand for, each once; ids that stand for none are problems. */
async function chosen(ctx: RequestContext, ids: readonly string[]) {
  if (ids.length > ID_LIST_MAX) throw overLimit('ids', `at most ${ID_LIST_MAX} ids.`);
  const problems: RowProblem[] = [];
  const wanted = new Map<string, number>();
  for (const [index, id] of ids.entries()) {
    const key = parseNodeId(id);
    if (key?.type === 'DeadLetter') {
      if (!wanted.has(key.id)) wanted.set(key.id, index);
    } else problems.push({ index, field: 'ids', code: 'ID_INVALID', message: 'This is no id of a dead letter.' });
  }
  const found = await ctx.services.deadLetters.get([...wanted.keys()]);
  const letters: DeadLetter[] = [];
  for (const [position, index] of [...wanted.values()].entries()) {
    const letter = found[position];
    if (letter) letters.push(letter);
    else problems.push({ index, field: 'ids', code: 'NOT_FOUND', message: 'There is no such dead letter (any more).' });
  }
  problems.sort((a, b) => a.index - b.index);
  return { letters, problems };
}

function lectureOf(payload: Uint8Array): string {
  try {
    return readSwipeEvent(JSON.parse(Buffer.from(payload).toString('utf8'))).lectureId ?? '';
  } catch {
    return '';
  }
}

/**
 * Back to the ingest log, published first and deleted second: a crash between leaves a copy, never a loss.
 * @throws LIMIT_EXCEEDED; BUSY, LOG_UNAVAILABLE, STORE_UNAVAILABLE (retriable)
 */
export async function replayDeadLetters(ctx: RequestContext, ids: readonly string[]): Promise<DeadLetterResult> {
  const { letters, problems } = await chosen(ctx, ids);
  if (letters.length > 0) {
    await ctx.services.swipeLog.publish(letters.map(({ payload }) => ({ key: lectureOf(payload), payload })));
    await ctx.services.deadLetters.remove(letters.map(({ id }) => id));
  }
  return { done: letters.length, problems };
}

/** Their bytes go for good. @throws LIMIT_EXCEEDED; STORE_UNAVAILABLE (retriable) */
export async function discardDeadLetters(ctx: RequestContext, ids: readonly string[]): Promise<DeadLetterResult> {
  const { letters, problems } = await chosen(ctx, ids);
  if (letters.length > 0) await ctx.services.deadLetters.remove(letters.map(({ id }) => id));
  return { done: letters.length, problems };
}
