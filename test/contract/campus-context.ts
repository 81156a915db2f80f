import { describe, expect, it } from 'vitest';
import type { Incident, Segment, WeatherObservation } from '../../src/core/campus-context.ts';
import { NOON } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

const DAY = 86_400_000;
const segment = (segmentId: string, lengthMetres = 40): Segment => ({
  segmentId,
  fromGateId: 'G1',
  toGateId: 'G2',
  lengthMetres,
});
const weather = (at: number, over: Partial<WeatherObservation> = {}): WeatherObservation => ({
  at,
  precipitation: 0.25,
  wind: 3.5,
  temperature: -4.75,
  ...over,
});
const incident = (incidentId: string, startedAt: number, endedAt: number | null): Incident => ({
  incidentId,
  gateId: null,
  lectureId: null,
  severity: 2,
  blockedLanes: 1,
  startedAt,
  endedAt,
});

export function describeCampusContextContract(name: string, open: Open<'campusContext'>): void {
  describe(`campus context: ${name}`, () => {
    const harness = eachTest(open);
    const context = () => harness().ports.campusContext;

    it('is empty at first, and nothing changes nothing', async () => {
      await context().saveSegments([]);
      await context().saveWeather([]);
      await context().saveIncidents([]);
      expect(await context().segments()).toEqual([]);
      expect(await context().weather({ from: NOON - DAY, to: NOON + DAY })).toEqual([]);
      expect(await context().incidents({ from: NOON - DAY, to: NOON + DAY })).toEqual([]);
    });

    it('keeps segments by id over a restart, the last of an id', async () => {
      await context().saveSegments([segment('b'), segment('B', 1.5), segment('a')]);
      await context().saveSegments([segment('a', 7)]);
      await harness().reopen();
      expect(await context().segments()).toEqual([segment('B', 1.5), segment('a', 7), segment('b')]);
    });

    it('keeps weather by instant over a restart, and finds it by half-open range over days', async () => {
      const rows = [NOON - DAY, NOON - 1, NOON, NOON + 90 * DAY].map((at) => weather(at));
      await context().saveWeather([...rows].reverse());
      await context().saveWeather([weather(NOON, { temperature: null, wind: 0 })]);
      await harness().reopen();
      const changed = weather(NOON, { temperature: null, wind: 0 });
      expect(await context().weather({ from: NOON - DAY, to: NOON })).toEqual([weather(NOON - DAY), weather(NOON - 1)]);
      expect(await context().weather({ from: NOON - DAY + 1, to: NOON + 1 })).toEqual([weather(NOON - 1), changed]);
      expect(await context().weather({ from: NOON, to: NOON })).toEqual([]);
      expect(await context().weather({ from: NOON - 400 * DAY, to: NOON + 400 * DAY })).toHaveLength(4);
    });

    it('finds incidents that are open at some instant of the range, by id', async () => {
      const over = incident('over', NOON - 10, NOON);
      const long = incident('Long', NOON - 300 * DAY, null);
      const later: Incident = { ...incident('later', NOON + 5, NOON + 9), gateId: 'G1', lectureId: 'L1' };
      await context().saveIncidents([over, long, later]);
      await harness().reopen();
      const ids = async (from: number, to: number) =>
        (await context().incidents({ from, to })).map(({ incidentId }) => incidentId);
      expect(await ids(NOON, NOON + 5)).toEqual(['Long']);
      expect(await ids(NOON - 1, NOON + 6)).toEqual(['Long', 'later', 'over']);
      expect(await ids(NOON + 9, NOON + 10)).toEqual(['Long']);
      expect(await context().incidents({ from: NOON + 8, to: NOON + 9 })).toEqual([long, later]);
      await context().saveIncidents([{ ...long, endedAt: NOON }]);
      expect(await ids(NOON, NOON + 5)).toEqual([]);
      expect(await ids(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toEqual(['Long', 'later', 'over']);
    });
  });
}
