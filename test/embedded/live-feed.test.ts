import { describeLiveFeedContract } from '../contract/live-feed.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeLiveFeedContract('embedded', openEmbeddedHarness);
