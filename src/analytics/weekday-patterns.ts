import { type CampusDay, weekdayOf } from '../core/campus-day.ts';
import { medianOfSorted } from './statistics.ts';

/** A weekday's sessions by some measure; statistics are over its sessions, exact. */
export interface WeekdayPattern {
  /** 0 Monday … 6 Sunday. */
  readonly weekday: number;
  readonly sessions: number;
  readonly total: number;
  readonly mean: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** One row for each weekday that had sessions, Monday first. Cost: sorts the values. */
export function weekdayPatterns(
  sessions: readonly { readonly day: CampusDay; readonly value: number }[],
): WeekdayPattern[] {
  const byWeekday: number[][] = Array.from({ length: 7 }, () => []);
  for (const { day, value } of sessions) byWeekday[weekdayOf(day)]?.push(value);
  return byWeekday.flatMap((values, weekday) => {
    if (values.length === 0) return [];
    const sorted = Float64Array.from(values).sort();
    const total = sorted.reduce((sum, value) => sum + value, 0);
    return {
      weekday,
      sessions: sorted.length,
      total,
      mean: total / sorted.length,
      median: medianOfSorted(sorted),
      min: sorted[0] ?? 0,
      max: sorted.at(-1) ?? 0,
    };
  });
}
