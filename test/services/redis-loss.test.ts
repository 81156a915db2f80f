import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { createBloomFilter } from '../../src/core/bloom-filter.ts';
import { createHyperLogLog } from '../../src/core/hyperloglog.ts';
import type { ClaimRequest } from '../../src/ports/claims.ts';
import { START } from '../support/embedded.ts';
import { numberedUuid } from '../support/swipes.ts';
import { openRedisWorld, type RedisWorld } from './support/redis-world.ts';

let world: RedisWorld | null = null;
afterEach(async () => {
  await world?.dispose();
  world = null;
});
async function open(...args: string[]): Promise<RedisWorld> {
  world = await openRedisWorld(args);
  return world;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const session = (lectureId: string) => ({ lectureId, day: 20_000 });
const claim = (id: number, position = `0:1:${id}:0`): ClaimRequest => ({
  eventId: numberedUuid(id),
  contentHash: id,
  position,
  at: START,
  floor: `f|${id}`,
});
const estimate = (ids: Iterable<string>): number => {
  const sketch = createHyperLogLog();
  for (const id of ids) sketch.add(id);
  return sketch.count();
};
const students = (count: number, prefix = 'S') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
type Process = Awaited<ReturnType<RedisWorld['process']>>;

async function restarted({ server }: RedisWorld, { redis }: Process): Promise<void> {
  await server.kill();
  server.start();
  while (!(await redis.healthy())) await turn();
}

/** What makes a server's data another's, or nobody's. */
const losses: readonly [
  name: string,
  args: string[],
  lose: (world: RedisWorld, process: Process) => Promise<unknown>,
][] = [
  ['a flush', [], (_, { redis }) => redis.pipeline([['FLUSHALL']])],
  ['a restart', [], restarted],
  [
    'a restart from an older snapshot',
    [],
    async (world, process) => {
      await process.redis.pipeline([['SAVE']]);
      await restarted(world, process);
    },
  ],
  ['a failover', ['--enable-debug-command', 'yes'], (_, { redis }) => redis.pipeline([['DEBUG', 'CHANGE-REPL-ID']])],
  [
    'an eviction',
    ['--maxmemory-policy', 'allkeys-random'],
    async (_, { redis }) => {
      const filler = Array.from({ length: 50 }, (_, index) => ['SET', `filler:${index}`, 'x'.repeat(100_000)]);
      await redis.pipeline([['CONFIG', 'SET', 'maxmemory', '3mb'], ...filler, ['CONFIG', 'SET', 'maxmemory', '0']]);
    },
  ],
];

it.each(losses)(
  'claims: %s moves the instant they are complete since, for the very call that meets it',
  async (_, args, lose) => {
    const world = await open(...args);
    const first = await world.process();
    const second = await world.process();
    await first.claims.claim([claim(1)]);
    await second.claims.claim([claim(2)]);
    expect(first.claims.completeSince()).toBe(Number.NEGATIVE_INFINITY);
    expect(second.claims.completeSince()).toBe(Number.NEGATIVE_INFINITY);
    world.clock.advance(3_600_000);
    await lose(world, first);
    while (!(await second.redis.healthy())) await turn();
    for (const { claims } of [first, second]) {
      await claims.claim([claim(3)]);
      expect(claims.completeSince()).toBeGreaterThanOrEqual(world.clock.now());
      expect(claims.completeSince()).toBeLessThan(world.clock.now() + 3_600_000);
    }
    const later = await world.process();
    await later.claims.claim([claim(4)]);
    expect(later.claims.completeSince()).toBeGreaterThanOrEqual(world.clock.now());
  },
);

it.each(losses)('counter: after %s a sketch is rebuilt from the rows when it is read', async (_, args, lose) => {
  const world = await open(...args);
  const one = await world.process();
  const all = students(2_000);
  world.rows.attendance.set('A', all);
  world.rows.attendance.set('B', students(500, 'B'));
  await one.counter.add([{ session: session('A'), studentIds: all.slice(0, 10) }]);
  expect(await one.counter.count([session('A')])).toEqual([estimate(all)]);
  // Whose rows have been erased since.
  await one.counter.add([{ session: session('A'), studentIds: students(700, 'erased') }]);
  await lose(world, one);
  await one.counter.add([{ session: session('A'), studentIds: ['S1', 'S2'] }]);
  const both = [...all, ...students(500, 'B')];
  expect(await one.counter.union([[session('A'), session('B')], [session('A')]])).toEqual([
    estimate(both),
    estimate(all),
  ]);
  world.rows.beforeReading = async () => {
    throw new Error('what is whole is not read again');
  };
  const counts = [estimate(all), estimate(students(500, 'B'))];
  expect(await one.counter.count([session('A'), session('B')])).toEqual(counts);
});

it.each(losses)('filter: after %s it confirms everybody until it has rebuilt itself', async (_, args, lose) => {
  const world = await open(...args);
  const one = await world.process();
  for (const id of students(300)) world.rows.roster.add(id);
  await one.filter.ensure();
  const before = await one.filter.check(['S1', 'nobody']);
  expect(before).toMatchObject({ maybe: [true, false], trusted: true });
  let release = () => {};
  world.rows.beforeReading = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  await lose(world, one);
  expect(await one.filter.check(['S1', 'nobody'])).toMatchObject({ maybe: [true, true], trusted: false });
  for (;;) {
    release();
    const { maybe, trusted } = await one.filter.check(['S1', 'nobody']);
    if (trusted) {
      expect(maybe).toEqual([true, false]);
      break;
    }
  }
  expect(one.filter.stats()).toMatchObject({ size: 300 });
});

it('counts with its estimates as this Redis counts with its own', async () => {
  const world = await open();
  const { redis } = await world.process();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40_000 }), fc.string(), async (count, prefix) => {
      const ids = students(count, prefix);
      const adds = [];
      for (let at = 0; at < count; at += 5_000) adds.push(['PFADD', 'sample', ...ids.slice(at, at + 5_000)]);
      const replies = await redis.pipeline([['DEL', 'sample'], ...adds, ['PFCOUNT', 'sample']]);
      expect(replies.at(-1)).toBe(estimate(ids));
    }),
    { numRuns: 25 },
  );
});

