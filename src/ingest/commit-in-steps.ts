import type { SessionKey } from '../core/swipe.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { OutcomeMemory } from '../ports/claims.ts';
import type { AcceptedSwipe, Committer, Effects } from '../ports/committer.ts';
import type { LogAcknowledger } from '../ports/swipe-log.ts';
import type { SwipeWriter } from '../ports/swipe-writer.ts';
import type { UniqueAddition, UniqueCounter } from '../ports/unique-counter.ts';
import { announcedAgain, outcomesOf } from './effects.ts';

export interface CommitStepsDeps {
  readonly writer: SwipeWriter;
  readonly counter: Pick<UniqueCounter, 'add'>;
  readonly announcer: Pick<Announcer, 'announce'>;
  readonly outcomes: OutcomeMemory;
  readonly acknowledger: LogAcknowledger;
}

/**
 * A committer over stores that share no transaction: persist, count, announce, remember, acknowledge, each idempotent
 * and each durable before the next, so that a crash between any two is repaired by the redelivery of what was not
 * acknowledged. Rows of what is prepared, and of later calls, are stored while earlier ones go on; announcing and what
 * follows keeps the order of the calls.
 */
export function createStepsCommitter(deps: CommitStepsDeps): Committer {
  const { writer, counter, announcer, outcomes, acknowledger } = deps;
  /** Of effects prepared and not committed yet. */
  const prepared = new WeakMap<Effects, Promise<void>>();
  let tail: Promise<unknown> = Promise.resolve();

  const store = async (effects: Effects): Promise<void> => {
    if (hasRows(effects)) await writer.persist(effects);
    if (effects.swipes.length > 0) await counter.add(additionsOf(effects.swipes));
  };
  const finish = async (effects: Effects): Promise<void> => {
    const { positions, decidedAt } = effects;
    // Asked last: while rows were stored the log may have handed the messages to another, who was quicker.
    const { swipes, attempts, attemptsAgain } = acknowledger.mayComeAgain(positions) ? inDoubt(effects) : effects;
    if (swipes.length > 0 || attempts.length > 0) await announcer.announce(swipes, attempts, attemptsAgain);
    const became = outcomesOf(effects);
    if (became.length > 0) await outcomes.remember(became, decidedAt);
    if (positions.length > 0) await acknowledger.acknowledge(positions);
  };

  return {
    prepare(effects) {
      const begun = store(effects);
      begun.catch(() => {});
      prepared.set(effects, begun);
    },
    async commit(effects) {
      const begun = prepared.get(effects);
      prepared.delete(effects);
      const stored = begun === undefined ? store(effects) : begun.catch(() => store(effects));
      const before = tail;
      const finished = before.then(async () => {
        await stored;
        await finish(effects);
      });
      tail = finished.catch(() => {});
      // Its failure is told through `finished`, once the calls before it are done.
      stored.catch(() => {});
      return finished;
    },
  };
}

/** Announced as what may be a second one, all of it. */
function inDoubt(effects: Effects): Effects {
  return { ...announcedAgain(effects), attemptsAgain: new Set(effects.attempts.map(({ id }) => id)) };
}

function hasRows({ swipes, attempts, deadLetters, simulationOutcomes }: Effects): boolean {
  return swipes.length + attempts.length + deadLetters.length + simulationOutcomes.length > 0;
}

function additionsOf(swipes: readonly AcceptedSwipe[]): UniqueAddition[] {
  const lectures = new Map<string, Map<number, { session: SessionKey; students: Set<string> }>>();
  const additions: { session: SessionKey; students: Set<string> }[] = [];
  for (const { swipe } of swipes) {
    const { lectureId, day, studentId } = swipe;
    let days = lectures.get(lectureId);
    if (days === undefined) {
      days = new Map();
      lectures.set(lectureId, days);
    }
    let addition = days.get(day);
    if (addition === undefined) {
      addition = { session: { lectureId, day }, students: new Set() };
      days.set(day, addition);
      additions.push(addition);
    }
    addition.students.add(studentId);
  }
  return additions.map(({ session, students }) => ({ session, studentIds: [...students] }));
}
