import type { EpochMs } from '../../core/campus-day.ts';
import { compareVisits, type GateVisit, type Step, segmentFinder, speedOf, stepBetween } from '../movements.ts';
import { incidentsOf, isTouched, statisticOf, weatherOf } from './features.ts';
import { createWatermark } from './watermark.ts';
import {
  type FlowContext,
  type FlowProgress,
  type FlowRow,
  type FlowWindow,
  LAGS_MAX,
  MINUTE_MS,
  NO_CONTEXT,
  type WindowShape,
  type WindowStatistic,
} from './window.ts';

/** A movement for the speed of a window takes at most this long. */
export const FLOW_WITHIN_MS = 3_600_000;

/**
 * The windows of one scope, kept up to date row by row. It holds counts by the minute and, where segments are known, the
 * speeds along them and each student's last gate, but no swipes; it always equals `windows` of the rows it was given.
 */
export interface Flow {
  /**
   * Rows in the order of their receipt, each once.
   * @returns false: it was not taken, and nothing may be added any more; begin again from all rows (`createFlow`). Then it
   * was received before, or changes the way of a student that was counted already.
   */
  add(row: FlowRow): boolean;
  /**
   * Weather or incidents came; the windows they touch have changed.
   * @returns false: other segments are known now; begin again
   */
  setContext(context: FlowContext): boolean;
  /** Time passed: windows begin and become final. */
  advance(progress: FlowProgress): void;
  /** From the day's start to the last that has begun, oldest first. */
  windows(): FlowWindow[];
  /** Those that changed, began or became final since this was last asked; at first all. Oldest first. */
  changed(): FlowWindow[];
}

