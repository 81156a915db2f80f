import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { heldBytes, TELLS_HELD_BYTES } from '../support/held-memory.ts';
import { ask, startProgram } from '../support/program.ts';
import { type RawSubscription, subscribeRawStream, subscribeRawWebSocket } from '../support/raw-subscription.ts';
import { numberedUuid } from '../support/swipes.ts';

const CLOSES = Number(process.env.SOAK_CLOSES ?? 10_000);
/** What code that runs for the first time and caches that fill leave behind is there after so many. */
const WARM_UP = 1_000;
const AT_ONCE = 50;
const SWIPES = 300;
/** What a leak of a subscription, a socket or a group would pass many times over. */
const GROWTH_MAX_BYTES_A_CLOSE = 200;
const STATUS_ASKED_MAX = 5_000;

const SWIPE_FEED = `subscription ($after: Cursor, $lectureId: String!) {
  swipes(after: $after, filter: { lectureIds: [$lectureId] }, progressEvery: "PT1S") { cursor swipe { eventId } }
}`;
const SESSIONS = 'subscription ($lectureId: String!) { sessions(lectureIds: [$lectureId]) { swipeCount } }';

interface Live {
  readonly subscribers: number;
  readonly groups: number;
}

const liveOf = async (url: string): Promise<Live> =>
  (await ask<{ status: { live: Live } }>(url, '{ status { live { subscribers groups } } }')).status.live;

it(`${CLOSES} abrupt closes leave no subscriber, no group and no memory behind`, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-soak-'));
  const program = await startProgram({
    ROLLCALL_DATA_DIR: dir,
    ROLLCALL_PORT: '0',
    ...TELLS_HELD_BYTES,
  });
  const { url } = program;
  onTestFinished(async () => {
    await program.kill();
    await rm(dir, { recursive: true, force: true });
  });
  const { swipeFeed } = await ask<{ swipeFeed: { cursor: string } }>(url, '{ swipeFeed { cursor } }');
  await ask(url, 'mutation { importStudents(students: [{ studentId: "S1" }]) { done } }');
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  const events = Array.from({ length: SWIPES }, (_, index) => ({
    event_id: numberedUuid(index),
    student_id: 'S1',
    lecture_id: 'L0',
    gate_id: 'G1',
    timestamp,
    action: 'enter',
  }));
  await ask(url, 'mutation ($events: [JSON!]!) { submitSwipeEvents(events: $events) { queued } }', { events });

  /** Ways to be subscribed at the moment of the close: live in a group of its own, replaying, or just asked. */
  const closeOne = async (index: number): Promise<void> => {
    const [lectureId, after] = index % 8 < 4 ? [`L${index}`, null] : ['L0', swipeFeed.cursor];
    const isShown = index % 4 < 2;
    const query = isShown || index % 16 < 8 ? SWIPE_FEED : SESSIONS;
    const subscription: RawSubscription = { query, variables: { lectureId, after } };
    const subscribe = index % 2 === 0 ? subscribeRawWebSocket : subscribeRawStream;
    const socket = await subscribe(url, subscription, isShown);
    const closed = once(socket, 'close');
    if (index % 3 === 0) socket.destroy();
    else socket.resetAndDestroy();
    await closed;
  };
  const closeAll = async (from: number, to: number): Promise<void> => {
    let next = from;
    const work = async (): Promise<void> => {
      for (let index = next; index < to; index = next) {
        next += 1;
        await closeOne(index);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
  /** Once the server has heard of every close; each look is a round trip. */
  const settled = async (begun: Live): Promise<Live> => {
    let live = await liveOf(url);
    for (let asked = 0; asked < STATUS_ASKED_MAX && live.subscribers !== begun.subscribers; asked += 1) {
      live = await liveOf(url);
    }
    return live;
  };

  const begun = await liveOf(url);
  await closeAll(0, WARM_UP);
  expect(await settled(begun)).toEqual(begun);
  const before = await heldBytes(program);
  const from = performance.now();
  await closeAll(WARM_UP, WARM_UP + CLOSES);
  const seconds = (performance.now() - from) / 1_000;
  expect(await settled(begun)).toEqual(begun);
  const after = await heldBytes(program);
  process.stdout.write(
    `soak: ${CLOSES} abrupt closes in ${seconds.toFixed(1)} s; ${(before / 1048576).toFixed(1)} MiB held before, ` +
      `${(after / 1048576).toFixed(1)} MiB after\n`,
  );
  expect(after - before).toBeLessThan(Math.max(CLOSES, WARM_UP) * GROWTH_MAX_BYTES_A_CLOSE);
  expect(await program.stop()).toBe(0);
}, 300_000);
