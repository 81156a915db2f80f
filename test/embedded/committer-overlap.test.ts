import { describeCommitterOverlapContract } from '../contract/committer-overlap.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeCommitterOverlapContract('embedded', openEmbeddedHarness);
