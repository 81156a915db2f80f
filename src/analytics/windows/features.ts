import type { Incident, WeatherObservation } from '../../core/campus-context.ts';
import { medianOfSorted } from '../statistics.ts';
import {
  type FlowContext,
  type FlowWindow,
  type IncidentFeatures,
  MINUTE_MS,
  type WeatherFeatures,
  type WindowStatistic,
} from './window.ts';

/** Weather as old as this still says something of a window without an observation of its own. */
const WEATHER_BEFORE_MS = 3_600_000;

/** @param values not empty; sorted in place */
export function statisticOf(values: Float64Array): WindowStatistic {
  values.sort();
  let sum = 0;
  for (const value of values) sum += value;
  return { mean: sum / values.length, median: medianOfSorted(values), max: values.at(-1) ?? Number.NaN };
}

/** The observations in the window, else the latest of the hour before; the means of these, and how they go with the flow. */
export function weatherOf(
  observations: readonly WeatherObservation[],
  { from, to, flow, occupancy }: Pick<FlowWindow, 'from' | 'to' | 'flow' | 'occupancy'>,
): WeatherFeatures | null {
  let within = observations.filter(({ at }) => at >= from && at < to);
  if (within.length === 0) {
    within = observations.filter(({ at }) => at >= from - WEATHER_BEFORE_MS && at < from).slice(-1);
  }
  if (within.length === 0) return null;
  const precipitationMean = meanOf(within.map(({ precipitation }) => precipitation));
  const windMean = meanOf(within.map(({ wind }) => wind));
  const temperatures = within.flatMap(({ temperature }) => temperature ?? []);
  return {
    precipitationMean,
    windMean,
    temperatureMean: temperatures.length === 0 ? null : meanOf(temperatures),
    occupancyXPrecipitation: occupancy.mean * precipitationMean,
    occupancyXWind: occupancy.mean * windMean,
    flowXPrecipitation: flow.mean * precipitationMean,
  };
}

export function incidentsOf(incidents: readonly Incident[], from: number, to: number): IncidentFeatures | null {
  const open = incidents.filter(({ startedAt, endedAt }) => startedAt < to && (endedAt === null || endedAt > from));
  if (open.length === 0) return null;
  return {
    open: open.length,
    maxSeverity: Math.max(...open.map(({ severity }) => severity)),
    blockedLanes: open.reduce((sum, { blockedLanes }) => sum + blockedLanes, 0),
    minutesSinceLatest: (to - Math.max(...open.map(({ startedAt }) => startedAt))) / MINUTE_MS,
  };
}

/** Whether a window of these bounds is told anything else by one context than by the other. */
export function isTouched(before: FlowContext, after: FlowContext, from: number, to: number): boolean {
  const asOf = ({ weather, incidents }: FlowContext): string =>
    JSON.stringify([
      weather.filter(({ at }) => at >= from - WEATHER_BEFORE_MS && at < to),
      incidents.filter(({ startedAt, endedAt }) => startedAt < to && (endedAt === null || endedAt > from)),
    ]);
  return asOf(before) !== asOf(after);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
