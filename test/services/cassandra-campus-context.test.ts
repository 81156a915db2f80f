import { describeCampusContextContract } from '../contract/campus-context.ts';
import { cassandraStoresHarness } from './support/cassandra-stores.ts';

describeCampusContextContract('Cassandra', cassandraStoresHarness());
