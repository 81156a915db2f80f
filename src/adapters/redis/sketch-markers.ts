import type { SessionKey } from '../../core/swipe.ts';
import { listOf, numberOf, type RedisCommands, textOf, transaction } from './commands.ts';
import { sketchKey, sketchMarkerKey } from './keys.ts';
import { IDENTITY_COMMAND, identityOf } from './server-facts.ts';

/** What the marker of a sketch that is being rebuilt begins with. */
export const BUILDING = 'building ';

export interface SketchesRead {
  /** For each group the estimate of its union. */
  readonly counts: readonly number[];
  /** Of the data they were read from. */
  readonly identity: string;
  /** Of the sessions asked about, those whose sketch is not the whole. */
  readonly stale: readonly SessionKey[];
}

/**
 * Counts the groups and checks the markers of the sessions, all at one moment. Cost: one round trip.
 * @param allowed how else a marker may begin: `BUILDING` for whoever has just added the rows, since another process that
 * began on the sketch earlier has deleted it before
 */
export async function readSketches(
  redis: RedisCommands,
  sessions: readonly SessionKey[],
  groups: readonly (readonly SessionKey[])[],
  allowed?: string,
): Promise<SketchesRead> {
  const isWhole = (marker: string | null, identity: string): boolean =>
    marker === identity || (allowed !== undefined && marker?.startsWith(allowed) === true);
  const asked = groups.filter((group) => group.length > 0);
  const [info, markers, ...answers] = await transaction(redis, [
    IDENTITY_COMMAND,
    ['MGET', ...sessions.map(sketchMarkerKey)],
    ...asked.map((group) => ['PFCOUNT', ...group.map(sketchKey)]),
  ]);
  const identity = identityOf(info);
  const held = listOf(markers);
  let next = 0;
  return {
    counts: groups.map((group) => (group.length === 0 ? 0 : numberOf(answers[next++]))),
    identity,
    stale: sessions.filter((_, index) => !isWhole(textOf(held[index]), identity)),
  };
}
