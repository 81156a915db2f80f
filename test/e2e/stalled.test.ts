import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { heldBytes, TELLS_HELD_BYTES } from '../support/held-memory.ts';
import { ask, freePort, startProgram } from '../support/program.ts';
import { followSwipes, openStalling, type SwipeFrame } from '../support/stalling.ts';
import { numberedUuid } from '../support/swipes.ts';

const STUDENTS = 500;
const LECTURES = 20;
const SWIPES = 100_000;
const CALL = 5_000;
/** By then the program's code has run, its caches are full and the readers stand still. */
const WARM_UP = 20_000;
/** A fraction of what the frames that a reader is behind would take. */
const GROWTH_MAX_BYTES = 8 * 1024 * 1024;

const lectureOf = (index: number): string => `L${index % LECTURES}`;
const noonYesterday = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 43_200_000;
const eventOf = (index: number) => ({
  event_id: numberedUuid(index),
  student_id: `S${index % STUDENTS}`,
  lecture_id: lectureOf(index),
  gate_id: `G${index % 7}`,
  timestamp: new Date(noonYesterday + index * 100).toISOString(),
  action: index % 2 === 0 ? 'enter' : 'exit',
});

const idsOf = (frames: readonly SwipeFrame[]): (string | undefined)[] => frames.map(({ swipe }) => swipe?.eventId);

it('subscribers that stop reading while 100,000 swipes flow harm nobody and get what they asked for', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-stalled-'));
  const program = await startProgram({
    ROLLCALL_DATA_DIR: dir,
    ROLLCALL_PORT: String(await freePort()),
    ...TELLS_HELD_BYTES,
    // However slow the machine is, nobody is cut before the end.
    ROLLCALL_STALLED_CUT: 'PT10M',
  });
  const { url } = program;
  onTestFinished(async () => {
    await program.kill();
    await rm(dir, { recursive: true, force: true });
  });
  const submit = async (from: number, to: number): Promise<void> => {
    const events = Array.from({ length: to - from }, (_, index) => eventOf(from + index));
    const { submitSwipeEvents } = await ask<{ submitSwipeEvents: { queued: number; problems: unknown[] } }>(
      url,
      'mutation ($events: [JSON!]!) { submitSwipeEvents(events: $events) { queued problems { code } } }',
      { events },
    );
    expect(submitSwipeEvents.problems).toEqual([]);
  };
  await ask(url, 'mutation ($students: [StudentInput!]!) { importStudents(students: $students) { done } }', {
    students: Array.from({ length: STUDENTS }, (_, index) => ({ studentId: `S${index}` })),
  });
  const { swipeFeed } = await ask<{ swipeFeed: { cursor: string } }>(url, '{ swipeFeed { cursor } }');
  const healthy = followSwipes(url, swipeFeed.cursor);
  const dropping = await openStalling(url, 'DROP');
  const leaving = await openStalling(url, 'DISCONNECT');

  const begun = performance.now();
  await submit(0, CALL);
  await Promise.all([dropping.stalls(), leaving.stalls()]);
  for (let from = CALL; from < WARM_UP; from += CALL) await submit(from, from + CALL);
  await healthy.reached(WARM_UP);
  const before = await heldBytes(program);
  for (let from = WARM_UP; from < SWIPES; from += CALL) await submit(from, from + CALL);
  await healthy.reached(SWIPES);
  const seconds = (performance.now() - begun) / 1_000;
  const after = await heldBytes(program);
  process.stdout.write(
    `stalled: ${SWIPES} swipes in ${seconds.toFixed(1)} s, ${(before / 1048576).toFixed(1)} MiB held after ${WARM_UP}, ` +
      `${(after / 1048576).toFixed(1)} MiB after all, healthy resumed ${healthy.resumed} times\n`,
  );
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(after - before).toBeLessThan(GROWTH_MAX_BYTES);

  // The one that leaves is ended before it reads on: a socket takes megabytes before its reader is seen to have stopped.
  const open = async (): Promise<number> =>
    (await ask<{ status: { live: { subscribers: number } } }>(url, '{ status { live { subscribers } } }')).status.live
      .subscribers;
  while ((await open()) > 2);
  dropping.goOn();
  leaving.goOn();
  // One more tells of the last gap, once there is room for it.
  const droppedNow = async (): Promise<number> =>
    (await ask<{ status: { live: { dropped: number } } }>(url, '{ status { live { dropped } } }')).status.live.dropped;
  let total = SWIPES;
  for (let dropped = await droppedNow(), wasDropped = true; wasDropped; ) {
    await submit(total, total + 1);
    total += 1;
    await healthy.reached(total);
    const now = await droppedNow();
    wasDropped = now > dropped;
    dropped = now;
  }
  const last = healthy.frames.at(-1)?.swipe?.eventId;
  await dropping.received((frame) => frame?.swipe?.eventId === last);

  const order = idsOf(healthy.frames);
  expect(order).toHaveLength(total);
  for (let lecture = 0; lecture < LECTURES; lecture += 1) {
    const seen = healthy.frames.filter(({ swipe }) => swipe?.lectureId === lectureOf(lecture));
    const handedIn = Array.from({ length: total }, (_, index) => index).filter((index) => index % LECTURES === lecture);
    expect(idsOf(seen)).toEqual(handedIn.map(numberedUuid));
  }

  const first = dropping.frames()[0];
  let at = order.indexOf(first?.swipe?.eventId);
  expect(at).toBe(0);
  for (const { gap, swipe } of dropping.frames()) {
    if (gap !== null) {
      const page = await ask<{ swipeFeed: { swipes: { eventId: string }[] } }>(
        url,
        'query ($after: Cursor!, $first: Int!) { swipeFeed(after: $after, first: $first) { swipes { eventId } } }',
        { after: gap.from, first: Math.min(gap.missed, 500) },
      );
      const missed = page.swipeFeed.swipes.map(({ eventId }) => eventId);
      expect(missed).toEqual(order.slice(at, at + Math.min(gap.missed, 500)));
      at += gap.missed;
    }
    expect(swipe?.eventId).toBe(order[at]);
    at += 1;
  }
  expect(at).toBe(total);
  const gaps = dropping.frames().flatMap(({ gap }) => (gap === null ? [] : [gap.missed]));
  expect(gaps.length).toBeGreaterThan(0);

  await leaving.completes();
  const ending = leaving.results.at(-1);
  const cursor = ending?.errors?.[0]?.extensions.cursor;
  expect(ending).toMatchObject({
    data: null,
    errors: [{ extensions: { code: 'SUBSCRIBER_TOO_SLOW', retriable: true, cursor: expect.any(String) } }],
  });
  const seenBefore = idsOf(leaving.frames());
  const resumed = followSwipes(url, String(cursor));
  await resumed.reached(total - seenBefore.length);
  expect([...seenBefore, ...idsOf(resumed.frames)]).toEqual(order);
  process.stdout.write(
    `stalled: DROP got ${dropping.frames().length} frames and gaps of ${gaps.join(', ')}; ` +
      `DISCONNECT got ${seenBefore.length} and resumed for ${resumed.frames.length}\n`,
  );

  await Promise.all([healthy.close(), resumed.close()]);
  dropping.close();
  leaving.close();
  expect(await program.stop()).toBe(0);
}, 300_000);