/** @param rows what the scope holds already, in any order; a row given twice counts once */
export function createFlow(shape: WindowShape, rows: readonly FlowRow[] = [], given: FlowContext = NO_CONTEXT): Flow {
  const { dayStart, dayEnd, sizeMs, slideMs, allowedLatenessMs } = shape;
  const windowMinutes = sizeMs / MINUTE_MS;
  const slideMinutes = slideMs / MINUTE_MS;
  const windowsOfDay = Math.ceil((dayEnd - dayStart) / slideMs);
  const minutes = (windowsOfDay - 1) * slideMinutes + windowMinutes;
  const enters = new Uint32Array(minutes);
  const exits = new Uint32Array(minutes);
  const revisions = new Uint32Array(windowsOfDay);
  /** Of steps along a known segment, in the order of their ends. */
  const speeds: { readonly endedAt: EpochMs; readonly speed: number }[] = [];
  const lastVisits = new Map<string, GateVisit>();
  const watermark = createWatermark(allowedLatenessMs);
  let context = given;
  const hasSegments = given.segments.length > 0;
  const findSegment = segmentFinder(given.segments);
  let progress: FlowProgress = { processedThrough: null, now: Number.NEGATIVE_INFINITY };
  /** Windows from here on have changed. */
  let dirtyFrom = 0;
  const touched = new Set<number>();
  let told = 0;
  let toldFinal = 0;

  const lastOf = (ts: EpochMs): number => Math.min(windowsOfDay - 1, Math.floor((ts - dayStart) / slideMs));
  const firstOf = (ts: EpochMs): number => Math.max(0, Math.floor((ts - dayStart - sizeMs) / slideMs) + 1);
  const begun = (): number => Math.max(0, Math.min(windowsOfDay, Math.floor((progress.now - dayStart) / slideMs) + 1));
  /** So many windows, from the first on, that a watermark has reached the end of. */
  const passed = (mark: EpochMs): number =>
    Math.max(0, Math.min(windowsOfDay, Math.floor((mark - dayStart - sizeMs) / slideMs) + 1));

  const count = (row: FlowRow): boolean => {
    const mark = watermark.take(row.ts, row.receivedAt);
    if (mark === null) return false;
    const minute = Math.floor((row.ts - dayStart) / MINUTE_MS);
    const counts = row.isEnter ? enters : exits;
    counts[minute] = (counts[minute] ?? 0) + 1;
    const first = firstOf(row.ts);
    const late = Math.min(lastOf(row.ts) + 1, passed(mark));
    for (let window = first; window < late; window += 1) revisions[window] = (revisions[window] ?? 0) + 1;
    dirtyFrom = Math.min(dirtyFrom, first);
    return true;
  };
  const measure = (step: Step): void => {
    const speed = speedOf(step, findSegment(step.fromGateId, step.toGateId));
    if (speed !== null) insert(speeds, { endedAt: step.endedAt, speed });
  };
  const walk = (row: FlowRow): boolean => {
    if (!hasSegments) return true;
    const before = lastVisits.get(row.studentId);
    if (before !== undefined && compareVisits(row, before) <= 0) return false;
    lastVisits.set(row.studentId, row);
    const step = before === undefined ? null : stepBetween(before, row, FLOW_WITHIN_MS);
    if (step !== null) measure(step);
    return true;
  };

  const all = distinctRows(rows);
  for (const row of [...all].sort((a, b) => a.receivedAt - b.receivedAt)) count(row);
  if (hasSegments) for (const row of [...all].sort(compareVisits)) walk(row);

  const speedsWithin = (from: EpochMs, to: EpochMs): WindowStatistic | null => {
    const first = lowerBound(speeds, from);
    const end = lowerBound(speeds, to);
    if (first === end) return null;
    const values = new Float64Array(end - first);
    for (let at = first; at < end; at += 1) values[at - first] = speeds[at]?.speed ?? 0;
    return statisticOf(values);
  };

  /** Windows `from` to `to`, by number. */
  const compute = (from: number, to: number): FlowWindow[] => {
    const earliest = Math.max(0, from - LAGS_MAX);
    const final = passed(watermark.at(progress.processedThrough));
    const inside = occupancyOf(enters, exits);
    const flows: number[] = [];
    const made: FlowWindow[] = [];
    for (let window = earliest; window < to; window += 1) {
      const minute = window * slideMinutes;
      const perMinute = new Float64Array(windowMinutes);
      let entered = 0;
      let left = 0;
      for (let at = 0; at < windowMinutes; at += 1) {
        const [ins, outs] = [enters[minute + at] ?? 0, exits[minute + at] ?? 0];
        entered += ins;
        left += outs;
        perMinute[at] = ins + outs;
      }
      const mean = (entered + left) / windowMinutes;
      flows.push(mean);
      if (window < from) continue;
      const start = dayStart + window * slideMs;
      const bounds = { from: start, to: start + sizeMs };
      const flow = statisticOf(perMinute);
      const occupancy = statisticOf(inside.slice(minute, minute + windowMinutes));
      const place = window - earliest;
      const flowLags = flows.slice(Math.max(0, place - LAGS_MAX), place).reverse();
      const [previous, beforePrevious] = flowLags;
      const flowDelta = previous === undefined ? null : flow.mean - previous;
      made.push({
        ...bounds,
        enters: entered,
        exits: left,
        flow,
        occupancy,
        speed: speedsWithin(bounds.from, bounds.to),
        flowLags,
        flowDelta,
        flowAcceleration:
          flowDelta === null || previous === undefined || beforePrevious === undefined
            ? null
            : flowDelta - (previous - beforePrevious),
        weather: weatherOf(context.weather, { ...bounds, flow, occupancy }),
        incidents: incidentsOf(context.incidents, bounds.from, bounds.to),
        isFinal: window < final,
        revision: revisions[window] ?? 0,
      });
    }
    return made;
  };

  return {
    add: (row) => walk(row) && count(row),
    setContext(next) {
      if (JSON.stringify(next.segments) !== JSON.stringify(context.segments)) return false;
      for (let window = 0; window < windowsOfDay; window += 1) {
        const from = dayStart + window * slideMs;
        if (isTouched(context, next, from, from + sizeMs)) touched.add(window);
      }
      context = next;
      return true;
    },
    advance(next) {
      progress = next;
    },
    windows: () => compute(0, begun()),
    changed() {
      const end = begun();
      const final = Math.min(end, passed(watermark.at(progress.processedThrough)));
      const numbers = new Set(touched);
      for (let window = dirtyFrom; window < end; window += 1) numbers.add(window);
      // Either way: a row that was received before what ingest was said to be through with takes finality back.
      for (let window = Math.min(toldFinal, final); window < Math.max(toldFinal, final); window += 1)
        numbers.add(window);
      for (let window = told; window < end; window += 1) numbers.add(window);
      touched.clear();
      dirtyFrom = Number.POSITIVE_INFINITY;
      told = end;
      toldFinal = final;
      const sorted = [...numbers].filter((window) => window < end).sort((a, b) => a - b);
      const [first] = sorted;
      if (first === undefined) return [];
      const made = compute(first, end);
      return sorted.flatMap((window) => made[window - first] ?? []);
    },
  };
}

interface Ended {
  readonly endedAt: EpochMs;
}

/** People inside at each minute's end, shown as 0 where more have left than came. */
function occupancyOf(enters: Uint32Array, exits: Uint32Array): Float64Array {
  let inside = 0;
  return Float64Array.from(enters, (entered, minute) => {
    inside += entered - (exits[minute] ?? 0);
    return Math.max(0, inside);
  });
}

/** Each once. */
function distinctRows(rows: readonly FlowRow[]): readonly FlowRow[] {
  if (new Set(rows.map(({ eventId }) => eventId)).size === rows.length) return rows;
  // An event id may come again much later, as another swipe.
  return [...new Map(rows.map((row) => [`${row.eventId} ${row.ts}`, row])).values()];
}

/** Where the first step stands that ended at that instant or later. */
function lowerBound(steps: readonly Ended[], at: EpochMs): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle]?.endedAt ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert<T extends Ended>(steps: T[], step: T): void {
  const last = steps.at(-1);
  if (last === undefined || last.endedAt <= step.endedAt) steps.push(step);
  else steps.splice(lowerBound(steps, step.endedAt + 1), 0, step);
}
