import { describe, expect, it } from 'vitest';
import type { FlowWindow } from '../../src/analytics/windows/window.ts';
import { windows } from '../../src/analytics/windows.ts';
import { createRandom } from '../../src/core/random.ts';
import type { Swipe } from '../../src/core/swipe.ts';
import { type FlowScope, flowContext, flowRow, gatesOf } from '../../src/live/flow-source.ts';
import { createLiveHub } from '../../src/live/hub.ts';
import { openApiWorld } from '../support/api-world.ts';
import { SILENT, START } from '../support/embedded.ts';
import { createReader, turn } from '../support/live-world.ts';
import { swipeAt } from '../support/small-campus.ts';

const MINUTE = 60_000;
const DAY_START = START - 12 * 60 * MINUTE;
const SHAPE = {
  dayStart: DAY_START,
  dayEnd: DAY_START + 24 * 60 * MINUTE,
  sizeMs: 60 * MINUTE,
  slideMs: 20 * MINUTE,
  allowedLatenessMs: 20 * MINUTE,
};
const DAY = DAY_START / (24 * 60 * MINUTE);
const ROUNDS_MAX = 200;

/** Windows as a subscriber knows them, by where they begin. */
function createSubscriber(stream: Parameters<typeof createReader>[0]) {
  const reader = createReader(stream as never);
  const known = new Map<number, FlowWindow>();
  return {
    known,
    async read() {
      for (const item of (await reader.read()) as { kind: string; key?: { window(): FlowWindow | null } }[]) {
        const window = item.key?.window() ?? null;
        if (window !== null) known.set(window.from, window);
      }
    },
  };
}

describe('a flow that is followed', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'equals the pure windows, whatever comes when, late and out of order, over hubs that begin anew (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const world = await openApiWorld({ followsFeeds: true });
      const { services, store, clock } = world;
      const scope: FlowScope =
        seed % 2 === 0
          ? { kind: 'LECTURE', lectureId: 'CS101', day: DAY }
          : { kind: 'GATES', gateIds: ['G1', 'G3'], day: DAY };
      const mine = ({ lectureId, gateId }: Swipe) =>
        scope.kind === 'LECTURE' ? lectureId === scope.lectureId : scope.gateIds.includes(gateId);
      const stored: Swipe[] = [];
      let newest = START - 3 * 60 * MINUTE;
      const arrive = async (count: number): Promise<void> => {
        const swipes = Array.from({ length: count }, (): Swipe => {
          newest += random.below(5 * MINUTE);
          const ts = newest - (random.chance(0.2) ? random.below(90 * MINUTE) : random.below(MINUTE));
          const lecture = random.chance(0.8) ? 'CS101' : 'MA201';
          const gate = `G${1 + random.below(3)}`;
          const action = random.chance(0.6) ? 'ENTER' : 'EXIT';
          const swipe = swipeAt(new Date(ts).toISOString(), `S${random.below(4)}`, lecture, action, gate);
          return { ...swipe, receivedAt: random.chance(0.9) ? newest : newest - 2 * MINUTE };
        });
        stored.push(...swipes);
        await world.accept(swipes);
      };
      const expected = async (): Promise<FlowWindow[]> => {
        const swipes = stored.filter(mine);
        const context = await flowContext(services, scope, SHAPE, gatesOf(scope, swipes));
        const progress = { now: clock.now(), processedThrough: store.feed.beat()?.processedThrough ?? null };
        return windows(swipes.map(flowRow), SHAPE, progress, context);
      };
      const agree = async (subscriber: ReturnType<typeof createSubscriber>): Promise<void> => {
        for (let round = 0; ; round += 1) {
          await turn();
          await subscriber.read();
          const found = [...subscriber.known.values()].sort((a, b) => a.from - b.from);
          const wanted = await expected();
          if (JSON.stringify(found) === JSON.stringify(wanted)) return;
          if (round === ROUNDS_MAX) expect(found).toEqual(wanted);
          clock.advance(500);
        }
      };
      try {
        await arrive(10);
        const first = createSubscriber(await services.live.flow(scope, SHAPE, 100));
        await agree(first);
        const second = createSubscriber(await services.live.flow(scope, SHAPE, 1_000));
        for (let step = 0; step < 4; step += 1) {
          await arrive(1 + random.below(6));
          if (step === 1) {
            await services.contextImports.weather([{ at: START - 60 * MINUTE, precipitation: step, wind: 2 }]);
            const incident = { severity: 2, blockedLanes: 0, startedAt: START - 90 * MINUTE };
            await services.contextImports.incidents([{ incidentId: 'I', gateId: 'G2', ...incident }]);
          }
          await agree(first);
        }
        await agree(second);
        // A gateway that starts now knows nothing but the store; the embedded feed has one tail, which is its own from now on.
        const hub = await createLiveHub({
          ...store,
          clock,
          campus: services.campus,
          log: SILENT,
          simulator: services.simulator,
          allowedLatenessMs: SHAPE.allowedLatenessMs,
          limits: { queueFrames: 10, queueBytes: 1_000, subscriptionsMax: 10 },
        });
        const third = createSubscriber(await hub.flow(scope, SHAPE, 100));
        await arrive(3);
        await agree(third);
        clock.advance(2 * 60 * MINUTE);
        await agree(third);
        expect(hub.status().subscribers).toBe(1);
        await hub.close();
      } finally {
        await services.live.close();
        await world.dispose();
      }
    },
  );

  it('shares one computation among those who watch alike, and frees it when the last leaves', async () => {
    const world = await openApiWorld({ followsFeeds: true });
    try {
      await world.accept([swipeAt('2026-03-18T11:00:00Z', 'S1')]);
      const scope: FlowScope = { kind: 'LECTURE', lectureId: 'CS101', day: DAY };
      const before = world.calls.length;
      const streams = await Promise.all(
        Array.from({ length: 50 }, () => world.services.live.flow(scope, SHAPE, 1_000)),
      );
      expect(world.services.live.status().subscribers).toBe(50);
      for (const stream of streams) {
        const first = await stream.next();
        expect(first.value).toMatchObject({ kind: 'SNAPSHOT' });
        await stream.return?.();
      }
      expect(world.calls.length).toBe(before);
      expect(world.services.live.status().subscribers).toBe(0);
    } finally {
      await world.services.live.close();
      await world.dispose();
    }
  });
});
