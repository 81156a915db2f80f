import {
  type AttemptGroup,
  type AttemptGroupKey,
  type AttemptGroups,
  createAttemptGroups,
} from '../analytics/attempt-groups.ts';
import type { TimeRange } from '../core/paging.ts';
import type { InvalidAttemptKey } from '../core/swipe.ts';
import { atMost, timeRange } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { attemptFilter, type InvalidAttemptFilterArguments } from './filters.ts';
import { PAGE_MAX } from './paging.ts';

export type AttemptGroupView = AttemptGroup;
export type AttemptReportView = AttemptGroups;

/** Attempts read at once. */
const RUN = 5_000;

/**
 * Invalid attempts by what they have in common. Cost: reads the range's attempts once, run by run, holding the groups
 * alone. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED
 */
export async function reportInvalidAttempts(
  ctx: RequestContext,
  args: {
    readonly range: TimeRange;
    readonly groupBy: readonly AttemptGroupKey[];
    readonly filter?: InvalidAttemptFilterArguments | null | undefined;
    readonly first: number;
  },
): Promise<AttemptGroups> {
  const first = atMost('first', args.first, PAGE_MAX);
  const range = timeRange('range', args.range, ctx.services.campus);
  const filter = attemptFilter(args.filter);
  const groups = createAttemptGroups([...new Set(args.groupBy)], ctx.services.campus);
  let after: InvalidAttemptKey | undefined;
  for (;;) {
    const run = await ctx.services.swipeStore.invalidAttempts(range, filter, { limit: RUN, after, reverse: false });
    for (const attempt of run) groups.add(attempt);
    after = run.at(-1);
    if (run.length < RUN) return groups.result(first);
  }
}
