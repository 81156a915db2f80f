import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { textKey } from '../../src/adapters/embedded/keys.ts';
import { openTemporaryStore } from '../support/embedded.ts';

describe('the origin of a data folder', () => {
  let temporary: Awaited<ReturnType<typeof openTemporaryStore>>;
  beforeEach(async () => {
    temporary = await openTemporaryStore();
  });
  afterEach(() => temporary.dispose());

  const origin = () => {
    const { swipes, invalidAttempts } = temporary.store.feed;
    expect(invalidAttempts.origin).toBe(swipes.origin);
    return swipes.origin;
  };

  it('is its own, and stays', async () => {
    const drawn = origin();
    expect(Number.isInteger(drawn) && drawn >= 0 && drawn < 2 ** 32).toBe(true);
    await temporary.reopen();
    expect(origin()).toBe(drawn);
    const other = await openTemporaryStore();
    expect(other.store.feed.swipes.origin).not.toBe(drawn);
    await other.dispose();
  });

  it('is 0 for one of before there was such a number, whose cursors stay good', async () => {
    await temporary.store.close();
    const encoding = { keyEncoding: 'buffer', valueEncoding: 'buffer' } as const;
    const level = new ClassicLevel<Buffer, Buffer>(join(temporary.dir, 'store'), encoding);
    await level.open();
    await level.del(textKey('meta', 'origin'));
    await level.put(textKey('meta', 'version'), Buffer.from('2'));
    await level.close();
    await temporary.reopen();
    expect(origin()).toBe(0);
    await temporary.reopen();
    expect(origin()).toBe(0);
  });
});
