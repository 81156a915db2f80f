import { describeDeadLettersContract } from '../contract/dead-letters.ts';
import { cassandraStoresHarness } from './support/cassandra-stores.ts';

describeDeadLettersContract('Cassandra', cassandraStoresHarness());
