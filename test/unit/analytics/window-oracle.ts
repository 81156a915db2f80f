import { FLOW_WITHIN_MS } from '../../../src/analytics/windows/flow.ts';
import type { FlowContext, FlowProgress, FlowRow, WindowShape } from '../../../src/analytics/windows/window.ts';

const MINUTE = 60_000;

function statistic(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0];
  const sum = sorted.reduce((total, value) => total + value, 0);
  return { mean: sum / sorted.length, median: (low + high) / 2, max: Math.max(...sorted) };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The watermark before a row that is received then, straight from the words of the design. */
function watermarkBefore(rows: readonly FlowRow[], receivedAt: number, lateness: number): number {
  const earlier = rows.filter((row) => row.receivedAt < receivedAt);
  if (earlier.length === 0) return Number.NEGATIVE_INFINITY;
  const newest = Math.max(...earlier.map((row) => row.receivedAt));
  const marks = [Math.max(...earlier.map((row) => row.ts)) - lateness];
  if (receivedAt - newest > lateness) marks.push(receivedAt - lateness);
  // It never goes back: what it was before the newest of the earlier ones still holds.
  return Math.max(...marks, watermarkBefore(rows, newest, lateness));
}

/** The watermark after all of the rows: before a row that is received at the time through which ingest has processed. */
function watermarkAfter(rows: readonly FlowRow[], through: number | null, lateness: number): number {
  if (rows.length === 0) return (through ?? Number.NEGATIVE_INFINITY) - lateness;
  const newest = Math.max(...rows.map((row) => row.receivedAt));
  if (through !== null && through > newest) return watermarkBefore(rows, through, lateness);
  return Math.max(Math.max(...rows.map((row) => row.ts)) - lateness, watermarkBefore(rows, newest, lateness));
}

/** The windows of a scope, each by a search of all rows for each of its minutes. */
export function slowWindows(
  rows: readonly FlowRow[],
  shape: WindowShape,
  progress: FlowProgress,
  context: FlowContext,
) {
  const { dayStart, dayEnd, sizeMs, slideMs, allowedLatenessMs: lateness } = shape;
  const end = watermarkAfter(rows, progress.processedThrough, lateness);
  const visits = [...rows].sort((a, b) => a.ts - b.ts || (a.eventId < b.eventId ? -1 : 1));
  const ways = visits.flatMap((visit, index) => {
    const before = visits.slice(0, index).findLast(({ studentId }) => studentId === visit.studentId);
    const took = before === undefined ? 0 : visit.ts - before.ts;
    if (before === undefined || before.gateId === visit.gateId || took > FLOW_WITHIN_MS || took === 0) return [];
    const known = context.segments
      .filter(({ fromGateId, toGateId }) => fromGateId === before.gateId && toGateId === visit.gateId)
      .sort((a, b) => (a.segmentId < b.segmentId ? -1 : 1))[0];
    return known === undefined ? [] : [{ at: visit.ts, speed: known.lengthMetres / (took / 1_000) }];
  });
  const bounds: { from: number; to: number }[] = [];
  for (let from = dayStart; from < dayEnd && from <= progress.now; from += slideMs) {
    bounds.push({ from, to: from + sizeMs });
  }
  const plain = bounds.map(({ from, to }) => {
    const within = rows.filter(({ ts }) => ts >= from && ts < to);
    const minutes: number[] = [];
    for (let at = from; at < to; at += MINUTE) minutes.push(at);
    const flow = statistic(minutes.map((at) => within.filter(({ ts }) => ts >= at && ts < at + MINUTE).length));
    const inside = minutes.map((at) => {
      const until = rows.filter(({ ts }) => ts < at + MINUTE);
      const entered = until.filter(({ isEnter }) => isEnter).length;
      return Math.max(0, entered - (until.length - entered));
    });
    const speeds = ways.filter(({ at }) => at >= from && at < to).map(({ speed }) => speed);
    return {
      from,
      to,
      within,
      flow,
      occupancy: statistic(inside),
      speed: speeds.length === 0 ? null : statistic(speeds),
    };
  });
  const deltas = plain.map(({ flow }, index) => {
    const before = plain[index - 1];
    return before === undefined ? null : flow.mean - before.flow.mean;
  });
  return plain.map(({ from, to, within, flow, occupancy, speed }, index) => {
    const inWindow = context.weather.filter(({ at }) => at >= from && at < to);
    const hourBefore = context.weather.filter(({ at }) => at >= from - 60 * MINUTE && at < from);
    const latest = hourBefore.filter(({ at }) => at === Math.max(...hourBefore.map((one) => one.at)));
    const observed = inWindow.length > 0 ? inWindow : latest;
    const warm = observed.flatMap(({ temperature }) => (temperature === null ? [] : [temperature]));
    const rain = mean(observed.map(({ precipitation }) => precipitation));
    const wind = mean(observed.map((one) => one.wind));
    const open = context.incidents.filter(
      (one) => one.startedAt < to && (one.endedAt ?? Number.POSITIVE_INFINITY) > from,
    );
    const [delta = null, before = null] = [deltas[index], deltas[index - 1]];
    return {
      from,
      to,
      enters: within.filter(({ isEnter }) => isEnter).length,
      exits: within.filter(({ isEnter }) => !isEnter).length,
      flow,
      occupancy,
      speed,
      flowLags: plain
        .slice(Math.max(0, index - 12), index)
        .map((one) => one.flow.mean)
        .reverse(),
      flowDelta: delta,
      flowAcceleration: delta === null || before === null ? null : delta - before,
      weather:
        observed.length === 0
          ? null
          : {
              precipitationMean: rain,
              windMean: wind,
              temperatureMean: warm.length === 0 ? null : mean(warm),
              occupancyXPrecipitation: occupancy.mean * rain,
              occupancyXWind: occupancy.mean * wind,
              flowXPrecipitation: flow.mean * rain,
            },
      incidents:
        open.length === 0
          ? null
          : {
              open: open.length,
              maxSeverity: Math.max(...open.map(({ severity }) => severity)),
              blockedLanes: open.reduce((sum, one) => sum + one.blockedLanes, 0),
              minutesSinceLatest: Math.min(...open.map(({ startedAt }) => (to - startedAt) / MINUTE)),
            },
      isFinal: end >= to,
      revision: within.filter((row) => watermarkBefore(rows, row.receivedAt, lateness) >= to).length,
    };
  });
}
