import { describeInvalidAttemptLaws } from '../contract/invalid-attempt-laws.ts';
import { cassandraSwipesHarness } from './support/cassandra-swipes.ts';

describeInvalidAttemptLaws('cassandra', cassandraSwipesHarness());
