import { describeCommitterOverlapContract } from '../contract/committer-overlap.ts';
import { describeSwipeStoreContract } from '../contract/swipe-store.ts';
import { cassandraSwipesHarness } from './support/cassandra-swipes.ts';

const open = cassandraSwipesHarness();

describeSwipeStoreContract('cassandra', open);
describeCommitterOverlapContract('cassandra', open);
