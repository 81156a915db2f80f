import type { Swipe } from '../../src/core/swipe.ts';
import type { Claims } from '../../src/ports/claims.ts';
import type { Committer, Effects } from '../../src/ports/committer.ts';
import type { LogMessage, SwipeLog } from '../../src/ports/swipe-log.ts';
import { accepted, makeEffects, makeMessage } from './swipes.ts';

type Rows = Partial<Omit<Effects, 'swipes' | 'positions'>> & { readonly swipes?: readonly Swipe[] };

/** Ingest's place, for tests of what a commit does: each batch's messages go through the log first. */
export interface Commits {
  /** Effects whose positions are those of messages just published, one for each swipe and at least one. */
  prepare(rows: Rows): Promise<Effects>;
  /** @returns the swipes as committed, with their log positions */
  commit(rows: Rows): Promise<readonly Swipe[]>;
}

/** Claims the event ids of the swipes, as ingest does before it commits. */
export async function claimSwipesOf(claims: Pick<Claims, 'claim'>, { swipes, decidedAt }: Effects): Promise<void> {
  await claims.claim(
    swipes.map(({ swipe, contentHash }) => ({
      eventId: swipe.eventId,
      contentHash,
      position: swipe.logPosition,
      at: decidedAt,
      floor: '',
    })),
  );
}

export async function openCommits(ports: {
  readonly swipeLog: SwipeLog;
  readonly committer: Committer;
}): Promise<Commits> {
  const consumer = await ports.swipeLog.subscribe();
  const prepare = async ({ swipes = [], ...rows }: Rows): Promise<Effects> => {
    const keys = swipes.length === 0 ? ['none'] : swipes.map((swipe) => swipe.lectureId);
    await ports.swipeLog.publish(keys.map((key) => makeMessage('{}', key)));
    const messages: LogMessage[] = [];
    while (messages.length < keys.length) messages.push(...(await consumer.receive(keys.length - messages.length, 0)));
    const positions = messages.map((message) => message.position);
    const placed = swipes.map((swipe, index) => accepted({ ...swipe, logPosition: positions[index] ?? '' }));
    return makeEffects({ ...rows, swipes: placed, positions });
  };
  return {
    prepare,
    async commit(rows) {
      const effects = await prepare(rows);
      await ports.committer.commit(effects);
      return effects.swipes.map(({ swipe }) => swipe);
    },
  };
}
