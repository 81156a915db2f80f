import type { EpochMs } from '../core/campus-day.ts';
import type { Log } from '../ports/log.ts';
import type { LogMessage } from '../ports/swipe-log.ts';
import { type Decoded, type DecodeRules, decodeMessage } from './decode.ts';
import type { Tally } from './tally.ts';

/** Producers' clocks differ by a little from ours without being wrong. */
const CLOCK_AHEAD_MS = 1_000;

/** Decodes a batch in order; counts and warns about what its producers should mend. */
export function decodeBatch(
  messages: readonly LogMessage[],
  now: EpochMs,
  rules: DecodeRules,
  tally: Tally,
  log: Log,
): Decoded[] {
  const decoded: Decoded[] = new Array(messages.length);
  let unkeyed = 0;
  let ahead = 0;
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    if (message === undefined) continue;
    if (message.key === '') unkeyed += 1;
    if (message.publishedAt > now + CLOCK_AHEAD_MS) ahead += 1;
    decoded[index] = decodeMessage(message, now, rules);
  }
  if (unkeyed > 0) {
    tally.addUnkeyed(unkeyed);
    log.warn('messages without a key', { messages: unkeyed });
  }
  if (ahead > 0) {
    tally.addClockAhead(ahead);
    log.warn('producers whose clock is ahead', { messages: ahead });
  }
  return decoded;
}
