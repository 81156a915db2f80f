import { describeClaimsContract } from '../contract/claims.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeClaimsContract('embedded', openEmbeddedHarness);
