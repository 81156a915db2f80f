import type { CampusClock, EpochMs } from '../core/campus-day.ts';
import { contentHash } from '../core/content-hash.ts';
import type { InvalidReason, Swipe } from '../core/swipe.ts';
import { NOT_JSON, readSwipeEvent, type SwipeEventReading } from '../core/swipe-event.ts';
import type { LogMessage } from '../ports/swipe-log.ts';
import { readPlainEvent } from './plain-event.ts';

/** A log message after decoding: exactly one of `swipe` and `refusal` is set. */
export type Decoded = DecodedSwipe | RefusedMessage;

export interface DecodedSwipe {
  readonly message: LogMessage;
  readonly swipe: Swipe;
  /** Of what the swipe says (core/content-hash). */
  readonly contentHash: number;
  readonly refusal: null;
}

export interface RefusedMessage {
  readonly message: LogMessage;
  /** The log's publish time, or the ingest clock where that is earlier; a swipe has its own. */
  readonly receivedAt: EpochMs;
  readonly swipe: null;
  readonly refusal: Refusal;
}

export interface Refusal {
  readonly reason: Extract<InvalidReason, 'MALFORMED' | 'TIMESTAMP_IN_FUTURE'>;
  /** One sentence for a person. */
  readonly message: string;
  /** Whatever could be read. */
  readonly fields: SwipeEventReading;
}

export interface DecodeRules {
  readonly campus: CampusClock;
  /** How far a timestamp may lie ahead of `receivedAt`. */
  readonly allowedSkewMs: number;
}

/**
 * Turns a message's bytes into a swipe or the reason why not. Never throws. The verdict depends on the message and
 * `receivedAt` alone.
 * @param now the ingest clock
 */
export function decodeMessage(message: LogMessage, now: EpochMs, rules: DecodeRules): Decoded {
  const receivedAt = Math.min(message.publishedAt, now);
  const fields = readPayload(message);
  const { eventId, studentId, lectureId, gateId, ts, action, problem } = fields;
  if (
    problem !== null ||
    eventId === null ||
    studentId === null ||
    lectureId === null ||
    gateId === null ||
    ts === null ||
    action === null
  ) {
    return refused(message, receivedAt, 'MALFORMED', problem?.message ?? NOT_A_SWIPE, fields);
  }
  if (ts > receivedAt + rules.allowedSkewMs) {
    return refused(message, receivedAt, 'TIMESTAMP_IN_FUTURE', IN_FUTURE, fields);
  }
  const swipe: Swipe = {
    eventId,
    studentId,
    lectureId,
    gateId,
    ts,
    action,
    day: rules.campus.dayOf(ts),
    receivedAt,
    logPosition: message.position,
  };
  return { message, swipe, contentHash: contentHash(swipe), refusal: null };
}

/** When the log took the message. */
export function receivedAtOf(decoded: Decoded): EpochMs {
  return decoded.swipe === null ? decoded.receivedAt : decoded.swipe.receivedAt;
}

/** The lecture a message speaks of, as far as it can be told; messages of one lecture keep their order. */
export function lectureOf(decoded: Decoded): string | null {
  return decoded.swipe?.lectureId ?? decoded.refusal?.fields.lectureId ?? null;
}

function refused(
  message: LogMessage,
  receivedAt: EpochMs,
  reason: Refusal['reason'],
  text: string,
  fields: SwipeEventReading,
): RefusedMessage {
  return { message, receivedAt, swipe: null, refusal: { reason, message: text, fields: { ...fields } } };
}

function readPayload(message: LogMessage): SwipeEventReading {
  const within = message.payloadIn;
  const plain =
    within === undefined ? readWhole(bufferOf(message.payload)) : readPlainEvent(within.bytes, within.from, within.to);
  if (plain !== null) return plain;
  let value: unknown;
  try {
    // Latin-1 is a plain copy where UTF-8 is a decoding, and no field that is read may hold anything but ASCII: a byte
    // above it makes an id ill-formed either way, and in a field that is ignored it does not matter.
    value = JSON.parse(bufferOf(message.payload).toString('latin1'));
  } catch {
    return NOT_JSON;
  }
  return readSwipeEvent(value);
}

function readWhole(payload: Buffer): SwipeEventReading | null {
  return readPlainEvent(payload, 0, payload.length);
}

function bufferOf(payload: Uint8Array): Buffer {
  return Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
}

const NOT_A_SWIPE = 'The message is not a swipe.';
const IN_FUTURE = 'timestamp lies further ahead of the time of receipt than the allowed skew.';
