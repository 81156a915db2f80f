import { describe, expect, it } from 'vitest';
import { createStepsCommitter } from '../../../src/ingest/commit-in-steps.ts';
import { accepted, makeAttempt, makeEffects, makeSwipe } from '../../support/swipes.ts';

/** Records what is called; a step named in `failing` throws once. */
function createSteps(failing: string[] = [], lost: readonly string[] = []) {
  const calls: string[] = [];
  /** Ids of what was announced as what may be a second one. */
  const again: string[] = [];
  const step = async (name: string) => {
    const at = failing.indexOf(name);
    if (at >= 0) failing.splice(at, 1);
    calls.push(name);
    if (at >= 0) throw new Error(`${name} failed`);
  };
  const committer = createStepsCommitter({
    writer: { persist: () => step('persist') },
    counter: { add: (additions) => step(`count ${additions.map(({ studentIds }) => studentIds.join('+')).join()}`) },
    announcer: {
      announce: (swipes, _attempts, attemptsAgain) => {
        again.push(...swipes.filter((one) => one.again).map(({ swipe }) => swipe.eventId), ...(attemptsAgain ?? []));
        return step(`announce ${swipes.map(({ swipe }) => swipe.eventId.slice(-2)).join()}`);
      },
    },
    outcomes: { remember: () => step('remember') },
    acknowledger: {
      acknowledge: (positions) => step(`acknowledge ${positions.join()}`),
      mayComeAgain: (positions) => positions.some((position) => lost.includes(position)),
    },
  });
  return { calls, again, committer };
}

const effectsOf = (position: string, students: readonly string[]) => {
  const swipes = students.map((studentId) => accepted(makeSwipe({ studentId, logPosition: position })));
  const outcomes = swipes.map(({ swipe }) => ({ eventId: swipe.eventId, outcome: { state: 'ACCEPTED' } as const }));
  return makeEffects({ swipes, outcomes, positions: [position] });
};

describe('committing in steps', () => {
  it('stores, counts each student once, announces, remembers, and acknowledges last', async () => {
    const { calls, committer } = createSteps();
    await committer.commit(effectsOf('p1', ['S1', 'S2', 'S1']));
    expect(calls.map((call) => call.split(' ')[0])).toEqual([
      'persist',
      'count',
      'announce',
      'remember',
      'acknowledge',
    ]);
    expect(calls[1]).toBe('count S1+S2');
  });

  it('goes no further than a step that fails, and does all of it when it is asked again', async () => {
    for (const name of ['persist', 'remember', 'acknowledge p1']) {
      const { calls, committer } = createSteps([name]);
      const effects = effectsOf('p1', ['S1']);
      await expect(committer.commit(effects)).rejects.toThrow(`${name} failed`);
      expect(calls.at(-1)).toBe(name);
      calls.length = 0;
      await committer.commit(effects);
      expect(calls).toHaveLength(5);
    }
  });

  it('announces in the order of the calls, whichever rows are stored first', async () => {
    const { calls, committer } = createSteps();
    const batches = [1, 2, 3].map((batch) => effectsOf(`p${batch}`, ['S1']));
    await Promise.all(batches.map((effects) => committer.commit(effects)));
    const announced = calls.filter((call) => call.startsWith('announce'));
    expect(announced).toEqual(batches.map(({ swipes }) => `announce ${swipes[0]?.swipe.eventId.slice(-2)}`));
    expect(calls.slice(0, 3)).toEqual(['persist', 'persist', 'persist']);
  });

  it('stores what is prepared ahead of its turn, once, and announces it in its turn', async () => {
    const { calls, committer } = createSteps();
    const [first, second] = [effectsOf('p1', ['S1']), effectsOf('p2', ['S2'])];
    committer.prepare?.(second);
    await committer.commit(first);
    await committer.commit(second);
    expect(calls.filter((call) => !call.startsWith('announce'))).toEqual([
      ...['persist', 'persist', 'count S2', 'count S1', 'remember', 'acknowledge p1', 'remember', 'acknowledge p2'],
    ]);
  });

  it('stores again in its turn what could not be stored ahead of it', async () => {
    for (const name of ['persist', 'count S1']) {
      const { calls, committer } = createSteps([name]);
      const effects = effectsOf('p1', ['S1']);
      committer.prepare?.(effects);
      await committer.commit(effects);
      expect(calls.slice(-5)[0]).toBe('persist');
      expect(calls.at(-1)).toBe('acknowledge p1');
    }
  });

  it('does not hold later calls up for ever when one fails', async () => {
    const { committer } = createSteps(['persist']);
    const [first, second] = await Promise.allSettled([
      committer.commit(effectsOf('p1', ['S1'])),
      committer.commit(effectsOf('p2', ['S1'])),
    ]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('announces as what may be a second one whatever the log may have handed to another meanwhile', async () => {
    const { again, committer } = createSteps([], ['p2']);
    const attempt = makeAttempt();
    const doubtful = { ...effectsOf('p2', ['S1']), attempts: [attempt] };
    await committer.commit({ ...effectsOf('p1', ['S1']), attempts: [makeAttempt()] });
    expect(again).toEqual([]);
    await committer.commit(doubtful);
    expect(again).toEqual([doubtful.swipes[0]?.swipe.eventId, attempt.id]);
  });

  it('leaves out the steps that have nothing to do', async () => {
    const { calls, committer } = createSteps();
    await committer.commit(makeEffects({ positions: ['p1'] }));
    await committer.commit(makeEffects({ attempts: [makeAttempt()], positions: ['p2'] }));
    expect(calls).toEqual(['acknowledge p1', 'persist', 'announce ', 'acknowledge p2']);
  });
});
