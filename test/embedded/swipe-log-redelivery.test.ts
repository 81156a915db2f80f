import { describeSwipeLogRedeliveryContract } from '../contract/swipe-log-redelivery.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeSwipeLogRedeliveryContract('embedded', openEmbeddedHarness);
