import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePartitionPosition, type FeedEntry } from '../../src/core/feed.ts';
import type { InvalidAttempt, Swipe } from '../../src/core/swipe.ts';
import type { Feed } from '../../src/ports/live-feed.ts';
import { type Commits, openCommits } from '../support/commits.ts';
import { makeAttempt, makeSwipe } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

type Needed = 'feed' | 'committer' | 'swipeLog';

export function describeLiveFeedContract(name: string, open: Open<Needed>): void {
  describeFeed<Swipe>(
    `${name}, swipes`,
    open,
    (ports) => ports.feed.swipes,
    async (commits, lectureIds) => {
      await commits.commit({ swipes: lectureIds.map((lectureId) => makeSwipe({ lectureId })) });
    },
  );
  describeFeed<InvalidAttempt>(
    `${name}, invalid attempts`,
    open,
    (ports) => ports.feed.invalidAttempts,
    async (commits, lectureIds) => {
      await commits.commit({ attempts: lectureIds.map((lectureId) => makeAttempt({ lectureId })) });
    },
  );

  describe(`live feed: ${name}`, () => {
    const harness = eachTest(open);

    it('carries the whole swipe and the whole attempt', async () => {
      const { feed } = harness().ports;
      const commits = await openCommits(harness().ports);
      const attempt = makeAttempt({ studentId: null, ts: null, action: null, reason: 'MALFORMED' });
      const [swipe] = await commits.commit({ swipes: [makeSwipe({ action: 'EXIT' })], attempts: [attempt] });
      expect((await replay(feed.swipes)).map(({ value }) => value)).toEqual([swipe]);
      expect((await replay(feed.invalidAttempts)).map(({ value }) => value)).toEqual([attempt]);
    });

    it('has a beat that never goes back', async () => {
      const before = harness().ports.feed.beat();
      await harness().pass(10_000);
      const after = harness().ports.feed.beat();
      if (before === null || after === null) return;
      expect(after.processedThrough).toBeGreaterThanOrEqual(before.processedThrough);
    });

    it('answers for its health', async () => {
      expect(await harness().ports.feed.healthy()).toBe(true);
    });
  });
}

/** Everything from the oldest position to the head, partition by partition. */
async function replay<T>(feed: Feed<T>, max = 1_000): Promise<FeedEntry<T>[]> {
  const [oldest, head] = [await feed.oldest(), await feed.head()];
  const found: FeedEntry<T>[] = [];
  for (let partition = 0; partition < feed.partitions; partition += 1) {
    const until = head[partition] ?? [];
    for (let from = oldest[partition] ?? []; ; ) {
      const entries = await feed.read(partition, from, until, max);
      if (entries.length > max) throw new Error(`${entries.length} entries, ${max} were asked for`);
      found.push(...entries);
      const last = entries.at(-1);
      if (last === undefined) break;
      from = last.at;
    }
  }
  return found;
}

