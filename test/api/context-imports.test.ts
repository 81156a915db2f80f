import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world.dispose());

const PAYLOAD = '{ done problems { index field code } }';
const ALL = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const call = async (mutation: string, type: string, rows: readonly object[]) => {
  const argument = { importSegments: 'segments', recordWeather: 'observations', recordIncidents: 'incidents' }[
    mutation
  ];
  const answer = await world.run(
    `mutation ($rows: [${type}!]!) { result: ${mutation}(${argument}: $rows) ${PAYLOAD} }`,
    { rows },
  );
  expect(answer.errors).toEqual([]);
  return (answer.data as { result: unknown }).result;
};

describe('what surrounds the campus', () => {
  it('segments join two gates and have a length', async () => {
    const good = { segmentId: 'W1', fromGateId: 'G1', toGateId: 'G2', lengthMetres: 40.5 };
    const bad = [
      { ...good, segmentId: 'no id' },
      { ...good, toGateId: 'G1' },
      { ...good, lengthMetres: 0 },
      { ...good, lengthMetres: -1 },
      { ...good, lengthMetres: 100_001 },
    ];
    const problem = (index: number, field: string, code = 'VALUE_INVALID') => ({ index, field, code });
    const expected = {
      done: 1,
      problems: [
        problem(0, 'segmentId', 'ID_INVALID'),
        problem(1, 'toGateId'),
        problem(2, 'lengthMetres'),
        problem(3, 'lengthMetres'),
        problem(4, 'lengthMetres'),
      ],
    };
    expect(await call('importSegments', 'SegmentInput', [...bad, good])).toEqual(expected);
    expect(await world.services.campusContext.segments()).toEqual([good]);
    expect(await call('importSegments', 'SegmentInput', [...bad, good])).toEqual(expected);
    expect(await world.services.campusContext.segments()).toEqual([good]);
  });

  it('weather lies within what there can be; an omitted temperature stays, null clears it', async () => {
    const at = '2026-03-18T08:00:00.000Z';
    const good = { at, precipitation: 1.5, wind: 3, temperature: 4.5 };
    const problems = [
      [{ ...good, precipitation: -0.1 }, 'precipitation', 'VALUE_INVALID'],
      [{ ...good, wind: 151 }, 'wind', 'VALUE_INVALID'],
      [{ ...good, temperature: 61 }, 'temperature', 'VALUE_INVALID'],
      [{ ...good, at: '1999-12-31T23:59:59Z' }, 'at', 'TIMESTAMP_INVALID'],
      [{ ...good, at: '2026-03-18T13:00:00Z' }, 'at', 'TIMESTAMP_INVALID'],
    ] as const;
    expect(await call('recordWeather', 'WeatherInput', [...problems.map(([row]) => row), good])).toEqual({
      done: 1,
      problems: problems.map(([, field, code], index) => ({ index, field, code })),
    });
    const stored = () => world.services.campusContext.weather({ from: 0, to: Date.UTC(2030, 0) });
    const instant = Date.parse(at);
    await call('recordWeather', 'WeatherInput', [{ at, precipitation: 0, wind: 2 }]);
    expect(await stored()).toEqual([{ at: instant, precipitation: 0, wind: 2, temperature: 4.5 }]);
    await call('recordWeather', 'WeatherInput', [{ at, precipitation: 0, wind: 2, temperature: null }]);
    expect(await stored()).toEqual([{ at: instant, precipitation: 0, wind: 2, temperature: null }]);
  });

  it('incidents begin, are changed and end', async () => {
    const startedAt = '2026-03-18T08:00:00Z';
    const begun = { incidentId: 'I1', gateId: 'G1', severity: 3, blockedLanes: 2, startedAt };
    const problems = [
      [{ ...begun, incidentId: '' }, 'incidentId', 'ID_INVALID'],
      [{ ...begun, gateId: 'a b' }, 'gateId', 'ID_INVALID'],
      [{ ...begun, severity: 0 }, 'severity', 'VALUE_INVALID'],
      [{ ...begun, severity: 6 }, 'severity', 'VALUE_INVALID'],
      [{ ...begun, blockedLanes: -1 }, 'blockedLanes', 'VALUE_INVALID'],
      [{ ...begun, endedAt: startedAt }, 'endedAt', 'RANGE_INVALID'],
    ] as const;
    expect(await call('recordIncidents', 'IncidentInput', [...problems.map(([row]) => row), begun])).toEqual({
      done: 1,
      problems: problems.map(([, field, code], index) => ({ index, field, code })),
    });
    const started = Date.parse(startedAt);
    const row = { incidentId: 'I1', gateId: 'G1', lectureId: null, severity: 3, blockedLanes: 2, startedAt: started };
    expect(await world.services.campusContext.incidents(ALL)).toEqual([{ ...row, endedAt: null }]);
    const ended = '2026-03-18T09:00:00Z';
    await call('recordIncidents', 'IncidentInput', [{ incidentId: 'I1', severity: 1, startedAt, endedAt: ended }]);
    await call('recordIncidents', 'IncidentInput', [{ incidentId: 'I1', severity: 1, startedAt, gateId: null }]);
    expect(await world.services.campusContext.incidents(ALL)).toEqual([
      { ...row, gateId: null, severity: 1, blockedLanes: 0, endedAt: Date.parse(ended) },
    ]);
  });

  it('takes at most 5,000 rows a call', async () => {
    const rows = Array.from({ length: 5_001 }, () => ({ at: '2026-03-18T08:00:00Z', precipitation: 0, wind: 0 }));
    const answer = await world.run(
      `mutation ($rows: [WeatherInput!]!) { recordWeather(observations: $rows) ${PAYLOAD} }`,
      { rows },
    );
    expect(codes(answer)).toEqual([['LIMIT_EXCEEDED', 'observations']]);
  });
});
