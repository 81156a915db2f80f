import { type Movement, movements, stepsOf } from '../analytics/movements.ts';
import type { FlowWindow } from '../analytics/windows/window.ts';
import { windows } from '../analytics/windows.ts';
import type { CampusDay, EpochMs } from '../core/campus-day.ts';
import { allOf, flowContext, flowRow, gateSwipesOf, gatesOf, scopeSwipes } from '../live/flow-source.ts';
import { atMost, identifiers, invalidArgument, overLimit } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { flowScope, type WindowArguments, windowShape } from './flow-scope.ts';
import { PAGE_MAX } from './paging.ts';

export type { IncidentFeatures, WeatherFeatures, WindowStatistic } from '../analytics/windows/window.ts';
export type FlowWindowView = FlowWindow;
export type MovementView = Movement;

const WITHIN_MAX_MS = 24 * 3_600_000;
export const LAGS_MAX = 12;

/**
 * Windows of a scope's day, oldest first. Cost: reads the scope's day once.
 * @throws ARGUMENT_INVALID, LIMIT_EXCEEDED naming the argument
 */
export async function reportFlow(
  ctx: RequestContext,
  args: WindowArguments & { readonly from?: EpochMs | null | undefined; readonly to?: EpochMs | null | undefined },
): Promise<FlowWindow[]> {
  const from = args.from ?? undefined;
  const to = args.to ?? undefined;
  if (from !== undefined && to !== undefined && to < from) throw invalidArgument('to', 'not before `from`.');
  const { services } = ctx;
  const scope = await flowScope(ctx, args.scope);
  const shape = windowShape(services, scope.day, args);
  const progress = { now: services.clock.now(), processedThrough: services.feed.beat()?.processedThrough ?? null };
  const swipes = await scopeSwipes(services, scope);
  const context = await flowContext(services, scope, shape, gatesOf(scope, swipes));
  return windows(swipes.map(flowRow), shape, progress, context, { from, to });
}

/** @throws ARGUMENT_INVALID, LIMIT_EXCEEDED */
export function flowLags(window: FlowWindow, count: number): readonly number[] {
  if (count < 0) throw invalidArgument('count', 'not below 0.');
  if (count > LAGS_MAX) throw overLimit('count', `at most ${LAGS_MAX}.`);
  return window.flowLags.slice(0, count);
}

/**
 * Ways from gate to gate on a day. Cost: reads the swipes of all the day's gates once, since whoever passed another gate
 * in between did not go from one to the next. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED naming the argument
 */
export async function reportMovements(
  ctx: RequestContext,
  args: {
    readonly day: CampusDay;
    readonly gateIds?: readonly string[] | null | undefined;
    readonly within: number;
    readonly first: number;
  },
): Promise<Movement[]> {
  const first = atMost('first', args.first, PAGE_MAX);
  const asked = identifiers('gateIds', args.gateIds);
  if (args.within > WITHIN_MAX_MS) throw overLimit('within', 'at most 24 hours.');
  const { services } = ctx;
  const [gateIds, segments] = await Promise.all([
    allOf(
      (page) => services.swipeStore.gatesOn(args.day, page),
      (gateId: string) => gateId,
    ),
    services.campusContext.segments(),
  ]);
  const swipes = (await Promise.all(gateIds.map((gateId) => gateSwipesOf(services, gateId, args.day)))).flat();
  const wanted = asked === undefined ? null : new Set(asked);
  const steps = stepsOf(swipes, args.within).filter(
    ({ fromGateId, toGateId }) => wanted === null || (wanted.has(fromGateId) && wanted.has(toGateId)),
  );
  return movements(steps, segments, first);
}
