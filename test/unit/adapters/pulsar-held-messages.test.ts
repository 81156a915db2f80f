import { expect, it } from 'vitest';
import { createHeldMessages } from '../../../src/adapters/pulsar/held-messages.ts';
import type { TransportConsumer } from '../../../src/adapters/pulsar/transport.ts';

function createConsumer(): TransportConsumer & { isOpen: boolean } {
  return {
    isOpen: true,
    lost: new Promise(() => {}),
    close: async () => {},
    permit() {},
    acknowledge: async () => {},
  };
}

it('knows of each message whether another may have been handed it', async () => {
  const held = createHeldMessages();
  const [first, second] = [createConsumer(), createConsumer()];
  held.hold('p1', '1', first);
  held.hold('p2', '2', second);
  expect(held.mayComeAgain(['p1', 'p2'])).toBe(false);
  first.isOpen = false;
  expect(held.mayComeAgain(['p1', 'p2'])).toBe(true);
  expect(held.mayComeAgain(['p2'])).toBe(false);
  // Back here: it was nobody's for a while.
  held.hold('p1', '1', second);
  expect(held.mayComeAgain(['p1'])).toBe(true);
  await held.acknowledge(['p1'], []);
  expect(held.mayComeAgain(['p1'])).toBe(true);
  expect(held.mayComeAgain([])).toBe(false);
});
