import { afterAll } from 'vitest';
import { describeSwipeLogContract } from '../contract/swipe-log.ts';
import { describeSwipeLogRedeliveryContract } from '../contract/swipe-log-redelivery.ts';
import { dropNamespace, pulsarLogHarness, testNamespace } from './support/pulsar-log.ts';

const namespace = testNamespace();
const open = pulsarLogHarness(namespace);

describeSwipeLogContract('pulsar by WebSocket', open);
describeSwipeLogRedeliveryContract('pulsar by WebSocket', open);

afterAll(() => dropNamespace(namespace));
