import type { TimeRange } from '../core/paging.ts';
import type { DeadLetter, InvalidAttempt, InvalidAttemptKey } from '../core/swipe.ts';
import { timeRange } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { attemptFilter, type InvalidAttemptFilterArguments } from './filters.ts';
import { type Page, readPage } from './paging.ts';
import { rowKey } from './row-key.ts';
import type { OrderedPage } from './swipes.ts';

const ATTEMPTS = {
  key: rowKey(
    'attempts',
    ['instant', 'uuid'],
    (key: InvalidAttemptKey): [number, string] => [key.receivedAt, key.id],
    (receivedAt, id) => ({ receivedAt, id }),
  ),
  keyOf: (attempt: InvalidAttempt) => attempt,
};

/** By receivedAt. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED (31 days), CURSOR_INVALID */
export async function listInvalidAttempts(
  ctx: RequestContext,
  args: OrderedPage & {
    readonly range: TimeRange;
    readonly filter?: InvalidAttemptFilterArguments | null | undefined;
  },
): Promise<Page<InvalidAttempt>> {
  const range = timeRange('range', args.range, ctx.services.campus);
  const filter = attemptFilter(args.filter);
  return readPage(args, { ...ATTEMPTS, descending: args.order === 'DESC' }, (page) =>
    ctx.services.swipeStore.invalidAttempts(range, filter, page),
  );
}

/** Only what is not a swipe leaves its bytes behind; null once they are discarded. */
export async function deadLetterOf(ctx: RequestContext, attempt: InvalidAttempt): Promise<DeadLetter | null> {
  return attempt.reason === 'MALFORMED' ? ctx.loaders.deadLetters.load(attempt.id) : null;
}
