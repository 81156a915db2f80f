import { RollcallError } from '../core/errors.ts';
import type { Reading } from './kinds.ts';
import { nearest } from './nearest.ts';
import { SETTING_KEYS, SETTINGS, type SettingKey, type Settings } from './settings.ts';

/** Texts by environment variable name; an empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'ROLLCALL_';
const SERVICES = ['pulsarServiceUrl', 'redisUrl', 'cassandraContactPoints'] as const satisfies readonly SettingKey[];

type Draft = { -readonly [K in SettingKey]?: Settings[K] };

/**
 * Reads and checks every setting.
 * @param env defaults to the process's environment
 * @param flags from the command line, by the same names; they win over `env`
 * @throws SETTING_INVALID naming every problem at once, one a line; secrets are never quoted
 */
export function loadSettings(env: Environment = process.env, flags: Environment = {}): Settings {
  const problems: string[] = [];
  const draft: Draft = {};
  for (const key of SETTING_KEYS) read(draft, key, flags[SETTINGS[key].name] || env[SETTINGS[key].name], problems);
  for (const name of Object.keys(env)) {
    if (name.startsWith(PREFIX) && env[name] !== '' && !NAMES.has(name)) problems.push(unknown(name));
  }
  if (!isWhole(draft)) throw new RollcallError('INTERNAL');
  problems.push(...contradictions(draft));
  if (problems.length > 0) throw new RollcallError('SETTING_INVALID', problems.join('\n'));
  return draft;
}

/** Whether the process runs on Pulsar, Redis and Cassandra; otherwise everything is embedded. */
export function runsOnServices(settings: Settings): boolean {
  return SERVICES.every((key) => settings[key] !== null);
}

/** The environment variable names of the table. */
const NAMES: ReadonlySet<string> = new Set(SETTING_KEYS.map((key) => SETTINGS[key].name));

function read<K extends SettingKey>(draft: Draft, key: K, given: string | undefined, problems: string[]): void {
  const setting = SETTINGS[key];
  const reading: Reading<Settings[K]> =
    given === undefined || given === '' ? { value: setting.default } : setting.parse(given.trim());
  if ('value' in reading) {
    draft[key] = reading.value;
    return;
  }
  draft[key] = setting.default;
  problems.push(`${setting.name}${setting.secret ? '=***' : `=${given}`} must ${reading.must}.`);
}

function isWhole(draft: Draft): draft is Settings {
  return SETTING_KEYS.every((key) => key in draft);
}

function unknown(name: string): string {
  const suggestion = nearest(name, [...NAMES]);
  return `${name} is not a setting${suggestion === null ? '; --help lists them.' : `; did you mean ${suggestion}?`}`;
}

/** What is wrong with values that are each well-formed. */
function contradictions(settings: Settings): string[] {
  const problems: string[] = [];
  const missing = SERVICES.filter((key) => settings[key] === null);
  if (missing.length > 0 && missing.length < SERVICES.length) {
    const [given, absent] = [SERVICES.filter((key) => !missing.includes(key)), missing].map((keys) =>
      keys.map((key) => SETTINGS[key].name).join(' and '),
    );
    problems.push(`${given} without ${absent}: the three services are used together, or the embedded store for all.`);
  }
  if (settings.role !== 'all' && missing.length === SERVICES.length) {
    problems.push(
      `ROLLCALL_ROLE=${settings.role} cannot be served by the embedded store: it runs in one process, all.`,
    );
  }
  if (!isLoopback(settings.host)) {
    problems.push(
      `ROLLCALL_HOST=${settings.host} is not a loopback address: without authentication only 127.0.0.1, ::1 or localhost is served.`,
    );
  }
  if (!isTimeZone(settings.timeZone)) {
    problems.push(
      `ROLLCALL_TIMEZONE=${settings.timeZone} must be the IANA name of a time zone, such as Europe/Zurich.`,
    );
  }
  if (settings.feedRetentionMs < settings.claimTtlMs) {
    const { feedRetentionMs, claimTtlMs } = SETTINGS;
    problems.push(
      `ROLLCALL_FEED_RETENTION=${feedRetentionMs.format(settings.feedRetentionMs)} must not be below ` +
        `ROLLCALL_CLAIM_TTL=${claimTtlMs.format(settings.claimTtlMs)}: claims are rebuilt from the feed.`,
    );
  }
  return problems;
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  const parts = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  return parts?.slice(1).every((part) => Number(part) <= 255) ?? false;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
