import type { Incident, IncidentPatch, Segment, WeatherObservation, WeatherPatch } from '../core/campus-context.ts';
import { DAY_MS, type EpochMs } from '../core/campus-day.ts';
import type { ImportResult } from '../core/roster.ts';
import type { CampusContext } from '../ports/campus-context.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContextImports } from '../ports/context-imports.ts';
import type { Log } from '../ports/log.ts';
import { fault, type Importing, idFault, importAll, type RowFault } from './import-rows.ts';

export interface ContextImportsDeps {
  readonly campusContext: CampusContext;
  readonly clock: Clock;
  readonly log: Log;
  /** How far ahead of now an instant may lie. */
  readonly allowedSkewMs: number;
}

/** What anything of the kind can be on earth: beyond it a sensor is broken, or a unit is wrong. */
export const BOUNDS = {
  lengthMetres: { min: 0, max: 100_000 },
  precipitation: { min: 0, max: 500 },
  wind: { min: 0, max: 150 },
  temperature: { min: -90, max: 60 },
  severity: { min: 1, max: 5 },
  blockedLanes: { min: 0, max: 100 },
} as const;
const EARLIEST = Date.UTC(2000, 0, 1);

/** One call of a kind at a time: each reads what is stored, merges and writes before the next one reads. */
export function createContextImports(deps: ContextImportsDeps): ContextImports {
  const { campusContext, clock, log, allowedSkewMs } = deps;
  let last: Promise<unknown> = Promise.resolve();
  const importing = <R>(kind: string, rows: readonly R[], begin: () => Promise<Importing<R>>) => {
    const run = async (): Promise<ImportResult> => {
      const result = await importAll(rows, begin);
      if (rows.length > 0) log.info('context changed', { kind, rows: result.done, problems: result.problems.length });
      return result;
    };
    const result = last.then(run, run);
    last = result;
    return result;
  };
  const latest = () => clock.now() + allowedSkewMs;
  return {
    segments: (rows) => importing('segments', rows, async () => importSegments(campusContext)),
    weather: (rows) => importing('weather', rows, () => importWeather(campusContext, rows, latest())),
    incidents: (rows) => importing('incidents', rows, () => importIncidents(campusContext, latest())),
  };
}

function importSegments(context: CampusContext): Importing<Segment> {
  const taken = new Map<string, Segment>();
  return {
    take(row) {
      const wrong =
        idFault('segmentId', row.segmentId) ??
        idFault('fromGateId', row.fromGateId) ??
        idFault('toGateId', row.toGateId) ??
        (row.fromGateId === row.toGateId ? fault('toGateId', 'VALUE_INVALID', 'A segment joins two gates.') : null) ??
        (row.lengthMetres === 0 ? fault('lengthMetres', 'VALUE_INVALID', 'lengthMetres must be above 0.') : null) ??
        boundFault('lengthMetres', row.lengthMetres);
      if (wrong === null) taken.set(row.segmentId, row);
      return wrong;
    },
    save: async () => (taken.size === 0 ? undefined : context.saveSegments([...taken.values()])),
  };
}

async function importWeather(
  context: CampusContext,
  rows: readonly WeatherPatch[],
  latest: EpochMs,
): Promise<Importing<WeatherPatch>> {
  const kept = rows.filter(
    ({ at, temperature }) => temperature === undefined && instantFault('at', at, latest) === null,
  );
  const days = new Set(kept.map(({ at }) => Math.floor(at / DAY_MS)));
  const stored = new Map<EpochMs, WeatherObservation>();
  const found = await Promise.all(
    [...days].map((day) => context.weather({ from: day * DAY_MS, to: (day + 1) * DAY_MS })),
  );
  for (const observation of found.flat()) stored.set(observation.at, observation);
  const taken = new Map<EpochMs, WeatherObservation>();
  return {
    take(row) {
      const { at, precipitation, wind, temperature } = row;
      const wrong =
        instantFault('at', at, latest) ??
        boundFault('precipitation', precipitation) ??
        boundFault('wind', wind) ??
        (temperature === null || temperature === undefined ? null : boundFault('temperature', temperature));
      if (wrong !== null) return wrong;
      const before = taken.get(at) ?? stored.get(at);
      const merged = temperature === undefined ? (before?.temperature ?? null) : temperature;
      taken.set(at, { at, precipitation, wind, temperature: merged });
      return null;
    },
    save: async () => (taken.size === 0 ? undefined : context.saveWeather([...taken.values()])),
  };
}

async function importIncidents(context: CampusContext, latest: EpochMs): Promise<Importing<IncidentPatch>> {
  const all = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const stored = new Map((await context.incidents(all)).map((incident) => [incident.incidentId, incident]));
  const taken = new Map<string, Incident>();
  return {
    take(row) {
      const before = taken.get(row.incidentId) ?? stored.get(row.incidentId);
      const {
        gateId = before?.gateId ?? null,
        lectureId = before?.lectureId ?? null,
        endedAt = before?.endedAt ?? null,
      } = row;
      const incident: Incident = { ...row, gateId, lectureId, endedAt };
      const wrong = incidentFault(incident, latest);
      if (wrong === null) taken.set(incident.incidentId, incident);
      return wrong;
    },
    save: async () => (taken.size === 0 ? undefined : context.saveIncidents([...taken.values()])),
  };
}

function incidentFault(incident: Incident, latest: EpochMs): RowFault | null {
  const { incidentId, gateId, lectureId, severity, blockedLanes, startedAt, endedAt } = incident;
  return (
    idFault('incidentId', incidentId) ??
    (gateId === null ? null : idFault('gateId', gateId)) ??
    (lectureId === null ? null : idFault('lectureId', lectureId)) ??
    boundFault('severity', severity) ??
    boundFault('blockedLanes', blockedLanes) ??
    instantFault('startedAt', startedAt, latest) ??
    (endedAt === null || endedAt > startedAt ? null : fault('endedAt', 'RANGE_INVALID', 'It ends after it started.'))
  );
}

function boundFault(field: keyof typeof BOUNDS, value: number): RowFault | null {
  const { min, max } = BOUNDS[field];
  if (value >= min && value <= max) return null;
  return fault(field, 'VALUE_INVALID', `${field} must be ${min} to ${max}.`);
}

function instantFault(field: string, at: EpochMs, latest: EpochMs): RowFault | null {
  if (at >= EARLIEST && at <= latest) return null;
  return fault(field, 'TIMESTAMP_INVALID', `${field} must lie between the year 2000 and now.`);
}
