import { describeSwipeLogContract } from '../contract/swipe-log.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeSwipeLogContract('embedded', openEmbeddedHarness);
