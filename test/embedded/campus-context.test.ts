import { describeCampusContextContract } from '../contract/campus-context.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeCampusContextContract('embedded', openEmbeddedHarness);
