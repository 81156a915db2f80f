import type { Incident, Segment, WeatherObservation } from '../../core/campus-context.ts';
import { compareText, type TimeRange } from '../../core/paging.ts';
import type { CampusContext } from '../../ports/campus-context.ts';
import { type BatchOptions, createBatchWriter } from './batches.ts';
import { bucketOf, INCIDENT_BUCKETS, ONE_BUCKET } from './buckets.ts';
import type { CqlRow, CqlSession, RowWrite } from './cql-session.ts';
import { ADD_INCIDENT, ADD_SEGMENT, ADD_WEATHER, INCIDENTS, SEGMENTS, WEATHER, WEATHER_DAYS } from './statements.ts';
import {
  dateOf,
  dayIn,
  instantIn,
  instantOrNullIn,
  numberIn,
  numberOrNullIn,
  partitionOf,
  textIn,
  textOrNullIn,
  utcDayOf,
} from './values.ts';

/** A range of more days than this is read by the days that have observations. */
const DAYS_ASKED_MAX = 64;

/** Segments, weather and incidents in Cassandra; the newest write of a row wins. */
export function createCassandraCampusContext(options: {
  readonly session: CqlSession;
  readonly batches?: BatchOptions | undefined;
}): CampusContext {
  const session = options.session.answering('ROSTER_UNAVAILABLE');
  const batches = createBatchWriter(session, options.batches);
  const daysOf = async ({ from, to }: TimeRange): Promise<number[]> => {
    const [first, last] = [utcDayOf(from), utcDayOf(to - 1)];
    if (last - first < DAYS_ASKED_MAX) {
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
    }
    const days = (await session.rows(WEATHER_DAYS)).map((row) => dayIn(row, 'day'));
    return days.filter((day) => day >= first && day <= last).sort((a, b) => a - b);
  };
  return {
    saveSegments: (segments) => batches.write(segments.map(addSegment)),
    saveWeather: (observations) => batches.write(observations.map(addWeather)),
    saveIncidents: (incidents) => batches.write(incidents.map(addIncident)),
    async segments() {
      const rows = (await session.rows(SEGMENTS, [ONE_BUCKET])).map(decodeSegment);
      return rows.sort((a, b) => compareText(a.segmentId, b.segmentId));
    },
    async weather(range) {
      const days = await Promise.all((await daysOf(range)).map((day) => session.rows(WEATHER, [dateOf(day)])));
      return days
        .flat()
        .map(decodeWeather)
        .filter(({ at }) => at >= range.from && at < range.to);
    },
    async incidents({ from, to }) {
      const buckets = Array.from({ length: INCIDENT_BUCKETS }, (_, bucket) => session.rows(INCIDENTS, [bucket]));
      return (await Promise.all(buckets))
        .flatMap((rows) => rows.map(decodeIncident))
        .filter(({ startedAt, endedAt }) => startedAt < to && (endedAt === null || endedAt > from))
        .sort((a, b) => compareText(a.incidentId, b.incidentId));
    },
  };
}

function addSegment({ segmentId, fromGateId, toGateId, lengthMetres }: Segment): RowWrite {
  const params = [ONE_BUCKET, segmentId, fromGateId, toGateId, lengthMetres];
  return { query: ADD_SEGMENT, params, partition: partitionOf({ int: ONE_BUCKET }) };
}

function decodeSegment(row: CqlRow): Segment {
  return {
    segmentId: textIn(row, 'segment_id'),
    fromGateId: textIn(row, 'from_gate_id'),
    toGateId: textIn(row, 'to_gate_id'),
    lengthMetres: numberIn(row, 'length_metres'),
  };
}

function addWeather({ at, precipitation, wind, temperature }: WeatherObservation): RowWrite {
  const day = utcDayOf(at);
  return {
    query: ADD_WEATHER,
    params: [dateOf(day), at, precipitation, wind, temperature],
    partition: partitionOf({ day }),
  };
}

function decodeWeather(row: CqlRow): WeatherObservation {
  return {
    at: instantIn(row, 'at'),
    precipitation: numberIn(row, 'precipitation'),
    wind: numberIn(row, 'wind'),
    temperature: numberOrNullIn(row, 'temperature'),
  };
}

function addIncident(incident: Incident): RowWrite {
  const bucket = bucketOf(incident.incidentId, INCIDENT_BUCKETS);
  const { incidentId, gateId, lectureId, severity, blockedLanes, startedAt, endedAt } = incident;
  const params = [bucket, incidentId, gateId, lectureId, severity, blockedLanes, startedAt, endedAt];
  return { query: ADD_INCIDENT, params, partition: partitionOf({ int: bucket }) };
}

function decodeIncident(row: CqlRow): Incident {
  return {
    incidentId: textIn(row, 'incident_id'),
    gateId: textOrNullIn(row, 'gate_id'),
    lectureId: textOrNullIn(row, 'lecture_id'),
    severity: numberIn(row, 'severity'),
    blockedLanes: numberIn(row, 'blocked_lanes'),
    startedAt: instantIn(row, 'started_at'),
    endedAt: instantOrNullIn(row, 'ended_at'),
  };
}
