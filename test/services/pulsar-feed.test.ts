import type { Harness, Ports } from '../contract/harness.ts';
import { describeLiveFeedContract } from '../contract/live-feed.ts';
import { openTemporaryStore, START } from '../support/embedded.ts';
import { makeFeedTopics } from './support/pulsar-feed.ts';
import { testServices, testTransport } from './support/pulsar-log.ts';

for (const service of testServices()) {
  describeLiveFeedContract(`Pulsar by ${new URL(service).protocol}//`, () => openHarness(service));
}

/** Only the feeds are Pulsar's: the log, which the suite commits from, is the embedded one. */
async function openHarness(service: string): Promise<Harness<'feed' | 'committer' | 'swipeLog'>> {
  const [topics, store] = await Promise.all([makeFeedTopics(), openTemporaryStore()]);
  let parts = topics.open(await testTransport(service));
  const portsNow = (): Pick<Ports, 'feed' | 'committer' | 'swipeLog'> => {
    const { feed, announcer } = parts;
    const { committer, swipeLog } = store.store;
    return {
      feed,
      swipeLog,
      committer: {
        async commit(effects) {
          await committer.commit(effects);
          await announcer.announce(effects.swipes, effects.attempts);
          // Over a network what is durable reaches a tail a moment later; the suite expects to have it at once.
          await Promise.all([feed.swipes.settled(), feed.invalidAttempts.settled()]);
        },
      },
    };
  };
  let ports = portsNow();
  return {
    get ports() {
      return ports;
    },
    start: START,
    position: String,
    async pass(ms) {
      store.clock.advance(ms);
    },
    async reopen() {
      await Promise.all([parts.close(), store.reopen()]);
      parts = topics.open(await testTransport(service));
      ports = portsNow();
    },
    async expireFeeds() {
      await topics.expire();
      // What is oldest is remembered for some seconds; to ask for the head finds both.
      await Promise.all([parts.feed.swipes.head(), parts.feed.invalidAttempts.head()]);
    },
    async dispose() {
      await parts.close();
      await Promise.all([topics.drop(), store.dispose()]);
    },
  };
}
