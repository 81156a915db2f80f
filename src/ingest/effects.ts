import type { EpochMs } from '../core/campus-day.ts';
import type { SimulationOutcome, SimulationOutcomeRow } from '../core/simulation.ts';
import type { DeadLetter, InvalidAttempt, InvalidReason } from '../core/swipe.ts';
import { uuidV5 } from '../core/uuid.ts';
import type { AcceptedSwipe, Effects, OutcomeRow } from '../ports/committer.ts';
import type { LogMessage } from '../ports/swipe-log.ts';
import { type Decoded, receivedAtOf } from './decode.ts';

/** What becomes of a message. ACCEPTED_AGAIN: a redelivery whose first delivery may have been announced. */
export type Verdict = 'ACCEPTED' | 'ACCEPTED_AGAIN' | 'DUPLICATE' | InvalidReason;

/** What the roster and the claims say of a batch, one of each a message, in order. */
export interface Judgement {
  /** For a message that decoding refused it is that refusal's reason. */
  readonly verdicts: readonly Verdict[];
  /** AcceptedSwipe.floor. */
  readonly floors: readonly string[];
}

export interface Counts {
  readonly accepted: number;
  /** Malformed ones included. */
  readonly invalid: number;
  readonly duplicates: number;
  readonly deadLettered: number;
}

export interface Decision {
  readonly effects: Effects;
  readonly counts: Counts;
}

/** Names the ids of attempts and dead letters; changing it would double them on redelivery. */
const LOG_POSITION_NAMESPACE = 'b6f9a7c2-5d0e-4c3b-9b41-2f7f6f6a1d58';

/**
 * Turns a batch and the verdicts on its messages into everything it does to the world. Pure: the same arguments give
 * the same value, and a message's share of it depends on that message and its verdict alone.
 */
export function decide(batch: readonly Decoded[], { verdicts, floors }: Judgement, decidedAt: EpochMs): Decision {
  const swipes: AcceptedSwipe[] = [];
  const attempts: InvalidAttempt[] = [];
  const attemptsAgain = new Set<string>();
  const deadLetters: DeadLetter[] = [];
  const outcomes: OutcomeRow[] = [];
  const simulationOutcomes: SimulationOutcomeRow[] = [];
  const positions: string[] = new Array(batch.length);
  let duplicates = 0;
  for (let index = 0; index < batch.length; index += 1) {
    const decoded = batch[index];
    const verdict = verdicts[index];
    if (decoded === undefined || verdict === undefined) continue;
    const { message, swipe } = decoded;
    positions[index] = message.position;
    if (verdict === 'DUPLICATE') {
      duplicates += 1;
      addSimulationOutcome(simulationOutcomes, message, 'DUPLICATE');
    } else if (swipe !== null && (verdict === 'ACCEPTED' || verdict === 'ACCEPTED_AGAIN')) {
      const again = verdict === 'ACCEPTED_AGAIN';
      swipes.push({ swipe, again, floor: floors[index] ?? '', contentHash: decoded.contentHash });
      addSimulationOutcome(simulationOutcomes, message, 'ACCEPTED');
    } else {
      const attempt = attemptOf(decoded, verdict);
      attempts.push(attempt);
      // Unlike a swipe it holds no claim that would tell.
      if (message.redelivered) attemptsAgain.add(attempt.id);
      if (attempt.eventId !== null) {
        outcomes.push({ eventId: attempt.eventId, outcome: { state: 'INVALID', reason: attempt.reason } });
      }
      const malformed = attempt.reason === 'MALFORMED';
      if (malformed) deadLetters.push(deadLetterOf(decoded, 'MALFORMED', decoded.refusal?.message ?? '', 1));
      addSimulationOutcome(simulationOutcomes, message, malformed ? 'MALFORMED' : 'INVALID');
    }
  }
  return {
    effects: { swipes, attempts, attemptsAgain, deadLetters, outcomes, simulationOutcomes, positions, decidedAt },
    counts: {
      accepted: swipes.length,
      invalid: attempts.length,
      duplicates,
      deadLettered: deadLetters.length,
    },
  };
}

/**
 * The effects of giving up on one message that cannot be written though its siblings can: a dead letter, and its
 * acknowledgement. It is no invalid attempt: nothing is known to be wrong with the swipe.
 * @param reason the code of the error that rejected it
 * @param attempts how often it was tried alone
 */
export function bury(
  decoded: Decoded,
  failure: { readonly reason: string; readonly message: string; readonly attempts: number },
  decidedAt: EpochMs,
): Decision {
  const simulationOutcomes: SimulationOutcomeRow[] = [];
  addSimulationOutcome(simulationOutcomes, decoded.message, 'MALFORMED');
  return {
    effects: {
      swipes: [],
      attempts: [],
      deadLetters: [deadLetterOf(decoded, failure.reason, failure.message, failure.attempts)],
      outcomes: [],
      simulationOutcomes,
      positions: [decoded.message.position],
      decidedAt,
    },
    counts: { accepted: 0, invalid: 0, duplicates: 0, deadLettered: 1 },
  };
}

/** The same effects for another try: a first try that failed may have announced its swipes already. */
export function announcedAgain(effects: Effects): Effects {
  return { ...effects, swipes: effects.swipes.map((accepted) => ({ ...accepted, again: true })) };
}

/** What effects say became of event ids, for a memory that stands apart from the claims. */
export function outcomesOf({ swipes, outcomes }: Effects): OutcomeRow[] {
  return [...swipes.map(({ swipe }) => ({ eventId: swipe.eventId, outcome: ACCEPTED })), ...outcomes];
}

const ACCEPTED = { state: 'ACCEPTED' } as const;

function attemptOf(decoded: Decoded, verdict: Verdict): InvalidAttempt {
  const fields = decoded.swipe ?? decoded.refusal?.fields;
  return {
    id: uuidV5(LOG_POSITION_NAMESPACE, decoded.message.position),
    eventId: fields?.eventId ?? null,
    studentId: fields?.studentId ?? null,
    lectureId: fields?.lectureId ?? null,
    gateId: fields?.gateId ?? null,
    ts: fields?.ts ?? null,
    action: fields?.action ?? null,
    receivedAt: receivedAtOf(decoded),
    reason: decoded.refusal?.reason ?? invalidReason(verdict),
  };
}

function invalidReason(verdict: Verdict): InvalidReason {
  return verdict === 'ACCEPTED' || verdict === 'ACCEPTED_AGAIN' || verdict === 'DUPLICATE' ? 'MALFORMED' : verdict;
}

function deadLetterOf(decoded: Decoded, reason: string, message: string, attempts: number): DeadLetter {
  return {
    id: uuidV5(LOG_POSITION_NAMESPACE, decoded.message.position),
    receivedAt: receivedAtOf(decoded),
    reason,
    message,
    payload: decoded.message.payload,
    attempts,
  };
}

function addSimulationOutcome(rows: SimulationOutcomeRow[], message: LogMessage, outcome: SimulationOutcome): void {
  const tag = message.simulation;
  if (tag !== null) rows.push({ simulation: tag.simulation, index: tag.index, outcome });
}
