import { describeUniqueCounterContract } from '../contract/unique-counter.ts';
import { openRedisHarness } from './support/redis-harness.ts';

describeUniqueCounterContract('Redis', openRedisHarness);
