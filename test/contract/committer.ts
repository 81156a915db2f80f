import { describe, expect, it } from 'vitest';
import type { FeedEntry } from '../../src/core/feed.ts';
import type { Swipe } from '../../src/core/swipe.ts';
import type { Effects } from '../../src/ports/committer.ts';
import { type Commits, claimSwipesOf, openCommits } from '../support/commits.ts';
import { entriesOf } from '../support/swipe-oracle.ts';
import { accepted, DAY, makeAttempt, makeDeadLetter, makeSwipe, NOON } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

type Needed = 'committer' | 'swipeLog' | 'swipeStore' | 'counter' | 'claims' | 'feed' | 'deadLetters' | 'simulations';

export function describeCommitterContract(name: string, open: Open<Needed>): void {
  describe(`committer: ${name}`, () => {
    const harness = eachTest(open);
    const ports = () => harness().ports;
    const session = { lectureId: 'CS101', day: DAY };

    /** Everything effects reach, in one value. */
    const world = async (effects: readonly Effects[]) => {
      const { swipeStore, counter, claims, feed, deadLetters, simulations, swipeLog } = ports();
      const page = { limit: 1_000, reverse: false };
      const [sheet] = await swipeStore.attendance([session]);
      const letters = await deadLetters.list(page);
      const ids = effects.flatMap(({ outcomes }) => outcomes.map(({ eventId }) => eventId));
      const partition = feed.swipes.partitionOf(session.lectureId);
      const announced = await feed.swipes.read(
        partition,
        (await feed.swipes.oldest())[partition] ?? [],
        (await feed.swipes.head())[partition] ?? [],
        1_000,
      );
      return {
        rows: await swipeStore.sessionSwipes(session, page),
        ofStudent: await swipeStore.studentSwipes('S1', DAY, page),
        ofGate: await swipeStore.gateSwipes('G1', DAY, page),
        gate: await swipeStore.gateTotals([{ gateId: 'G1', day: DAY }]),
        totals: await swipeStore.totals([session]),
        attendance: entriesOf(sheet),
        count: await counter.count([session]),
        attempts: await swipeStore.invalidAttempts({ from: 0, to: NOON + DAY }, {}, page),
        letters: letters.map((letter) => ({ ...letter, payload: [...letter.payload] })),
        outcomes: await claims.outcomes(ids),
        observed: await simulations.observed('sim'),
        announced: [...new Set(announced.map(({ value }) => value.eventId))],
        backlog: await swipeLog.backlog(),
      };
    };

    /** @param opened the one consumer of the test: two at once share the messages between them */
    const prepareAll = async (opened?: Commits): Promise<Effects> => {
      const commits = opened ?? (await openCommits(ports()));
      const swipes = [makeSwipe(), makeSwipe({ studentId: 'S2' }), makeSwipe({ action: 'EXIT', ts: NOON + 60_000 })];
      const attempt = makeAttempt();
      const effects = await commits.prepare({
        swipes,
        attempts: [attempt],
        deadLetters: [makeDeadLetter({ id: attempt.id })],
        outcomes: [
          ...swipes.map(({ eventId }) => ({ eventId, outcome: { state: 'ACCEPTED' } as const })),
          { eventId: attempt.eventId ?? '', outcome: { state: 'INVALID', reason: 'UNKNOWN_STUDENT' } },
        ],
        simulationOutcomes: [
          { simulation: 'sim', index: 0, outcome: 'ACCEPTED' },
          { simulation: 'sim', index: 1, outcome: 'MALFORMED' },
        ],
      });
      await claimSwipesOf(ports().claims, effects);
      return effects;
    };

    it('brings all of its effects about', async () => {
      const effects = await prepareAll();
      await ports().committer.commit(effects);
      const swipes = effects.swipes.map(({ swipe }) => swipe);
      const after = await world([effects]);
      expect(after.rows).toHaveLength(3);
      expect(after).toMatchObject({
        ofStudent: [swipes[0], swipes[2]],
        gate: [{ enters: 2, exits: 1, lastSwipeAt: NOON + 60_000 }],
        totals: [{ swipes: 3, uniques: 2 }],
        count: [2],
        attempts: effects.attempts,
        outcomes: effects.outcomes.map(({ outcome }) => outcome),
        announced: swipes.map(({ eventId }) => eventId),
      });
      expect(after.letters).toHaveLength(1);
      expect(after.attendance.map(({ lastAction }) => lastAction)).toEqual(['EXIT', 'ENTER']);
    });

    it('changes nothing when the same effects are applied again', async () => {
      const effects = await prepareAll();
      await ports().committer.commit(effects);
      const once = await world([effects]);
      await ports().committer.commit(effects);
      await ports().committer.commit(effects);
      expect(await world([effects])).toEqual(once);
    });

    it('changes nothing when the same effects are applied again at once, or after later ones', async () => {
      const commits = await openCommits(ports());
      const [first, second] = [await prepareAll(commits), await prepareAll(commits)];
      await Promise.all([first, second].map((effects) => ports().committer.commit(effects)));
      const once = await world([first, second]);
      await Promise.all([first, first, second].map((effects) => ports().committer.commit(effects)));
      expect(await world([first, second])).toEqual(once);
    });

    it('changes nothing when they are applied again after a restart, and has lost nothing by it', async () => {
      const effects = await prepareAll();
      await ports().committer.commit(effects);
      const once = await world([effects]);
      await harness().reopen();
      const reopened = await world([effects]);
      // What was refused may be forgotten: outcomes are remembered for a time.
      expect({ ...reopened, outcomes: [] }).toEqual({ ...once, outcomes: [] });
      await ports().committer.commit(effects);
      expect({ ...(await world([effects])), outcomes: [] }).toEqual({ ...once, outcomes: [] });
    });

    it('takes effects of nothing but acknowledgements', async () => {
      const effects = await (await openCommits(ports())).prepare({});
      await ports().committer.commit(effects);
      expect(await ports().swipeLog.backlog()).toBe(0);
      expect(await ports().swipeStore.totals([session])).toEqual([{ swipes: 0, uniques: 0 }]);
    });

    it('applies calls in the order they are made, without waiting for the earlier', async () => {
      const commits = await openCommits(ports());
      const delivered: FeedEntry<Swipe>[] = [];
      await ports().feed.swipes.tail((entries) => delivered.push(...entries));
      const prepared: Effects[] = [];
      for (let batch = 0; batch < 30; batch += 1) {
        // Some carry what others do not, so that some could overtake.
        const simulationOutcomes =
          batch % 3 === 0 ? [{ simulation: `sim${batch}`, index: batch, outcome: 'ACCEPTED' as const }] : [];
        prepared.push(await commits.prepare({ swipes: [makeSwipe(), makeSwipe()], simulationOutcomes }));
      }
      const order: number[] = [];
      await Promise.all(
        prepared.map((effects, index) =>
          ports()
            .committer.commit(effects)
            .then(() => order.push(index)),
        ),
      );
      expect(order).toEqual(prepared.map((_, index) => index));
      const expected = prepared.flatMap((effects) => effects.swipes.map(({ swipe }) => swipe.eventId));
      expect(delivered.map(({ value }) => value.eventId)).toEqual(expected);
    });

    it('has stored a swipe before it is announced', async () => {
      const commits = await openCommits(ports());
      const checks: Promise<readonly (Swipe | null)[]>[] = [];
      await ports().feed.swipes.tail((entries) => {
        checks.push(ports().swipeStore.swipes(entries.map(({ value }) => value)));
      });
      const swipes = await commits.commit({ swipes: [makeSwipe(), makeSwipe()] });
      expect((await Promise.all(checks)).flat()).toEqual(swipes);
    });

    it('stores a row that is redelivered within another batch once', async () => {
      const commits = await openCommits(ports());
      const [first] = await commits.commit({ swipes: [makeSwipe()] });
      if (first === undefined) throw new Error('nothing was committed');
      const effects = await commits.prepare({ swipes: [makeSwipe({ studentId: 'S2' })] });
      const again = accepted(first, { again: true });
      const positions = [first.logPosition, ...effects.positions];
      await ports().committer.commit({ ...effects, swipes: [again, ...effects.swipes], positions });
      expect(await ports().swipeStore.totals([session])).toEqual([{ swipes: 2, uniques: 2 }]);
      expect(await ports().swipeStore.sessionSwipes(session, { limit: 9, reverse: false })).toHaveLength(2);
      expect(await ports().swipeStore.gateTotals([{ gateId: 'G1', day: DAY }])).toMatchObject([{ enters: 2 }]);
    });
  });
}
