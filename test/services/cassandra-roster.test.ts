import { describeRosterContract } from '../contract/roster.ts';
import { cassandraRosterHarness } from './support/cassandra.ts';

describeRosterContract('Cassandra', cassandraRosterHarness());
