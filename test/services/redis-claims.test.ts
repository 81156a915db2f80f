import { describeClaimsContract } from '../contract/claims.ts';
import { openRedisHarness } from './support/redis-harness.ts';

describeClaimsContract('Redis', openRedisHarness);
