import { comparePartitionPosition } from '../../core/feed.ts';
import type { Place } from './feed-place.ts';

/** Fewer signs of life in a row are read faster than a reader is opened behind them. */
const QUIET_MIN = 64;
const STRETCHES_MAX = 256;

/**
 * Where the tail has seen nothing but signs of life: a night is tens of thousands of them on every partition, which a
 * replay need not read again.
 */
export interface QuietStretches {
  /** Called with each message of the tail, in order. */
  saw(partition: number, from: Place, to: Place, isQuiet: boolean): void;
  /** The end of the stretch that the place lies in; null: it lies in none. */
  endOf(partition: number, place: Place): Place | null;
}

interface Stretch {
  readonly from: Place;
  to: Place;
  messages: number;
}

export function createQuietStretches(): QuietStretches {
  const known = new Map<number, Stretch[]>();
  const current = new Map<number, Stretch>();
  return {
    saw(partition, from, to, isQuiet) {
      const open = current.get(partition);
      if (!isQuiet) {
        current.delete(partition);
      } else if (open === undefined || comparePartitionPosition(open.to, from) !== 0) {
        current.set(partition, { from, to, messages: 1 });
      } else {
        open.to = to;
        open.messages += 1;
        if (open.messages !== QUIET_MIN) return;
        const stretches = known.get(partition) ?? [];
        known.set(partition, stretches);
        stretches.push(open);
        if (stretches.length > STRETCHES_MAX) stretches.shift();
      }
    },
    endOf(partition, place) {
      const found = known
        .get(partition)
        ?.find(({ from, to }) => comparePartitionPosition(from, place) <= 0 && comparePartitionPosition(place, to) < 0);
      return found?.to ?? null;
    },
  };
}
