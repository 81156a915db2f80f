import { randomUUID } from 'node:crypto';
import type { EpochMs } from '../../core/campus-day.ts';
import type { Clock } from '../../ports/clock.ts';
import { type RedisCommand, type RedisCommands, type RedisReply, script, textOf } from './commands.ts';
import { CLAIM_MEMORY_KEY } from './keys.ts';
import { IDENTITY_COMMAND, identityOf } from './server-facts.ts';

/** By how much clocks of processes may differ, and how much longer than promised claims are therefore kept. */
export const CLOCK_MARGIN_MS = 5 * 60_000;

export interface ClaimMemory {
  /** To be sent behind the claims they judge, in the same pipeline: what they say then held for all of them. */
  readonly commands: readonly RedisCommand[];
  /** Takes in what the commands answered. */
  judge(replies: readonly RedisReply[]): Promise<void>;
  /** As in the port; +∞ before the first answer. */
  completeSince(): EpochMs;
}

/** Written by whoever finds none that fits; `since` is null while nothing was ever lost. */
interface Memory {
  readonly id: string;
  /** The server whose data it is part of. */
  readonly identity: string;
  readonly beganAt: EpochMs;
  readonly since: EpochMs | null;
}

const REPLACE = `
local held = redis.call('GET', KEYS[1])
if (held or '') == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2])
  return ARGV[2]
end
return held or ''`;

/**
 * Knows back to when claims are complete. A key beside them says when their memory began and in which server's data: when it is gone
 * (flushed) or names other data (restarted, failed over, evicted from), claims may be missing, and a new memory begins.
 * @param unused whether no swipe was ever accepted: then a memory that begins lacks nothing
 */
export function createClaimMemory(options: {
  redis: RedisCommands;
  clock: Clock;
  ttlMs: number;
  unused: () => Promise<boolean>;
}): ClaimMemory {
  const { redis, clock, ttlMs, unused } = options;
  let known: Memory | null = null;
  /** What this process has seen by itself; never goes back. */
  let lostBefore = Number.NEGATIVE_INFINITY;

  const lose = (): void => {
    lostBefore = Math.max(lostBefore, clock.now() + CLOCK_MARGIN_MS);
  };

  const beginAnew = async (held: string, identity: string): Promise<void> => {
    const lacksNothing = held === '' && known === null && (await unused());
    if (!lacksNothing) lose();
    const now = clock.now();
    const since = lacksNothing ? null : now + CLOCK_MARGIN_MS;
    const next: Memory = { id: randomUUID(), identity, beganAt: now, since };
    const [reply] = await redis.pipeline([script(REPLACE, [CLAIM_MEMORY_KEY], [held, format(next)])]);
    // Another process may have been first; its memory is as good when it is of this data.
    const kept = parse(textOf(reply) ?? '');
    if (kept === null || kept.identity !== identity) lose();
    known = kept ?? next;
  };

  return {
    commands: [['GET', CLAIM_MEMORY_KEY], IDENTITY_COMMAND],
    async judge([marker, info]) {
      const held = textOf(marker) ?? '';
      const identity = identityOf(info);
      const memory = parse(held);
      if (memory === null || memory.identity !== identity) return beginAnew(held, identity);
      // Another process began anew since: what this one had claimed before may be missing.
      if (known !== null && known.id !== memory.id) lose();
      known = memory;
    },
    completeSince() {
      if (known === null) return Number.POSITIVE_INFINITY;
      const since = Math.max(lostBefore, known.since ?? Number.NEGATIVE_INFINITY);
      const now = clock.now();
      return now - known.beganAt > ttlMs ? Math.max(since, now - ttlMs) : since;
    },
  };
}

function format({ id, identity, beganAt, since }: Memory): string {
  return `${id} ${identity} ${beganAt} ${since ?? '-'}`;
}

function parse(text: string): Memory | null {
  const [id, identity, beganAt, since] = text.split(' ');
  if (id === undefined || identity === undefined || beganAt === undefined || since === undefined) return null;
  return { id, identity, beganAt: Number(beganAt), since: since === '-' ? null : Number(since) };
}
