import { bytes, choice, duration, integer, ratio, type Setting, text } from './kinds.ts';
import { SERVICE_SETTINGS } from './service-settings.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MIB = 1024 * 1024;

const TABLE = {
  host: text({
    name: 'ROLLCALL_HOST',
    default: '127.0.0.1',
    doc: 'Address to listen at. Only a loopback address is taken while there is no authentication to configure.',
  }),
  port: integer({
    name: 'ROLLCALL_PORT',
    unit: '',
    min: 0,
    max: 65_535,
    default: 4000,
    doc: 'TCP port to listen at; 0 takes any free one.',
  }),
  dataDir: text({
    name: 'ROLLCALL_DATA_DIR',
    default: '.rollcall',
    doc: 'Folder of the embedded store, made when absent. One process at a time can have it open.',
  }),
  role: choice({
    name: 'ROLLCALL_ROLE',
    values: ['all', 'ingest', 'gateway'],
    default: 'all',
    doc: '`ingest` takes swipes from the log, `gateway` answers GraphQL, `all` does both. The embedded store serves `all` only; on Pulsar, Redis and Cassandra any number of each run side by side.',
  }),
  timeZone: text({
    name: 'ROLLCALL_TIMEZONE',
    default: 'UTC',
    doc: 'IANA name of the campus clock, which says what day a swipe belongs to. Stored at the first start; another is then refused.',
  }),
  durability: choice({
    name: 'ROLLCALL_DURABILITY',
    values: ['process', 'disk'],
    default: 'process',
    doc: '`process` survives the process being killed at any instant, `disk` also the machine losing power, at the price of an fsync a batch.',
  }),
  allowedLatenessMs: duration({
    name: 'ROLLCALL_ALLOWED_LATENESS',
    default: 20 * MINUTE_MS,
    doc: 'How long after it happened a swipe may arrive and still be in time; a day is final this long after its end.',
  }),
  allowedSkewMs: duration({
    name: 'ROLLCALL_ALLOWED_SKEW',
    default: 5 * MINUTE_MS,
    doc: 'How far ahead of its receipt a swipe may claim to be; further is TIMESTAMP_IN_FUTURE.',
  }),
  graceMs: duration({
    name: 'ROLLCALL_GRACE',
    default: 10 * MINUTE_MS,
    doc: 'How long after the start an arrival is on time, for lectures without a grace period of their own.',
  }),
  claimTtlMs: duration({
    name: 'ROLLCALL_CLAIM_TTL',
    minMs: MINUTE_MS,
    default: 48 * HOUR_MS,
    doc: 'How long an event id and its outcome are remembered. Within it a reused id is told from a copy, and `swipeOutcomes` answers.',
  }),
  claimsMax: integer({
    name: 'ROLLCALL_CLAIMS_MAX',
    unit: 'event ids',
    min: 1_000,
    default: 2_000_000,
    doc: 'Event ids remembered at most, about 40 bytes of memory each. Beyond it the oldest are looked up in the store instead.',
  }),
  feedRetentionMs: duration({
    name: 'ROLLCALL_FEED_RETENTION',
    minMs: MINUTE_MS,
    default: 7 * DAY_MS,
    doc: 'How far back a cursor can resume. Never below ROLLCALL_CLAIM_TTL: claims are rebuilt from the feed at start.',
  }),
  batchMax: integer({
    name: 'ROLLCALL_BATCH_MAX',
    unit: 'messages',
    min: 1,
    max: 100_000,
    default: 2_000,
    doc: 'Messages an ingest batch takes at most. Larger ones are slightly faster and hold live frames back for longer.',
  }),
  batchLingerMs: duration({
    name: 'ROLLCALL_BATCH_LINGER',
    default: 20,
    doc: 'How long a batch that is not full waits for more messages.',
  }),
  batchesInFlight: integer({
    name: 'ROLLCALL_BATCHES_IN_FLIGHT',
    unit: 'batches',
    min: 1,
    max: 64,
    default: 2,
    doc: 'Batches taken from the log and not yet committed; at 2 one is written while the next is decoded.',
  }),
  rosterCacheMax: integer({
    name: 'ROLLCALL_ROSTER_CACHE_MAX',
    unit: 'students',
    min: 0,
    default: 200_000,
    doc: 'Students that ingest remembers as being on the roster.',
  }),
  backoffMaxMs: duration({
    name: 'ROLLCALL_BACKOFF_MAX',
    minMs: 100,
    default: 10 * SECOND_MS,
    doc: 'Longest wait between two tries of a store that fails.',
  }),
  backlogMax: integer({
    name: 'ROLLCALL_BACKLOG_MAX',
    unit: 'messages',
    min: 1,
    default: 1_000_000,
    doc: 'Messages published and not yet processed at which `submitSwipes` answers BUSY.',
  }),
  subscriberQueueFrames: integer({
    name: 'ROLLCALL_SUBSCRIBER_QUEUE_FRAMES',
    unit: 'frames',
    min: 1,
    default: 1_024,
    doc: 'Frames that wait for one subscriber at most; then its `onSlow` decides.',
  }),
  subscriberQueueBytes: bytes({
    name: 'ROLLCALL_SUBSCRIBER_QUEUE_BYTES',
    minBytes: 1_024,
    default: MIB,
    doc: 'Bytes that wait for one subscriber at most, what its socket holds included.',
  }),
  subscriptionsPerSocket: integer({
    name: 'ROLLCALL_SUBSCRIPTIONS_PER_SOCKET',
    unit: 'subscriptions',
    min: 1,
    default: 100,
    doc: 'Subscriptions open on one WebSocket at most.',
  }),
  subscriptionsMax: integer({
    name: 'ROLLCALL_SUBSCRIPTIONS_MAX',
    unit: 'subscriptions',
    min: 1,
    default: 20_000,
    doc: 'Subscriptions open in this process at most.',
  }),
  frameBytes: bytes({
    name: 'ROLLCALL_FRAME_BYTES',
    minBytes: 1_024,
    default: MIB,
    doc: 'Largest WebSocket message taken from a client.',
  }),
  bodyBytes: bytes({
    name: 'ROLLCALL_BODY_BYTES',
    minBytes: 1_024,
    default: 8 * MIB,
    doc: 'Largest HTTP request body.',
  }),
  stalledCutMs: duration({
    name: 'ROLLCALL_STALLED_CUT',
    default: 30 * SECOND_MS,
    doc: 'How long a subscriber that was ended for reading too slowly has to take its last result; then its socket is cut.',
  }),
  pingMs: duration({
    name: 'ROLLCALL_PING',
    minMs: 100,
    default: 12 * SECOND_MS,
    doc: 'Time between two pings of a quiet WebSocket or event stream.',
  }),
  logLevel: choice({
    name: 'ROLLCALL_LOG_LEVEL',
    values: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    doc: 'Least grave lines written to standard error, as JSON.',
  }),
  migrate: choice({
    name: 'ROLLCALL_MIGRATE',
    values: ['0', '1'],
    default: '0',
    doc: '`1` brings topics and tables to this version at start, as `rollcall migrate` does; otherwise a process waits, not ready, until they are.',
  }),
  bloomErrorRatio: ratio({
    name: 'BLOOM_ERROR_RATE',
    default: 0.01,
    doc: 'Share of unknown cards that the student filter may let through to the exact roster. It costs look-ups, never a wrong answer.',
  }),
  bloomCapacity: integer({
    name: 'BLOOM_CAPACITY',
    unit: 'students',
    min: 1,
    max: 1_000_000_000,
    default: 100_000,
    doc: 'Students the filter is first sized for; past nine tenths it is rebuilt at twice the size.',
  }),
  ...SERVICE_SETTINGS,
};

/** Every setting with its value: names in `…Ms` are integer milliseconds, `…Bytes` bytes, `…Ratio` 0..1. */
export type Settings = { readonly [K in keyof typeof TABLE]: (typeof TABLE)[K]['default'] };

export type SettingKey = keyof Settings;

/** The one table of settings: the parser, `docs/settings.md` and `--help` come from it, in this order. */
export const SETTINGS: { readonly [K in SettingKey]: Setting<Settings[K]> } = TABLE;

/** The keys of the table, in its order. */
export const SETTING_KEYS: readonly SettingKey[] = Object.keys(TABLE).filter((key): key is SettingKey => key in TABLE);
