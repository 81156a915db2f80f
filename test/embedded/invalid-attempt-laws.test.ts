import { describeInvalidAttemptLaws } from '../contract/invalid-attempt-laws.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeInvalidAttemptLaws('embedded', openEmbeddedHarness);
