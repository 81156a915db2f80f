import { describeSimulationsContract } from '../contract/simulations.ts';
import { cassandraStoresHarness } from './support/cassandra-stores.ts';

describeSimulationsContract('Cassandra', cassandraStoresHarness());