function describeFeed<T extends Swipe | InvalidAttempt>(
  name: string,
  open: Open<Needed>,
  feedOf: (ports: Awaited<ReturnType<typeof open>>['ports']) => Feed<T>,
  announce: (commits: Commits, lectureIds: readonly string[]) => Promise<void>,
): void {
  describe(`feed: ${name}`, () => {
    const harness = eachTest(open);
    const feed = () => feedOf(harness().ports);
    const placeOf = ({ partition, at }: FeedEntry<T>) => [partition, ...at];

    it('is empty at first: its head is its oldest position', async () => {
      expect((await feed().head()).length).toBe(feed().partitions);
      expect(await replay(feed())).toEqual([]);
    });

    it('replays what the tail delivered, with the same places, in order within a partition', async () => {
      const tailed: FeedEntry<T>[] = [];
      const tail = await feed().tail((entries) => tailed.push(...entries));
      const commits = await openCommits(harness().ports);
      for (let batch = 0; batch < 25; batch += 1) await announce(commits, ['A', 'B', 'A']);
      await tail.close();
      expect(tailed).toHaveLength(75);
      for (let partition = 0; partition < feed().partitions; partition += 1) {
        const places = tailed.filter((entry) => entry.partition === partition).map(({ at }) => at);
        const ascending = places.every((at, index) => {
          const before = places[index - 1];
          return before === undefined || comparePartitionPosition(before, at) < 0;
        });
        expect(ascending).toBe(true);
      }
      for (const max of [1, 7, 1_000]) {
        const replayed = await replay(feed(), max);
        const inPartitions = [...tailed].sort((a, b) => a.partition - b.partition);
        expect(replayed.map(placeOf)).toEqual(inPartitions.map(placeOf));
        expect(replayed.map(({ value }) => value)).toEqual(inPartitions.map(({ value }) => value));
      }
    });

    it('puts all entries of a lecture in its partition', async () => {
      await announce(await openCommits(harness().ports), ['A', 'B', 'C', 'A', 'D']);
      for (const { partition, value } of await replay(feed())) {
        expect(partition).toBe(feed().partitionOf(value.lectureId ?? ''));
      }
    });

    it('reads what follows any place and does not lie beyond any other', async () => {
      const commits = await openCommits(harness().ports);
      for (let batch = 0; batch < 8; batch += 1) await announce(commits, ['A', 'A', 'A']);
      const all = await replay(feed());
      const partition = feed().partitionOf('A');
      const index = fc.integer({ min: 0, max: 23 });
      await fc.assert(
        fc.asyncProperty(index, index, fc.integer({ min: 1, max: 30 }), async (from, until, max) => {
          const [low, high] = [all[from], all[until]];
          if (low === undefined || high === undefined) throw new Error('24 entries were announced');
          const read = await feed().read(partition, low.at, high.at, max);
          expect(read).toEqual(all.slice(from + 1, until + 1).slice(0, max));
        }),
        { numRuns: 50 },
      );
    });

    it('tails from its position on: replay up to it and the tail are the whole', async () => {
      const commits = await openCommits(harness().ports);
      await announce(commits, ['A', 'A']);
      const tailed: FeedEntry<T>[] = [];
      const [, tail] = await Promise.all([
        announce(commits, ['A', 'A']),
        feed().tail((entries) => tailed.push(...entries)),
      ]);
      await announce(commits, ['A']);
      const partition = feed().partitionOf('A');
      const oldest = (await feed().oldest())[partition] ?? [];
      const before = await feed().read(partition, oldest, tail.position[partition] ?? [], 100);
      expect([...before, ...tailed].map(placeOf)).toEqual((await replay(feed())).map(placeOf));
      expect(before.length + tailed.length).toBe(5);
    });

    it('delivers nothing after the tail is closed, and all again to the next from its own position', async () => {
      const commits = await openCommits(harness().ports);
      const [first, second]: FeedEntry<T>[][] = [[], []];
      const tail = await feed().tail((entries) => first?.push(...entries));
      await announce(commits, ['A']);
      await tail.close();
      await announce(commits, ['A']);
      await feed().tail((entries) => second?.push(...entries));
      await announce(commits, ['A']);
      expect(first).toHaveLength(1);
      expect(second).toHaveLength(1);
      await tail.close();
      await announce(commits, ['A']);
      expect(second).toHaveLength(2);
    });

    it('keeps entries and places over a restart, and goes on after them', async () => {
      await announce(await openCommits(harness().ports), ['A', 'B']);
      const before = await replay(feed());
      const head = await feed().head();
      await harness().reopen();
      expect(await replay(feed())).toEqual(before);
      await announce(await openCommits(harness().ports), ['A']);
      const partition = feed().partitionOf('A');
      const next = await feed().read(partition, head[partition] ?? [], (await feed().head())[partition] ?? [], 9);
      expect(next).toHaveLength(1);
    });

    it('moves its oldest position past what expired, and replays whole from there', async () => {
      const commits = await openCommits(harness().ports);
      await announce(commits, ['A', 'A', 'A']);
      const partition = feed().partitionOf('A');
      const [first] = await replay(feed());
      await harness().expireFeeds();
      const oldest = (await feed().oldest())[partition] ?? [];
      expect(comparePartitionPosition(first?.at ?? [], oldest)).toBeLessThan(0);
      expect(await replay(feed())).toEqual([]);
      await announce(commits, ['A']);
      expect(await replay(feed())).toHaveLength(1);
      expect((await feed().oldest())[partition]).toEqual(oldest);
    });

    it('does not use a place twice when all expired before a restart', async () => {
      await announce(await openCommits(harness().ports), ['A', 'A']);
      const head = await feed().head();
      const partition = feed().partitionOf('A');
      await harness().expireFeeds();
      await harness().reopen();
      expect(comparePartitionPosition((await feed().oldest())[partition] ?? [], head[partition] ?? [])).toBe(0);
      await announce(await openCommits(harness().ports), ['A']);
      const [entry] = await replay(feed());
      expect(comparePartitionPosition(entry?.at ?? [], head[partition] ?? [])).toBeGreaterThan(0);
    });
  });
}
