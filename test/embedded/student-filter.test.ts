import { describeStudentFilterContract } from '../contract/student-filter.ts';
import { openEmbeddedHarness } from '../support/embedded-harness.ts';

describeStudentFilterContract('embedded', openEmbeddedHarness);
