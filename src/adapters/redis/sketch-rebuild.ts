import { randomUUID } from 'node:crypto';
import type { SessionKey } from '../../core/swipe.ts';
import { inParts, type RedisCommand, type RedisCommands, script, transaction } from './commands.ts';
import { sketchKey, sketchMarkerKey } from './keys.ts';
import { BUILDING } from './sketch-markers.ts';

/** Who was at each session, in the order asked. */
export type AttendanceOf = (
  sessions: readonly SessionKey[],
) => Promise<readonly { readonly studentIds: readonly string[] }[]>;

/** After it the sketch is checked against the rows again, so that markers of old sessions do not stay for ever. */
const MARKER_SECONDS = 7 * 86_400;
/** A rebuild that has not ended by then died. */
const BUILDING_SECONDS = 60;
const STUDENTS_MAX = 5_000;

const BEGIN = `
for i = 1, #KEYS, 2 do
  local marker = redis.call('GET', KEYS[i])
  if marker ~= ARGV[3] and not (marker and string.sub(marker, 1, #'${BUILDING}') == '${BUILDING}') then
    redis.call('SET', KEYS[i], ARGV[1], 'EX', ARGV[2])
    redis.call('DEL', KEYS[i + 1])
  end
end`;

const FINISH = `
for i = 1, #KEYS do
  if redis.call('GET', KEYS[i]) == ARGV[1] then redis.call('SET', KEYS[i], ARGV[2], 'EX', ARGV[3]) end
end`;

/**
 * Deletes the sketches, reads the rows, then adds them: whatever is counted after the deletion is kept, and whatever was
 * stored before the reading is read. A sketch is marked as the whole only if nobody began on it again meanwhile.
 */
export async function rebuildSketches(
  redis: RedisCommands,
  attendance: AttendanceOf,
  sessions: readonly SessionKey[],
  identity: string,
): Promise<void> {
  const building = `${BUILDING}${randomUUID()}`;
  const pairs = sessions.flatMap((session) => [sketchMarkerKey(session), sketchKey(session)]);
  await redis.pipeline([script(BEGIN, pairs, [building, String(BUILDING_SECONDS), identity])]);
  const sheets = await attendance(sessions);
  const adds = sessions.flatMap((session, index): RedisCommand[] => {
    const studentIds = sheets[index]?.studentIds ?? [];
    if (studentIds.length === 0) return [];
    return inParts(studentIds, STUDENTS_MAX).map((part) => ['PFADD', sketchKey(session), ...part]);
  });
  const markers = sessions.map(sketchMarkerKey);
  const finish = script(FINISH, markers, [building, identity, String(MARKER_SECONDS)]);
  await transaction(redis, [...adds, finish]);
}
