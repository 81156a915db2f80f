import { createSystemClock } from '../../src/adapters/node/clock.ts';
import { describeClockContract } from '../contract/clock.ts';
import { createManualClock } from '../support/manual-clock.ts';

describeClockContract('system', () => ({ clock: createSystemClock(), pass() {} }));

describeClockContract('manual', () => {
  const clock = createManualClock(0);
  return { clock, pass: clock.advance };
});
