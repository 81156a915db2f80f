import type { Clock } from '../../ports/clock.ts';

/** setTimeout's longest delay; a longer wait is taken in legs. */
const LEG_MAX_MS = 2_147_483_647;

/** The system's clock and timers. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    setTimer(delayMs, fire) {
      if (delayMs === 0) {
        // A timer of no delay takes a millisecond.
        const immediate = setImmediate(fire);
        return () => clearImmediate(immediate);
      }
      let timer: NodeJS.Timeout;
      const wait = (leftMs: number) => {
        timer = setTimeout(
          () => (leftMs > LEG_MAX_MS ? wait(leftMs - LEG_MAX_MS) : fire()),
          Math.min(leftMs, LEG_MAX_MS),
        );
        timer.unref();
      };
      wait(delayMs);
      return () => clearTimeout(timer);
    },
  };
}
