import type { Connection } from '../live/connection.ts';
import type { Clock } from '../ports/clock.ts';

/** The connection of one subscription, with the timer that cuts a reader who leaves its last result lying. */
export interface StallGuard {
  readonly connection: Connection;
  /** The subscription is over: its last result has left this process, or nobody is there to take it. */
  done(): void;
}

export interface StallGuardOptions {
  readonly clock: Clock;
  readonly stalledCutMs: number;
  /** Cuts the socket. */
  cut(code: string): void;
  readonly lastEventId?: string | undefined;
}

export function createStallGuard({ clock, stalledCutMs, cut, lastEventId }: StallGuardOptions): StallGuard {
  let cancel: (() => void) | undefined;
  let over = false;
  return {
    connection: {
      lastEventId,
      ending: (code) => {
        if (!over && cancel === undefined) cancel = clock.setTimer(stalledCutMs, () => cut(code));
      },
    },
    done: () => {
      over = true;
      cancel?.();
    },
  };
}
