let zone = 'UTC';
let seconds = clockFormat({ second: '2-digit' });
let minutes = clockFormat({});

function clockFormat(more) {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
    ...more,
  });
}

/** All times on the page are the campus clock's. */
export function useZone(name) {
  zone = name;
  seconds = clockFormat({ second: '2-digit' });
  minutes = clockFormat({});
}

export const clockTime = (instant) => seconds.format(new Date(instant));
export const shortTime = (instant) => minutes.format(new Date(instant));
export const number = (value) => (value === null || value === undefined ? '–' : value.toLocaleString('en'));
