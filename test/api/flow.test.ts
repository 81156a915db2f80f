import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { fillSmallCampus } from '../support/small-campus.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
  await fillSmallCampus(world);
});
afterAll(() => world.dispose());

const LECTURE = 'scope: {lecture: {lectureId: "CS101", day: "2026-03-18"}}';
const ask = async (report: string) => {
  const answer = await world.run(`{ reports { ${report} } }`);
  expect(answer.errors).toEqual([]);
  return answer.data as { reports: { flow: Record<string, unknown>[] } };
};

describe('flow', () => {
  it("lists a lecture's windows from the day's start to the last that has begun", async () => {
    // It is noon: S1, S4 and S2 came at 10:58, 11:10 and 11:15, and S2 left.
    const { flow } = (await ask(`flow(${LECTURE}) { from to enters exits flow { mean median max } occupancy { max } }`))
      .reports;
    expect(flow).toHaveLength(145);
    expect(flow[0]).toMatchObject({ from: '2026-03-18T00:00:00.000Z', enters: 0, exits: 0 });
    expect(flow.at(-1)).toMatchObject({ from: '2026-03-18T12:00:00.000Z', to: '2026-03-18T12:30:00.000Z' });
    expect(flow.find(({ from }) => from === '2026-03-18T10:50:00.000Z')).toMatchObject({
      enters: 3,
      flow: { mean: 3 / 30, median: 0, max: 1 },
      occupancy: { max: 3 },
    });
  });

  it('tells lags, deltas, weather and incidents of gates taken together, between two instants', async () => {
    await world.services.contextImports.weather([
      { at: Date.UTC(2026, 2, 18, 10), precipitation: 2, wind: 3, temperature: null },
    ]);
    const started = { severity: 4, blockedLanes: 1, startedAt: Date.UTC(2026, 2, 18, 10, 30) };
    await world.services.contextImports.incidents([
      { incidentId: 'I1', ...started, gateId: 'G1' },
      { incidentId: 'I2', ...started, severity: 5, gateId: 'G9' },
      { incidentId: 'I3', ...started, severity: 5, lectureId: 'MA201' },
    ]);
    const between = 'from: "2026-03-18T11:00:00Z", to: "2026-03-18T11:30:00Z"';
    const scope = 'scope: {gates: {gateIds: ["G1", "G2"], day: "2026-03-18"}}';
    const fields = `enters flow { mean } flowLags(count: 2) flowDelta flowAcceleration revision isFinal
      weather { precipitationMean windMean temperatureMean flowXPrecipitation }
      incidents { open maxSeverity blockedLanes minutesSinceLatest }`;
    const { flow } = (await ask(`flow(${scope}, size: "PT30M", slide: "PT30M", ${between}) { from ${fields} }`))
      .reports;
    const mean = 2 / 30;
    const before = 1 / 30;
    expect(flow).toEqual([
      {
        from: '2026-03-18T11:00:00.000Z',
        enters: 2,
        flow: { mean },
        flowLags: [before, 0],
        flowDelta: mean - before,
        flowAcceleration: mean - before - before,
        revision: 0,
        isFinal: false,
        weather: { precipitationMean: 2, windMean: 3, temperatureMean: null, flowXPrecipitation: mean * 2 },
        incidents: { open: 1, maxSeverity: 4, blockedLanes: 1, minutesSinceLatest: 60 },
      },
    ]);
    const { flow: ofLecture } = (await ask(`flow(${LECTURE}, ${between}, size: "PT30M", slide: "PT30M") { ${fields} }`))
      .reports;
    expect(ofLecture[0]).toMatchObject({ incidents: { open: 1 } });
  });

  it.each([
    ['scope: {lecture: {lectureId: "NOWHERE"}}', 'ARGUMENT_INVALID', 'scope.lecture.lectureId'],
    ['scope: {lecture: {lectureId: "no id"}}', 'ARGUMENT_INVALID', 'scope.lecture.lectureId'],
    ['scope: {gates: {gateIds: []}}', 'ARGUMENT_INVALID', 'scope.gates.gateIds'],
    [
      `scope: {gates: {gateIds: [${Array.from({ length: 65 }, (_, n) => `"G${n}"`).join()}]}}`,
      'LIMIT_EXCEEDED',
      'scope.gates.gateIds',
    ],
    [`${LECTURE}, slide: "PT30S"`, 'ARGUMENT_INVALID', 'slide'],
    [`${LECTURE}, slide: "PT90S"`, 'ARGUMENT_INVALID', 'slide'],
    [`${LECTURE}, slide: "PT31M"`, 'ARGUMENT_INVALID', 'slide'],
    [`${LECTURE}, slide: "PT7M"`, 'ARGUMENT_INVALID', 'size'],
    [`${LECTURE}, size: "PT25H"`, 'LIMIT_EXCEEDED', 'size'],
    [`${LECTURE}, from: "2026-03-18T11:00:00Z", to: "2026-03-18T10:00:00Z"`, 'ARGUMENT_INVALID', 'to'],
  ])('refuses %s', async (args, code, argument) => {
    expect(codes(await world.run(`{ reports { flow(${args}) { from } } }`))).toEqual([[code, argument]]);
  });

  it('takes one scope, and at most twelve lags', async () => {
    const both = 'scope: {lecture: {lectureId: "CS101"}, gates: {gateIds: ["G1"]}}';
    expect((await world.run(`{ reports { flow(${both}) { from } } }`)).errors).toHaveLength(1);
    const answer = await world.run(
      `{ reports { flow(${LECTURE}, size: "PT12H", slide: "PT12H") { flowLags(count: 13) } } }`,
    );
    expect(codes(answer)[0]).toEqual(['LIMIT_EXCEEDED', 'count']);
  });
});

describe('movements', () => {
  it('go from one gate to the next, whatever the lecture', async () => {
    // S1 passed G2 at 9:00 for X9, and G1 at 10:58.
    const fields = 'fromGateId toGateId count medianSeconds segmentId medianSpeed';
    expect(await ask(`movements(day: "2026-03-18", within: "PT2H") { ${fields} }`)).toEqual({
      reports: {
        movements: [
          { fromGateId: 'G2', toGateId: 'G1', count: 1, medianSeconds: 7_080, segmentId: null, medianSpeed: null },
        ],
      },
    });
    await world.services.contextImports.segments([
      { segmentId: 'W1', fromGateId: 'G2', toGateId: 'G1', lengthMetres: 708 },
    ]);
    expect(await ask(`movements(day: "2026-03-18", within: "PT2H", gateIds: ["G1", "G2"]) { medianSpeed }`)).toEqual({
      reports: { movements: [{ medianSpeed: 0.1 }] },
    });
    for (const args of ['', ', within: "PT2H", gateIds: ["G1"]']) {
      expect(await ask(`movements(day: "2026-03-18"${args}) { count }`)).toEqual({ reports: { movements: [] } });
    }
    const long = await world.run('{ reports { movements(day: "2026-03-18", within: "PT25H") { count } } }');
    expect(codes(long)).toEqual([['LIMIT_EXCEEDED', 'within']]);
  });
});
