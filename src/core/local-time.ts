const PATTERN = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

/** The second of the day (0..86,399) of a wall-clock HH:MM or HH:MM:SS, or null when it is not one (24:00 is not). */
export function parseLocalTime(text: string): number | null {
  const match = PATTERN.exec(text);
  if (match === null) return null;
  const [, hours, minutes, seconds = '0'] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** HH:MM, or HH:MM:SS where the seconds are not zero. */
export function formatLocalTime(secondOfDay: number): string {
  const hours = Math.floor(secondOfDay / 3600);
  const minutes = Math.floor(secondOfDay / 60) % 60;
  const seconds = secondOfDay % 60;
  const short = `${twoDigits(hours)}:${twoDigits(minutes)}`;
  return seconds === 0 ? short : `${short}:${twoDigits(seconds)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
