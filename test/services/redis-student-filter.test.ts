import { describeStudentFilterContract } from '../contract/student-filter.ts';
import { openRedisHarness } from './support/redis-harness.ts';

describeStudentFilterContract('Redis', openRedisHarness);
