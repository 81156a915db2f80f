import { describe, expect, it } from 'vitest';
import { type Environment, loadSettings } from '../../../src/config/load.ts';
import { RollcallError } from '../../../src/core/errors.ts';

/** The lines of the one error that this environment is refused with. */
function refusal(env: Environment, flags: Environment = {}): string[] {
  try {
    loadSettings(env, flags);
  } catch (error) {
    if (error instanceof RollcallError && error.code === 'SETTING_INVALID') return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('are the defaults of the design in an empty environment', () => {
    expect(loadSettings({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      timeZone: 'UTC',
      durability: 'process',
      allowedLatenessMs: 1_200_000,
      allowedSkewMs: 300_000,
      graceMs: 600_000,
      claimTtlMs: 172_800_000,
      feedRetentionMs: 604_800_000,
      batchMax: 2_000,
      batchLingerMs: 20,
      batchesInFlight: 2,
      subscriberQueueFrames: 1_024,
      subscriberQueueBytes: 1_048_576,
      stalledCutMs: 30_000,
      pingMs: 12_000,
      bloomErrorRatio: 0.01,
      bloomCapacity: 100_000,
      redisUrl: null,
    });
  });

  it("read durations, sizes and numbers, the seed's 100_000 among them", () => {
    const env = {
      ROLLCALL_GRACE: 'PT1M30S',
      ROLLCALL_BODY_BYTES: '2MiB',
      BLOOM_CAPACITY: '250_000',
      ROLLCALL_PORT: '0',
    };
    expect(loadSettings(env)).toMatchObject({ graceMs: 90_000, bodyBytes: 2_097_152, bloomCapacity: 250_000, port: 0 });
  });

  it('take an option of the command line before the environment, and an empty text as not set', () => {
    const env = { ROLLCALL_PORT: '5000', ROLLCALL_HOST: '' };
    expect(loadSettings(env, { ROLLCALL_PORT: '6000' })).toMatchObject({ port: 6000, host: '127.0.0.1' });
  });

  it('report all problems at once, one a line', () => {
    const lines = refusal({
      ROLLCALL_PORT: '65536',
      ROLLCALL_GRACE: '10 minutes',
      BLOOM_ERROR_RATE: '1',
      ROLLCALL_ROLE: 'x',
    });
    expect(lines).toHaveLength(4);
    expect(lines.join()).toMatch(/ROLLCALL_PORT=65536 must be from 0 to 65535/);
    expect(lines.join()).toMatch(/ROLLCALL_GRACE=10 minutes must be an ISO 8601 duration/);
  });

  it('refuse an unknown ROLLCALL_ name and suggest the nearest, whatever else the environment holds', () => {
    expect(refusal({ ROLLCALL_TIMEZON: 'UTC', PATH: '/bin', REDISURL: 'x' })).toEqual([
      'ROLLCALL_TIMEZON is not a setting; did you mean ROLLCALL_TIMEZONE?',
    ]);
    expect(refusal({ ROLLCALL_COFFEE_MACHINE: 'on' })).toEqual([
      'ROLLCALL_COFFEE_MACHINE is not a setting; --help lists them.',
    ]);
  });

  it.each(['PULSAR_SERVICE_URL', 'REDIS_URL', 'CASSANDRA_CONTACT_POINTS'])(
    'refuse %s without the other two services, without printing what may be a password',
    (name) => {
      const lines = refusal({ [name]: 'redis://user:hunter2@10.0.0.1' });
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(
        new RegExp(`^${name} without [A-Z_]+ and [A-Z_]+: the three services are used together`),
      );
      expect(lines[0]).not.toContain('hunter2');
    },
  );

  it.each(['0.0.0.0', '192.168.1.4', '::', 'example.org', '127.0.0.1.example.org', '127.0.0.300'])(
    'refuse to serve %s without authentication',
    (host) => {
      expect(refusal({ ROLLCALL_HOST: host })[0]).toContain('not a loopback address');
    },
  );

  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('serve %s', (host) => {
    expect(loadSettings({ ROLLCALL_HOST: host }).host).toBe(host);
  });

  it('refuse a feed that keeps less than the claims', () => {
    expect(refusal({ ROLLCALL_FEED_RETENTION: 'PT47H' })).toEqual([
      'ROLLCALL_FEED_RETENTION=P1DT23H must not be below ROLLCALL_CLAIM_TTL=P2D: claims are rebuilt from the feed.',
    ]);
    expect(loadSettings({ ROLLCALL_FEED_RETENTION: 'P2D' }).feedRetentionMs).toBe(172_800_000);
  });

  it('refuse a time zone that the platform does not know, and a role that needs services', () => {
    expect(refusal({ ROLLCALL_TIMEZONE: 'Mars/Olympus', ROLLCALL_ROLE: 'gateway' })).toHaveLength(2);
  });
});
