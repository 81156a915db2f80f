import { describeSwipeStoreContract } from '../contract/swipe-store.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeSwipeStoreContract('embedded', openEmbeddedHarness);
