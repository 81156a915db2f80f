import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';

export interface ClockHarness {
  readonly clock: Clock;
  /** Moves a clock on that does not go by itself. */
  pass(ms: number): void;
}

export function describeClockContract(name: string, open: () => ClockHarness): void {
  describe(`clock: ${name}`, () => {
    const elapsed = ({ clock, pass }: ClockHarness, ms: number): Promise<void> =>
      new Promise((resolve) => {
        clock.setTimer(ms, resolve);
        pass(ms);
      });

    it('tells whole milliseconds', () => {
      expect(Number.isInteger(open().clock.now())).toBe(true);
    });

    it('moves on by the delay of a timer that fired', async () => {
      const harness = open();
      const before = harness.clock.now();
      await elapsed(harness, 10);
      // The wall clock and the timer may round apart.
      expect(harness.clock.now()).toBeGreaterThanOrEqual(before + 9);
    });

    it('fires once, and never before the call returned', async () => {
      const harness = open();
      let fired = 0;
      harness.clock.setTimer(0, () => {
        fired += 1;
      });
      expect(fired).toBe(0);
      await elapsed(harness, 5);
      await elapsed(harness, 5);
      expect(fired).toBe(1);
    });

    it('fires in the order of the delays', async () => {
      const harness = open();
      const order: string[] = [];
      harness.clock.setTimer(30, () => order.push('late'));
      harness.clock.setTimer(1, () => order.push('early'));
      await elapsed(harness, 60);
      expect(order).toEqual(['early', 'late']);
    });

    it('does not fire what was cancelled', async () => {
      const harness = open();
      let fired = false;
      const cancel = harness.clock.setTimer(1, () => {
        fired = true;
      });
      cancel();
      cancel();
      await elapsed(harness, 20);
      expect(fired).toBe(false);
    });

    it('lets a timer be cancelled after it fired', async () => {
      const harness = open();
      let cancel: () => void = () => undefined;
      const fired = new Promise<void>((resolve) => {
        cancel = harness.clock.setTimer(1, resolve);
      });
      harness.pass(1);
      await fired;
      expect(cancel).not.toThrow();
    });

    it('fires a timer that a timer set', async () => {
      const harness = open();
      const fired = new Promise<void>((resolve) => {
        harness.clock.setTimer(1, () => harness.clock.setTimer(1, resolve));
      });
      harness.pass(2);
      await fired;
    });
  });
}
