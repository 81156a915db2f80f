import { bloomShape } from '../../core/bloom-filter.ts';
import { inParts, listOf, numberOf, type RedisCommands, script, textOf } from './commands.ts';
import type { FilterKind } from './filter-kinds.ts';
import type { FilterKeys } from './keys.ts';
import { IDENTITY_COMMAND, identityOf } from './server-facts.ts';

/** A filter more full than this is rebuilt at twice the size. */
export const FULL_AT = 0.9;
/** Ids a script takes: it adds them in 5 to 10 ms. */
export const IDS_MAX = 1_000;

export interface RebuildOptions {
  readonly redis: RedisCommands;
  readonly keys: FilterKeys;
  readonly kind: FilterKind;
  readonly errorRatio: number;
  readonly allStudentIds: () => AsyncIterable<readonly string[]>;
  /** Ids this process has added that may not be on the roster yet. */
  readonly underway: () => readonly string[];
  /** False: somebody else may rebuild by now. */
  readonly renewLease: () => Promise<boolean>;
}

/**
 * Builds a filter of the roster, and of what is about to be on it, beside the one in place; then puts it there. Whatever
 * is added meanwhile reaches both, since the marker names both.
 * @returns false when another rebuild, or a flush, has come in between
 */
export async function rebuildFilter(options: RebuildOptions, firstCapacity: number): Promise<boolean> {
  const { redis, keys, kind, errorRatio, renewLease } = options;
  const { scripts } = kind;
  for (let capacity = firstCapacity; ; capacity *= 2) {
    const [info] = await redis.pipeline([IDENTITY_COMMAND]);
    const { bits, hashes } = bloomShape({ capacity, errorRatio });
    const shape = [capacity, bits, hashes, errorRatio].map(String);
    const begin = script(scripts.begin, [keys.marker], [keys.nextPrefix, identityOf(info), ...shape]);
    const generation = textOf((await redis.pipeline([begin]))[0]) ?? '';
    let size = 0;
    for await (const ids of idsToCome(options)) {
      const fills = inParts(ids, IDS_MAX).map((part) =>
        script(scripts.fill, [keys.marker], [keys.nextPrefix, generation, ...kind.encode(part)]),
      );
      const replies = await redis.pipeline(fills);
      size = numberOf(replies.at(-1));
      if (size < 0 || !(await renewLease())) return false;
      if (size > capacity * FULL_AT) break;
    }
    if (size > capacity * FULL_AT) continue;
    const place = script(scripts.switch, [keys.data, keys.marker], [keys.nextPrefix, generation]);
    return (await redis.pipeline([place]))[0] !== null;
  }
}

/** What was added and is perhaps not on the roster yet, then the roster: in that order, so that nothing slips through between. */
async function* idsToCome({ redis, keys, underway, allStudentIds }: RebuildOptions): AsyncIterable<readonly string[]> {
  yield underway();
  let cursor = '0';
  do {
    const [reply] = await redis.pipeline([['SSCAN', keys.underway, cursor, 'COUNT', String(IDS_MAX)]]);
    const [next, ids] = listOf(reply);
    cursor = textOf(next) ?? '0';
    yield listOf(ids).flatMap((id) => textOf(id) ?? []);
  } while (cursor !== '0');
  yield* allStudentIds();
}
