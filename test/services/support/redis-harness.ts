import { outcomesOf } from '../../../src/ingest/effects.ts';
import type { Committer } from '../../../src/ports/committer.ts';
import type { Harness, OpenOptions, Ports } from '../../contract/harness.ts';
import { openEmbeddedHarness } from '../../support/embedded-harness.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { ageKeys, openRedisPorts, openTestRedis, testRedisUrl } from './redis.ts';

type Tested = 'filter' | 'roster' | 'claims' | 'committer' | 'swipeLog' | 'swipeStore' | 'counter' | 'simulations';

/** Filter, claims and counter over Redis; beside them the embedded stores, so that what is tested is Redis alone. */
export async function openRedisHarness(options: OpenOptions = {}): Promise<Harness<Tested>> {
  const embedded = await openEmbeddedHarness(options);
  const clock = createManualClock(embedded.start);
  let redis = await openTestRedis();

  const open = async () => {
    const { roster, swipeStore, simulations, swipeLog, committer: rows } = embedded.ports;
    const { filter, claims, counter } = openRedisPorts(
      redis,
      { clock, roster, swipeStore, simulations },
      options.filterCapacity,
    );
    const committer: Committer = {
      async commit(effects) {
        await rows.commit(effects);
        const additions = effects.swipes.map(({ swipe }) => ({ session: swipe, studentIds: [swipe.studentId] }));
        await counter.add(additions);
        await claims.remember(outcomesOf(effects), effects.decidedAt);
      },
    };
    await filter.ensure();
    return { filter, claims, counter, committer, roster, swipeStore, swipeLog, simulations };
  };
  let ports = await open();
  return {
    get ports(): Pick<Ports, Tested> {
      return ports;
    },
    start: embedded.start,
    position: (number) => `0:12:${number}:0`,
    async pass(ms) {
      await embedded.pass(ms);
      clock.advance(ms);
      await ageKeys(redis, ms);
    },
    async reopen() {
      await ports.filter.close();
      await redis.close();
      await embedded.reopen();
      redis = await openTestRedis(testRedisUrl(), false);
      ports = await open();
    },
    expireFeeds: embedded.expireFeeds,
    async dispose() {
      await ports.filter.close();
      await redis.close();
      await embedded.dispose();
    },
  };
}
