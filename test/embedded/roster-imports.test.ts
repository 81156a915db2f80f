import { describeRosterImportsContract } from '../contract/roster-imports.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeRosterImportsContract('embedded', openEmbeddedHarness);
