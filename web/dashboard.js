import { showFeeds } from './feeds.js';
import { clockTime, number, useZone } from './format.js';
import { ask, openSocket } from './graphql.js';
import { showPulse } from './pulse.js';
import { showSessions } from './sessions.js';
import { showSimulation } from './simulation.js';

const STATUS = '{ campus { timeZone now today } status { ingest { invalid paused } } }';
const STATUS_MS = 3_000;
const STATE_TEXT = { connecting: 'Connecting', live: 'Live', waiting: 'Reconnecting', quiet: 'Live, ingest is silent' };

const element = (name) => document.getElementById(name);

function showState(state) {
  const pill = element('state');
  if (pill.dataset.state === state) return;
  pill.dataset.state = state;
  pill.textContent = STATE_TEXT[state];
}

const THEMES = ['system', 'light', 'dark'];
function useTheme(theme) {
  document.documentElement.dataset.theme = theme;
  element('theme').setAttribute('aria-label', `Colours: ${theme === 'system' ? 'as the system' : theme}`);
  localStorage.setItem('theme', theme);
}
useTheme(localStorage.getItem('theme') ?? 'system');
element('theme').addEventListener('click', () => {
  const at = THEMES.indexOf(document.documentElement.dataset.theme);
  useTheme(THEMES[(at + 1) % THEMES.length]);
});

/** The server's clock minus this machine's. */
let aheadMs = 0;
let today = '';
async function refreshStatus() {
  const { campus, status } = await ask(STATUS);
  aheadMs = Date.parse(campus.now) - Date.now();
  useZone(campus.timeZone);
  element('zone').textContent = campus.timeZone;
  if (element('day').value === today) element('day').value = campus.today;
  today = campus.today;
  element('total-invalid').textContent = number(status?.ingest?.invalid);
}
setInterval(() => {
  element('clock').textContent = clockTime(Date.now() + aheadMs);
}, 1_000);
setInterval(() => !document.hidden && refreshStatus().catch(() => undefined), STATUS_MS);

let connected = 'connecting';
const subscribe = openSocket((state) => {
  connected = state;
  showState(state);
});
const countSwipe = showPulse();
const followDay = showSessions(subscribe);
showFeeds(subscribe, {
  onSwipe: countSwipe,
  onProgress: (heard) => connected === 'live' && showState(heard ? 'live' : 'quiet'),
});
element('day').addEventListener('change', ({ target }) =>
  followDay(target.value === today ? null : target.value || null),
);
await refreshStatus().catch(() => undefined);
await showSimulation(subscribe);
