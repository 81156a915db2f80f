import { describeCommitterContract } from '../contract/committer.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeCommitterContract('embedded', openEmbeddedHarness);
