import { createCassandraCampusContext } from '../../../src/adapters/cassandra/campus-context.ts';
import { createCassandraDeadLetters } from '../../../src/adapters/cassandra/dead-letters.ts';
import { createCassandraSimulations } from '../../../src/adapters/cassandra/simulations.ts';
import { createCassandraSwipeWriter } from '../../../src/adapters/cassandra/swipe-writer.ts';
import { createCampusClock } from '../../../src/core/campus-day.ts';
import type { Committer } from '../../../src/ports/committer.ts';
import type { Harness, Open, Ports } from '../../contract/harness.ts';
import { openTemporaryStore } from '../../support/embedded.ts';
import { makeEffects } from '../../support/swipes.ts';
import { fileKeyspace, type TestKeyspace } from './cassandra.ts';

type Tested = 'deadLetters' | 'simulations' | 'campusContext' | 'committer' | 'swipeLog';

const MINUTE_MS = 60_000;

/** What ingest writes, in Cassandra; the log it comes from is the embedded one, which a commit acknowledges last. */
export function cassandraStoresHarness(): Open<Tested> {
  const keyspace = fileKeyspace();
  return async () => openStores(keyspace());
}

async function openStores(keyspace: TestKeyspace): Promise<Harness<Tested>> {
  const embedded = await openTemporaryStore();
  const { clock } = embedded;
  let session = await keyspace.open();
  const portsNow = (): Pick<Ports, Tested> => {
    const campus = createCampusClock('UTC');
    const writer = createCassandraSwipeWriter({ session, campus, allowedLatenessMs: 20 * MINUTE_MS });
    const log = embedded.store;
    const committer: Committer = {
      async commit(effects) {
        await writer.persist(effects);
        await log.committer.commit(makeEffects({ positions: effects.positions }));
      },
    };
    return {
      deadLetters: createCassandraDeadLetters(session),
      simulations: createCassandraSimulations({ session, clock, owner: 'test' }),
      campusContext: createCassandraCampusContext({ session }),
      committer,
      swipeLog: log.swipeLog,
    };
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
