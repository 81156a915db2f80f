import { formatDay, parseDay } from '../core/campus-day.ts';

/** The YYYY-MM-DD so many days later; undefined when the text is none. */
export function addDays(text: string, days: number): string | undefined {
  const day = parseDay(text);
  return day === null ? undefined : formatDay(day + days);
}
