import { SETTINGS } from '../config/settings.ts';
import type { EpochMs } from '../core/campus-day.ts';

const HOUR_MS = 3_600_000;
const NOON_AT_MIDNIGHT_UTC = 'Etc/GMT+12';

/**
 * The zone of a demo's campus: the one asked for; where none was, UTC, except in UTC's last hour.
 * A live plan ends before its day does: there it would be squeezed, and in the last minutes wait for the next day.
 *
 * @param timeZone the setting's value
 */
export function demoTimeZone(timeZone: string, now: EpochMs): string {
  if (timeZone !== SETTINGS.timeZone.default) return timeZone;
  return new Date(now + HOUR_MS).getUTCDate() === new Date(now).getUTCDate() ? timeZone : NOON_AT_MIDNIGHT_UTC;
}
