const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const PATTERN = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?)?$/;

/**
 * Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds, such as PT1H30M or P1DT0.5S, or null when it
 * is not one. A day is 24 hours; a fraction of a second is cut to milliseconds. Years, months, weeks, signs, and anything
 * beyond 2⁵³ − 1 ms are refused.
 */
export function parseDuration(text: string): number | null {
  // The longest that fits is far shorter; this bounds the work on hostile text.
  if (text.length > 64) return null;
  const match = PATTERN.exec(text);
  if (match === null || text.length < 3) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const ms =
    Number(days) * DAY_MS +
    Number(hours) * HOUR_MS +
    Number(minutes) * MINUTE_MS +
    Number(seconds) * SECOND_MS +
    Number(fraction.slice(0, 3).padEnd(3, '0'));
  return Number.isSafeInteger(ms) ? ms : null;
}

/**
 * The shortest ISO 8601 text of a duration: PT0S, PT30M, PT1H, P1DT2H, PT0.25S.
 * @param ms integer; a negative one gets a leading minus, which `parseDuration` refuses
 */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  const seconds = (ms % MINUTE_MS) / SECOND_MS;
  const time = `${part(hours, 'H')}${part(minutes, 'M')}${part(seconds, 'S')}`;
  if (time === '') return days === 0 ? 'PT0S' : `P${days}D`;
  return `P${part(days, 'D')}T${time}`;
}

function part(value: number, unit: string): string {
  return value === 0 ? '' : `${value}${unit}`;
}
