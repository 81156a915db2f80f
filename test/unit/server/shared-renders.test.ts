import { expect, it } from 'vitest';
import { type Payload, payloadOf } from '../../../src/server/payload.ts';
import { createSharedRenders } from '../../../src/server/shared-renders.ts';

const SHARING = { change: 1, changes: () => 1 };

it.each(['at once', 'later'])('as many snapshots are remembered as their bytes allow (rendered %s)', async (when) => {
  const { render } = createSharedRenders();
  let looks = 0;
  const look = async (session: number): Promise<void> => {
    const execute = (): Payload | Promise<Payload> => {
      looks += 1;
      const payload = payloadOf({ data: { session: 'x'.repeat(1_000_000) } }, null);
      return when === 'at once' ? payload : Promise.resolve(payload);
    };
    await render('one', { ...SHARING, name: `${session}` }, execute);
  };
  for (let session = 0; session < 100; session += 1) await look(session);
  for (let session = 99; session >= 70; session -= 1) await look(session);
  expect(looks).toBe(100);
  await look(0);
  expect(looks).toBe(101);
});
