import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { attemptAt, fillSmallCampus, swipeAt } from '../support/small-campus.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld({ followsFeeds: true });
  await fillSmallCampus(world);
});
afterAll(() => world.dispose());

const cursorOf = ({ data }: Answer) => /"cursor":"([^"]+)"/.exec(JSON.stringify(data))?.[1] ?? '';

describe('a feed by pull', () => {
  it('gives the current cursor first, and then what followed it, each once and in order', async () => {
    const begun = await world.run('{ swipeFeed { swipes { id } cursor caughtUp } }');
    expect(begun.data).toMatchObject({ swipeFeed: { swipes: [], caughtUp: true } });
    await world.accept([
      swipeAt('2026-03-18T11:50:00Z', 'S1'),
      swipeAt('2026-03-18T11:51:00Z', 'S2'),
      swipeAt('2026-03-18T11:52:00Z', 'S3'),
    ]);
    const pull =
      'query ($after: Cursor, $first: Int! = 500) { swipeFeed(after: $after, first: $first) { swipes { studentId session { day } } cursor caughtUp } }';
    const first = await world.run(pull, { after: cursorOf(begun), first: 2 });
    const swipe = (studentId: string) => ({ studentId, session: { day: '2026-03-18' } });
    expect(first.data).toMatchObject({ swipeFeed: { swipes: [swipe('S1'), swipe('S2')], caughtUp: false } });
    const rest = await world.run(pull, { after: cursorOf(first) });
    expect(rest.data).toMatchObject({ swipeFeed: { swipes: [swipe('S3')], caughtUp: true } });
    const filtered = await world.run(
      `{ swipeFeed(after: "${cursorOf(begun)}", filter: {studentIds: ["S2"]}) { swipes { studentId } caughtUp } }`,
    );
    expect(filtered.data).toEqual({ swipeFeed: { swipes: [{ studentId: 'S2' }], caughtUp: true } });
  });

  it('of invalid attempts is another feed, whose cursor the first one refuses', async () => {
    const begun = await world.run('{ invalidAttemptFeed { attempts { id } cursor } }');
    await world.refuse([attemptAt('2026-03-18T11:53:00Z', { reason: 'EVENT_ID_REUSED' })]);
    const after = cursorOf(begun);
    const next = await world.run(
      `{ invalidAttemptFeed(after: "${after}") { attempts { reason studentId } caughtUp } }`,
    );
    expect(next.data).toEqual({
      invalidAttemptFeed: { attempts: [{ reason: 'EVENT_ID_REUSED', studentId: 'NOBODY' }], caughtUp: true },
    });
    for (const cursor of [after, 'forged', '']) {
      const wrong = await world.run(`{ swipeFeed(after: "${cursor}") { cursor } }`);
      expect(codes(wrong)).toEqual([['CURSOR_INVALID', 'after']]);
    }
  });
});
