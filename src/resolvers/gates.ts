import type { CampusDay } from '../core/campus-day.ts';
import { identifier } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { today } from './lectures.ts';
import { type Page, type PageArguments, readPage } from './paging.ts';
import { idKey } from './row-key.ts';

export interface GateView {
  readonly gateId: string;
}
export interface GateSummary {
  readonly day: CampusDay;
  readonly enters: number;
  readonly exits: number;
  readonly lastSwipeAt: number;
}

const GATES = { key: idKey('gates'), keyOf: (gate: GateView) => gate.gateId };

/** null when no accepted swipe ever named it. @throws ARGUMENT_INVALID */
export async function findGate(ctx: RequestContext, gateId: string): Promise<GateView | null> {
  return (await ctx.loaders.gatesSeen.load(identifier('gateId', gateId))) ? { gateId } : null;
}

/** Gates swiped at that day, by gateId. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID */
export function listGates(
  ctx: RequestContext,
  args: PageArguments & { readonly day?: CampusDay | null | undefined },
): Promise<Page<GateView>> {
  const day = args.day ?? today(ctx);
  return readPage(args, GATES, async (page) =>
    (await ctx.services.swipeStore.gatesOn(day, page)).map((gateId) => ({ gateId })),
  );
}

/** null when nobody swiped there that day. Cost: one batched read. */
export async function gateSummary(
  ctx: RequestContext,
  gate: GateView,
  askedDay: CampusDay | null | undefined,
): Promise<GateSummary | null> {
  const day = askedDay ?? today(ctx);
  const totals = await ctx.loaders.gateTotals.load({ gateId: gate.gateId, day });
  return totals === null ? null : { day, ...totals };
}
