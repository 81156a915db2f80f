import { createCampusClock, DAY_MS } from '../../src/core/campus-day.ts';
import { createRosterImports } from '../../src/ingest/roster-imports.ts';
import type { Harness, OpenOptions, Ports } from '../contract/harness.ts';
import { openTemporaryStore, SILENT, START } from './embedded.ts';

/** Retention must outlast what a test lets pass by itself. */
const FEED_RETENTION_MS = 7 * DAY_MS;
const UPKEEP_MS = 60_000;

/** All the ports over an embedded store in a folder of its own. */
export async function openEmbeddedHarness(options: OpenOptions = {}): Promise<Harness<keyof Ports>> {
  const temporary = await openTemporaryStore({
    feedRetentionMs: FEED_RETENTION_MS,
    ...(options.backlogMax === undefined ? {} : { backlogMax: options.backlogMax }),
    ...(options.filterCapacity === undefined ? {} : { bloomCapacity: options.filterCapacity }),
  });
  const portsNow = (): Ports => {
    const { store, clock } = temporary;
    const { roster, filter } = store;
    const imports = createRosterImports({ roster, filter, clock, campus: createCampusClock('UTC'), log: SILENT });
    return { ...store, imports };
  };
  let ports = portsNow();
  return {
    get ports() {
      return ports;
    },
    start: START,
    position: String,
    async pass(ms) {
      temporary.clock.advance(ms);
    },
    async reopen() {
      await temporary.reopen();
      ports = portsNow();
    },
    async expireFeeds() {
      // A step at a time, so that the store's rounds are not all due at one instant.
      temporary.clock.advance(FEED_RETENTION_MS + UPKEEP_MS);
      await temporary.store.compact();
    },
    dispose: temporary.dispose,
  };
}
