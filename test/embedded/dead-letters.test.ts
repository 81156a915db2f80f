import { describeDeadLettersContract } from '../contract/dead-letters.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeDeadLettersContract('embedded', openEmbeddedHarness);
