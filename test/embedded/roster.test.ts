import { describeRosterContract } from '../contract/roster.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeRosterContract('embedded', openEmbeddedHarness);
