import { describeSimulationsContract } from '../contract/simulations.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeSimulationsContract('embedded', openEmbeddedHarness);
