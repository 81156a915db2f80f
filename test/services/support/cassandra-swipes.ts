import { createCassandraSwipeStore } from '../../../src/adapters/cassandra/swipe-store.ts';
import { createCassandraSwipeWriter } from '../../../src/adapters/cassandra/swipe-writer.ts';
import { createCampusClock, DAY_MS } from '../../../src/core/campus-day.ts';
import type { Committer } from '../../../src/ports/committer.ts';
import type { Harness, Open, Ports } from '../../contract/harness.ts';
import { openTemporaryStore } from '../../support/embedded.ts';
import { makeEffects } from '../../support/swipes.ts';
import { fileKeyspace, type TestKeyspace } from './cassandra.ts';

type Served = 'swipeStore' | 'committer' | 'swipeLog';

const ALLOWED_LATENESS_MS = 20 * 60_000;

/** Swipes in Cassandra; the log they come from is the embedded one, which a commit acknowledges last. */
export function cassandraSwipesHarness(): Open<Served> {
  const keyspace = fileKeyspace();
  return async () => openSwipes(keyspace());
}

async function openSwipes(keyspace: TestKeyspace): Promise<Harness<Served>> {
  const embedded = await openTemporaryStore();
  const { clock } = embedded;
  const campus = createCampusClock('UTC');
  let session = await keyspace.open();
  const portsNow = (): Pick<Ports, Served> => {
    const allowedLatenessMs = ALLOWED_LATENESS_MS;
    const writer = createCassandraSwipeWriter({ session, campus, allowedLatenessMs });
    const isFinal = (day: number): boolean => clock.now() > (day + 1) * DAY_MS + allowedLatenessMs;
    const log = embedded.store;
    const committer: Committer = {
      async commit(effects) {
        await writer.persist(effects);
        await log.committer.commit(makeEffects({ positions: effects.positions }));
      },
    };
    const swipeStore = createCassandraSwipeStore({ session, campus, allowedLatenessMs, isFinal });
    return { swipeStore, committer, swipeLog: log.swipeLog };
  };
  let ports = portsNow();
  return {
    get ports() {
      return ports;
    },
    start: clock.now(),
    position: String,
    async pass(ms) {
      clock.advance(ms);
    },
    async reopen() {
      await Promise.all([embedded.reopen(), session.close()]);
      session = await keyspace.open();
      ports = portsNow();
    },
    expireFeeds: () => Promise.reject(new Error('these ports have no feeds')),
    async dispose() {
      await session.close();
      await Promise.all([embedded.dispose(), keyspace.clear()]);
    },
  };
}
