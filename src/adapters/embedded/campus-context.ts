import type { Incident, Segment, WeatherObservation } from '../../core/campus-context.ts';
import { compareText } from '../../core/paging.ts';
import type { CampusContext } from '../../ports/campus-context.ts';
import type { Database } from './database.ts';
import { sequenceKey, tableRange, textKey } from './keys.ts';

/** Segments and incidents by id, weather by instant; each row JSON. */
export function createEmbeddedCampusContext(database: Database): CampusContext {
  const put = async <T>(rows: readonly T[], keyOf: (row: T) => Buffer): Promise<void> => {
    await database.writer.write((set) => {
      for (const row of rows) set.put(keyOf(row), Buffer.from(JSON.stringify(row), 'utf8'));
    });
  };
  return {
    saveSegments: (segments) => put(segments, ({ segmentId }) => textKey('segment', segmentId)),
    saveWeather: (observations) => put(observations, ({ at }) => sequenceKey('weather', at)),
    saveIncidents: (incidents) => put(incidents, ({ incidentId }) => textKey('incident', incidentId)),
    async segments() {
      const rows = (await database.entries(tableRange('segment'))).map(([, value]): Segment => JSON.parse(`${value}`));
      return rows.sort((a, b) => compareText(a.segmentId, b.segmentId));
    },
    async weather({ from, to }) {
      const range = { gte: sequenceKey('weather', Math.max(0, from)), lt: sequenceKey('weather', Math.max(0, to)) };
      return (await database.entries(range)).map(([, value]): WeatherObservation => JSON.parse(`${value}`));
    },
    async incidents({ from, to }) {
      const rows = (await database.entries(tableRange('incident'))).map(
        ([, value]): Incident => JSON.parse(`${value}`),
      );
      return rows
        .filter(({ startedAt, endedAt }) => startedAt < to && (endedAt === null || endedAt > from))
        .sort((a, b) => compareText(a.incidentId, b.incidentId));
    },
  };
}
