import { afterAll } from 'vitest';
import { describeSwipeLogContract } from '../contract/swipe-log.ts';
import { describeSwipeLogRedeliveryContract } from '../contract/swipe-log-redelivery.ts';
import { dropNamespace, pulsarLogHarness, testNamespace, testServices } from './support/pulsar-log.ts';

const namespace = testNamespace();

for (const service of testServices()) {
  const open = pulsarLogHarness(namespace, service);
  const name = `Pulsar by ${new URL(service).protocol}//`;
  describeSwipeLogContract(name, open);
  describeSwipeLogRedeliveryContract(name, open);
}

afterAll(() => dropNamespace(namespace));
