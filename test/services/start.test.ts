import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCassandraSession } from '../../src/adapters/cassandra/session.ts';
import { type Rollcall, startRollcall } from '../../src/app.ts';
import { loadSettings } from '../../src/config/load.ts';
import type { Settings } from '../../src/config/settings.ts';
import type { OutgoingMessage } from '../../src/ports/swipe-log.ts';
import { SILENT } from '../support/embedded.ts';
import { cassandraOptions } from './support/cassandra.ts';
import { makePlace, type Place } from './support/place.ts';

const MALFORMED_BYTES = 4_900_000;

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const start = (settings: Settings): Promise<Rollcall> => startRollcall(settings, { log: SILENT });

async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

describe('a start on the services', () => {
  let place: Place;
  beforeAll(async () => {
    place = await makePlace();
  }, 120_000);
  afterAll(() => place.drop(), 120_000);

  it('that are all away listens, names every port as missing, and answers with retriable errors', async () => {
    const port = await closedPort();
    const settings = loadSettings({
      ...place.env,
      PULSAR_SERVICE_URL: `ws://127.0.0.1:${port}`,
      PULSAR_ADMIN_URL: `http://127.0.0.1:${port}`,
      REDIS_URL: `redis://127.0.0.1:${port}/0`,
      CASSANDRA_CONTACT_POINTS: `127.0.0.1:${port}`,
    });
    const rollcall = await start(settings);
    const ready = await fetch(`${rollcall.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      ready: false,
      failing: ['swipeLog', 'studentFilter', 'roster', 'claims', 'swipeStore', 'uniqueCounter', 'liveFeed'],
    });
    expect(await ask(rollcall.url, '{ status { version role } lecture(lectureId: "CS101") { title } }')).toMatchObject({
      data: { status: { role: 'all' }, lecture: null },
      errors: [{ extensions: { code: 'ROSTER_UNAVAILABLE', retriable: true } }],
    });
    await rollcall.close();
  });

  it('with a keyspace that is not there is refused in one line', async () => {
    const settings = { ...place.settings, cassandraKeyspace: 'nobody_made_this' };
    const error: unknown = await start(settings).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED' });
    expect(String(error)).toContain('nobody_made_this');
    expect(String(error)).not.toContain('\n');
  });

  it('on a keyspace of another time zone is refused', async () => {
    const first = await start(place.settings);
    await first.close();
    await expect(start({ ...place.settings, timeZone: 'Asia/Kathmandu' })).rejects.toMatchObject({
      code: 'TIME_ZONE_CHANGED',
    });
  });

  it('hands every message that is no swipe to the dead letters, five megabytes too, and takes the others', async () => {
    const rollcall = await start(place.settings);
    const { services } = rollcall;
    if (services === null) throw new Error('the role all answers questions');
    const bytes = (text: string): Uint8Array => Buffer.from(text);
    const message = (payload: Uint8Array): OutgoingMessage => ({ key: 'CS101', payload });
    const swipe = {
      event_id: 'd82e3a4e-2c21-4a5a-a6bb-70e8c12f66c5',
      student_id: 'S-stranger',
      lecture_id: 'CS101',
      gate_id: 'GATE-02',
      timestamp: '2025-03-19T09:05:12Z',
      action: 'enter',
    };
    const broken = [
      bytes('not JSON'),
      bytes('{"wrong":"schema"}'),
      new Uint8Array(),
      Buffer.alloc(MALFORMED_BYTES, 'x'),
      bytes(JSON.stringify({ ...swipe, action: 'jump' })),
    ];
    await services.swipeLog.publish([...broken, bytes(JSON.stringify(swipe))].map(message));
    const page = { limit: 100, reverse: false };
    let letters = await services.deadLetters.list(page);
    // Each round asks the stores: it waits without a clock, for as long as the test may take.
    const [outcome] = await services.claims.outcomes([swipe.event_id]);
    for (let last = outcome; last === null || last === undefined; ) {
      [last = null] = await services.claims.outcomes([swipe.event_id]);
    }
    letters = await services.deadLetters.list(page);
    expect(letters.map(({ payload }) => payload.length).sort((a, b) => a - b)).toEqual(
      broken.map(({ length }) => length).sort((a, b) => a - b),
    );
    expect(letters.every(({ reason }) => reason === 'MALFORMED')).toBe(true);
    expect(await services.claims.outcomes([swipe.event_id])).toEqual([{ state: 'INVALID', reason: 'UNKNOWN_STUDENT' }]);
    await rollcall.close();
  });

  it('on a keyspace that a newer version wrote is refused', async () => {
    const session = createCassandraSession(
      { ...cassandraOptions(), keyspace: place.settings.cassandraKeyspace },
      SILENT,
    );
    await session.ready;
    await session.write("INSERT INTO schema_migrations (scope, version, name) VALUES ('rollcall', 999, 'tomorrow')");
    await session.close();
    await expect(start(place.settings)).rejects.toMatchObject({ code: 'STORE_NEWER' });
  });
});
