import { describeUniqueCounterContract } from '../contract/unique-counter.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeUniqueCounterContract('embedded', openEmbeddedHarness);
