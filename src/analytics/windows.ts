import type { EpochMs } from '../core/campus-day.ts';
import { createFlow } from './windows/flow.ts';
import type { FlowContext, FlowProgress, FlowRow, FlowWindow, WindowShape } from './windows/window.ts';

/**
 * Event-time sliding windows over a scope's day, from its start to the last that has begun, oldest first. A pure function
 * of the scope's rows: whatever their order, and however often one is given.
 * @param between only windows that reach into [from, to), where given
 * Cost: grows with the rows, and with the windows times their minutes.
 */
export function windows(
  rows: readonly FlowRow[],
  shape: WindowShape,
  progress: FlowProgress,
  context: FlowContext,
  between: { readonly from?: EpochMs | undefined; readonly to?: EpochMs | undefined } = {},
): FlowWindow[] {
  const flow = createFlow(shape, rows, context);
  flow.advance(progress);
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = between;
  return flow.windows().filter((window) => window.to > from && window.from < to);
}
