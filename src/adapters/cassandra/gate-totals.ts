import type { CampusDay } from '../../core/campus-day.ts';
import { createLru } from '../../core/lru.ts';
import type { GateDay, GateTotals } from '../../ports/swipe-store.ts';
import type { CqlSession } from './cql-session.ts';
import { COUNT_GATE_EVENTS, GATE_TOTALS, LATE_BATCHES_OF_DAY, SET_GATE_TOTALS } from './swipe-statements.ts';
import { countIn, dayBytes, intBytes, longBytes } from './swipe-values.ts';
import { instantIn, numberIn } from './values.ts';

/** Totals kept by this process; they too are asked of late_batches each time. */
const GATE_DAYS_HELD = 50_000;

/**
 * Totals of gates' days in the order asked; those of final days as stored, while the day has had no batch since.
 * Cost: a read a final day, one more a gate of it at first; a count of the gate's day otherwise.
 */
export function createGateTotals(
  session: CqlSession,
  isFinal: (day: CampusDay) => boolean,
): (keys: readonly GateDay[]) => Promise<(GateTotals | null)[]> {
  const held = createLru<string, { readonly totals: GateTotals; readonly late: number }>(GATE_DAYS_HELD);
  const derive = async ({ gateId, day }: GateDay): Promise<GateTotals | null> => {
    const [row] = await session.rows(COUNT_GATE_EVENTS, [gateId, dayBytes(day)]);
    const [swipes, enters] = [countIn(row, 'swipes'), countIn(row, 'enters')];
    if (row === undefined || swipes === 0) return null;
    return { enters, exits: swipes - enters, lastSwipeAt: instantIn(row, 'newest') };
  };
  const lateBatchesOf = async (day: CampusDay): Promise<number> =>
    (await session.rows(LATE_BATCHES_OF_DAY, [dayBytes(day)])).reduce((sum, row) => sum + countIn(row, 'batch_no'), 0);

  const readFinal = async (key: GateDay, late: number): Promise<GateTotals | null> => {
    const name = `${key.day} ${key.gateId}`;
    const known = held.get(name);
    if (known?.late === late) return known.totals;
    const totals = await readStored(key, late);
    if (totals !== null) held.set(name, { totals, late }, 1);
    return totals;
  };
  const readStored = async (key: GateDay, late: number): Promise<GateTotals | null> => {
    const params = [key.gateId, dayBytes(key.day)];
    const [row] = await session.rows(GATE_TOTALS, params);
    if (row !== undefined && countIn(row, 'late_batches') === late) {
      const [enters, exits] = [numberIn(row, 'enters'), numberIn(row, 'exits')];
      return { enters, exits, lastSwipeAt: instantIn(row, 'last_swipe') };
    }
    const totals = await derive(key);
    if (totals !== null) {
      const counts = [intBytes(totals.enters), intBytes(totals.exits), longBytes(totals.lastSwipeAt)];
      await session.write(SET_GATE_TOTALS, [...params, ...counts, longBytes(late), longBytes(late + 1)]);
    }
    return totals;
  };

  return async (keys) => {
    // Before any row: see session-totals.ts.
    const days = [...new Set(keys.map(({ day }) => day))].filter(isFinal);
    const late = new Map(await Promise.all(days.map(async (day) => [day, await lateBatchesOf(day)] as const)));
    return Promise.all(
      keys.map((key) => {
        const batches = late.get(key.day);
        return batches === undefined ? derive(key) : readFinal(key, batches);
      }),
    );
  };
}
