import { afterEach, describe, expect, it } from 'vitest';
import { migratePulsar } from '../../src/adapters/pulsar/migrate.ts';
import { createNativeTransport } from '../../src/adapters/pulsar/native-transport.ts';
import { topicPath, topicsOf } from '../../src/adapters/pulsar/topics.ts';
import { SILENT } from '../support/embedded.ts';
import { dropNamespace, testAdmin, testNamespace, testServices } from './support/pulsar-log.ts';

const DAY_MS = 86_400_000;

describe('migration of Pulsar', () => {
  const admin = testAdmin();
  let namespace = testNamespace();
  const topics = () => topicsOf(`persistent://${namespace}/swipes`);
  const migrate = (partitions: number) =>
    migratePulsar({
      admin,
      topic: topics().swipes,
      subscription: 'attendance-sub',
      partitions,
      feedRetentionMs: 7 * DAY_MS,
    });
  const partitionsOf = async (topic: string) => admin.get(`${topicPath(topic)}/partitions`);
  afterEach(async () => {
    await admin.change('DELETE', `${topicPath(topics().swipes)}/partitions?force=true`).catch(() => {});
    await dropNamespace(namespace).catch(() => {});
    namespace = testNamespace();
  });

  it('makes what is missing, and changes nothing when run again', async () => {
    for (let round = 0; round < 2; round += 1) {
      expect(await migrate(3)).toEqual([]);
      const { swipes, accepted, invalid } = topics();
      for (const topic of [swipes, accepted, invalid]) {
        expect(await partitionsOf(topic)).toMatchObject({ partitions: 3 });
        expect(await admin.get(`${topicPath(topic)}/deduplicationEnabled`)).toBe(true);
      }
      for (const feed of [accepted, invalid]) {
        const retention = { retentionTimeInMinutes: 7 * 24 * 60, retentionSizeInMB: -1 };
        expect(await admin.get(`${topicPath(feed)}/retention`)).toEqual(retention);
      }
      expect(await admin.get(`${topicPath(swipes)}/subscriptions`)).toEqual(['attendance-sub']);
    }
  });

  it('keeps the partitions that a topic has, and says so', async () => {
    await migrate(2);
    const notes = await migrate(5);
    expect(notes).toHaveLength(3);
    expect(notes[0]).toContain('keeps its 2 partitions; 5 were asked for');
    expect(await partitionsOf(topics().swipes)).toMatchObject({ partitions: 2 });
  });

  it('takes a swipe topic without partitions as it is, and refuses a feed without', async () => {
    await admin.change('PUT', `/namespaces/${namespace}`, {});
    await admin.change('PUT', topicPath(topics().swipes));
    const notes = await migrate(3);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('is not partitioned and stays so');
    await admin.change('DELETE', `${topicPath(topics().invalid)}/partitions?force=true`);
    await admin.change('PUT', topicPath(topics().invalid));
    await expect(migrate(3)).rejects.toMatchObject({ code: 'SERVICE_REFUSED' });
    await admin.change('DELETE', topicPath(topics().invalid));
    await admin.change('DELETE', `${topicPath(topics().swipes)}?force=true`);
  });
});

if (testServices().length === 1) {
  describe('the native client, absent', () => {
    it('is asked for in one clear line', async () => {
      const opening = createNativeTransport({
        url: 'pulsar://127.0.0.1',
        batchMessagesMax: 1,
        lingerMs: 1,
        log: SILENT,
      });
      await expect(opening).rejects.toMatchObject({
        code: 'SETTING_INVALID',
        message: expect.stringMatching(/npm install pulsar-client.*ws:\/\//s),
      });
    });
  });
}
