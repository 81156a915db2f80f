import { describeCommitterContract } from '../contract/committer.ts';
import { describeCommitterOverlapContract } from '../contract/committer-overlap.ts';
import { describeRosterImportsContract } from '../contract/roster-imports.ts';
import { servicesHarness } from './support/services-harness.ts';

const open = servicesHarness();

describeCommitterContract('Pulsar, Redis, Cassandra', open);
describeCommitterOverlapContract('Pulsar, Redis, Cassandra', open);
describeRosterImportsContract('Pulsar, Redis, Cassandra', open);
