import { describe, expect, it } from 'vitest';
import type { Incident, Segment, WeatherObservation } from '../../../src/core/campus-context.ts';
import { RollcallError } from '../../../src/core/errors.ts';
import { createContextImports } from '../../../src/ingest/context-imports.ts';
import { createContextIntake } from '../../../src/ingest/context-intake.ts';
import { createEagerClock, createLogBook, NOW } from './fakes.ts';

function createWorld() {
  const weather = new Map<number, WeatherObservation>();
  const incidents = new Map<string, Incident>();
  const state = { isDown: false };
  const log = createLogBook();
  const guard = () => {
    if (state.isDown) throw new RollcallError('ROSTER_UNAVAILABLE');
  };
  const campusContext = {
    saveSegments: async (_: readonly Segment[]) => {},
    segments: async () => [],
    async saveWeather(rows: readonly WeatherObservation[]) {
      guard();
      for (const row of rows) weather.set(row.at, row);
    },
    async saveIncidents(rows: readonly Incident[]) {
      guard();
      for (const row of rows) incidents.set(row.incidentId, row);
    },
    weather: async () => [...weather.values()],
    incidents: async () => [...incidents.values()],
  };
  const imports = createContextImports({ campusContext, clock: createEagerClock(), log, allowedSkewMs: 300_000 });
  const take = createContextIntake({ imports, log });
  const give = (kind: 'WEATHER' | 'INCIDENTS', ...payloads: readonly (string | object)[]) =>
    take(
      kind,
      payloads.map((payload, index) => ({
        position: `p${index}`,
        payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
      })),
    );
  const refused = () =>
    log.lines.filter(({ event }) => event === 'context.refused').map(({ fields }) => [fields.position, fields.reason]);
  return { weather, incidents, state, give, refused };
}

const at = new Date(NOW - 60_000).toISOString();

describe('weather and incidents as messages', () => {
  it('are recorded by the names of the document, later ones over earlier ones', async () => {
    const { give, weather, incidents, refused } = createWorld();
    await give('WEATHER', { at, precipitation: 1.5, wind: 3, temperature: 8, sensor: 'x' });
    await give('WEATHER', { at, precipitation: 0, wind: 3 });
    expect([...weather.values()]).toEqual([{ at: NOW - 60_000, precipitation: 0, wind: 3, temperature: 8 }]);
    const incident = { incident_id: 'I1', gate_id: 'G1', severity: 3, started_at: at };
    await give('INCIDENTS', { ...incident, blocked_lanes: 2 }, { ...incident, gate_id: null, lecture_id: 'L1' });
    expect([...incidents.values()]).toEqual([
      {
        incidentId: 'I1',
        gateId: null,
        lectureId: 'L1',
        severity: 3,
        blockedLanes: 0,
        startedAt: NOW - 60_000,
        endedAt: null,
      },
    ]);
    expect(refused()).toEqual([]);
  });

  it('that are none, or out of bounds, are told by their position, and the others recorded', async () => {
    const { give, weather, incidents, refused } = createWorld();
    const good = { at, precipitation: 1, wind: 2 };
    await give(
      'WEATHER',
      'no JSON',
      '[]',
      { ...good, wind: '2' },
      { ...good, wind: 999 },
      { ...good, at: 'noon' },
      good,
    );
    expect(weather.size).toBe(1);
    expect(refused()).toEqual([
      ['p0', 'It is not JSON.'],
      ['p1', 'It is not a JSON object.'],
      ['p2', 'wind must be a number.'],
      ['p4', 'at must be an RFC 3339 instant with a zone.'],
      ['p3', 'wind must be 0 to 150.'],
    ]);
    await give('INCIDENTS', { incident_id: 7 }, { incident_id: 'I', severity: 1.5, started_at: at });
    expect(incidents.size).toBe(0);
    expect(refused().slice(5)).toEqual([
      ['p0', 'incident_id must be text.'],
      ['p1', 'severity must be a whole number.'],
    ]);
  });

  it('come again while the store is away', async () => {
    const { give, weather, state, refused } = createWorld();
    state.isDown = true;
    await expect(give('WEATHER', { at, precipitation: 1, wind: 2 })).rejects.toMatchObject({
      code: 'ROSTER_UNAVAILABLE',
    });
    state.isDown = false;
    await give('WEATHER', { at, precipitation: 1, wind: 2 });
    expect(weather.size).toBe(1);
    expect(refused()).toEqual([]);
  });
});
