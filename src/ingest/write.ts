import { RollcallError } from '../core/errors.ts';
import type { Claims } from '../ports/claims.ts';
import type { Clock } from '../ports/clock.ts';
import type { Committer } from '../ports/committer.ts';
import type { Log } from '../ports/log.ts';
import type { Decoded } from './decode.ts';
import { announcedAgain, bury, type Decision, decide, type Judgement } from './effects.ts';
import { codeOf, type Retry } from './retry.ts';
import type { Tally } from './tally.ts';

export interface WriterDeps {
  readonly committer: Committer;
  readonly claims: Pick<Claims, 'release'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly retry: Retry;
  readonly tally: Tally;
}

/** A decision older than this is made again: what is late depends on when it was decided. */
const DECISION_AGE_MAX_MS = 60_000;

/** Commits decisions, waiting while a backend is down, and reports each outcome that is not plain success. */
export interface Writer {
  /** Decides, and lets the committer begin with what may be done ahead of its turn. */
  prepare(batch: readonly Decoded[], judgement: Judgement): Decision;
  /**
   * @param prepared of the same batch and judgement
   * @throws an error that trying again does not cure; StoppedError
   */
  write(batch: readonly Decoded[], judgement: Judgement, prepared?: Decision | null): Promise<void>;
  /** Gives a message's claim up, then sets it aside with its bytes. @throws as `write` */
  bury(message: Decoded, error: unknown, attempts: number): Promise<void>;
}

export function createWriter({ committer, claims, clock, log, retry, tally }: WriterDeps): Writer {
  const commit = async ({ effects, counts }: Decision): Promise<void> => {
    await retry.run('commit', (failures) =>
      committer.commit(failures === 0 ? effects : { ...announcedAgain(effects), decidedAt: clock.now() }),
    );
    tally.add(counts);
  };
  return {
    prepare(batch, judgement) {
      const decision = decide(batch, judgement, clock.now());
      committer.prepare?.(decision.effects);
      return decision;
    },
    async write(batch, judgement, prepared) {
      const startedAt = clock.now();
      const isFresh = prepared && startedAt - prepared.effects.decidedAt <= DECISION_AGE_MAX_MS;
      const decision = isFresh ? prepared : decide(batch, judgement, startedAt);
      await commit(decision);
      const { counts } = decision;
      log.info('batch committed', { messages: batch.length, ...counts, commitMs: clock.now() - startedAt });
      if (counts.accepted < batch.length) reportOutcomes(log, batch, judgement);
    },
    async bury(message, error, attempts) {
      // Released first: were it the other way round, a crash between the two would leave a claim that nobody answers for.
      const { swipe } = message;
      if (swipe !== null) {
        const held = [{ eventId: swipe.eventId, position: swipe.logPosition }];
        await retry.run('release', () => claims.release(held));
      }
      const reason = codeOf(error);
      const text = error instanceof RollcallError ? error.message : 'The message could not be processed.';
      await commit(bury(message, { reason, message: text, attempts }, clock.now()));
      log.error('message set aside', { position: message.message.position, reason, attempts });
    },
  };
}

function reportOutcomes(log: Log, batch: readonly Decoded[], { verdicts }: Judgement): void {
  for (let index = 0; index < batch.length; index += 1) {
    const verdict = verdicts[index];
    const position = batch[index]?.message.position;
    if (verdict === 'ACCEPTED' || verdict === 'ACCEPTED_AGAIN') continue;
    if (verdict === 'MALFORMED') log.warn('message set aside', { position, reason: verdict, attempts: 1 });
    else log.info('swipe not accepted', { position, outcome: verdict });
  }
}
