import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../support/api-world.ts';
import { at, fillSmallCampus, swipeAt } from '../support/small-campus.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
  await fillSmallCampus(world);
});
afterAll(() => world.dispose());

const ask = async () => {
  const { data } = await world.run(
    '{ lecture(lectureId: "CS101") { session(day: "2026-03-18") { status isFinal revision swipeCount lateCount } } }',
  );
  return data;
};
const session = (over: object) => ({ lecture: { session: expect.objectContaining(over) } });

it('is reached when the allowed lateness has passed after the day, and ingest has processed that far', async () => {
  expect(await ask()).toEqual(session({ status: 'OPEN', isFinal: false, revision: 0 }));
  world.clock.advance(at('2026-03-19T00:19:59Z') - world.clock.now());
  expect(await ask()).toEqual(session({ status: 'ENDED', isFinal: false }));
  // A message that nobody has processed yet was published before the instant of finality.
  await world.services.swipeLog.publish([{ key: 'CS101', payload: Buffer.from('{}') }]);
  world.clock.advance(2_000);
  expect(await ask()).toEqual(session({ isFinal: false }));
  await world.accept([swipeAt('2026-03-18T11:59:59Z', 'S3')]);
  expect(await ask()).toEqual(session({ isFinal: true, revision: 0, swipeCount: 5, lateCount: 2 }));
});

it('still counts what comes after it, each as one revision', async () => {
  world.clock.advance(3_600_000);
  const late = { ...swipeAt('2026-03-18T12:10:00Z', 'S1'), receivedAt: world.clock.now() };
  await world.accept([late]);
  expect(await ask()).toEqual(session({ isFinal: true, revision: 1, swipeCount: 6 }));
});