it('keeps what is counted while a sketch is being rebuilt', async () => {
  const world = await open();
  const one = await world.process();
  const two = await world.process();
  const rows = students(100);
  world.rows.attendance.set('A', rows);
  world.rows.beforeReading = async () => {
    world.rows.beforeReading = async () => {};
    // Another reader comes in the middle, and so does ingest, which had stored its row after the reading.
    expect(await two.counter.count([session('A')])).toEqual([estimate(rows)]);
    await two.counter.add([{ session: session('A'), studentIds: ['late'] }]);
  };
  await one.counter.count([session('A')]);
  expect(await one.counter.count([session('A')])).toEqual([estimate([...rows, 'late'])]);
});

it("has the seed's keys and values", async () => {
  const world = await open();
  const { redis, claims, counter, filter } = await world.process();
  await filter.ensure();
  await claims.claim([claim(7)]);
  await claims.remember([{ eventId: numberedUuid(7), outcome: { state: 'ACCEPTED' } }], START);
  await counter.add([{ session: { lectureId: 'CS101-L1', day: 20_166 }, studentIds: ['S1', 'S2'] }]);
  const [seen, held, ttl] = await redis.pipeline([
    ['PFCOUNT', 'hll:unique:CS101-L1:2025-03-19'],
    ['GET', `event:${numberedUuid(7)}`],
    ['TTL', `outcome:${numberedUuid(7)}`],
  ]);
  expect([seen, held]).toEqual([2, '7|0:1:7:0|f|7']);
  expect(ttl).toBeGreaterThan(48 * 3_600 - 60);
  expect((await redis.pipeline([['EXISTS', 'bf:students']]))[0]).toBe(1);
  expect(await claims.claim([claim(7, '0:2:1:0')])).toEqual([{ contentHash: 7, position: '0:1:7:0', floor: 'f|7' }]);
});

it('shares one filter and one generation of the roster between processes', async () => {
  const world = await open();
  const one = await world.process(1_000);
  const two = await world.process(1_000);
  await one.filter.ensure();
  await two.filter.ensure();
  await one.filter.add(['S1']);
  expect(await two.filter.check(['S1', 'S2'])).toMatchObject({ maybe: [true, false], trusted: true });
  const { rosterGeneration } = await two.filter.check([]);
  await one.filter.raiseRosterGeneration();
  const raised = (await two.filter.check([])).rosterGeneration;
  expect(raised).toBeGreaterThan(rosterGeneration);
  await one.redis.pipeline([['FLUSHALL']]);
  expect([rosterGeneration, raised]).not.toContain((await two.filter.check([])).rosterGeneration);
});

it('adds to the filter in place and to the one another process is building', async () => {
  const world = await open();
  const one = await world.process(1_000);
  const two = await world.process(1_000);
  await one.filter.ensure();
  let release = () => {};
  const reading = new Promise<void>((resolve) => {
    world.rows.beforeReading = () => {
      resolve();
      return new Promise((go) => {
        release = go;
      });
    };
  });
  await one.filter.add(students(950));
  await reading;
  await two.filter.add(['new']);
  expect((await two.filter.check(['new'])).maybe).toEqual([true]);
  const { generation } = two.filter.stats();
  release();
  await one.filter.ensure();
  expect(await two.filter.check(['new', 'S1', 'S949', 'nobody'])).toMatchObject({ maybe: [true, true, true, false] });
  expect(two.filter.stats().generation).toBeGreaterThan(generation);
  expect(two.filter.stats().capacity).toBe(2_000);
});

it('has in a filter rebuilt after a flush what an import had added before and stored after', async () => {
  const world = await open();
  const importer = await world.process();
  const other = await world.process();
  await importer.filter.ensure();
  await importer.filter.add(['S1']);
  await importer.redis.pipeline([['FLUSHALL']]);
  await other.filter.ensure();
  world.rows.roster.add('S1');
  await importer.filter.raiseRosterGeneration();
  expect(await other.filter.check(['S1'])).toMatchObject({ maybe: [true], trusted: true });
});

it('answers as the filter in core does, or as BF.* where the server has it', async () => {
  const world = await open();
  const { filter, redis } = await world.process(5_000);
  await filter.ensure();
  const hasBloom = redis.facts()?.hasBloom === true;
  process.stdout.write(
    `Student filter in Redis tested: ${hasBloom ? 'BF.*' : 'bitmaps; not BF.*, which this server lacks'}\n`,
  );
  if (hasBloom) return;
  const core = createBloomFilter({ capacity: 5_000, errorRatio: 0.01 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string(), { maxLength: 300 }), fc.array(fc.string()), async (added, asked) => {
      for (const id of added) core.add(id);
      await filter.add(added);
      expect((await filter.check(asked)).maybe).toEqual(asked.map((id) => core.has(id)));
      expect(filter.stats().size).toBe(core.size);
    }),
  );
});
