import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';

const BATCH = 2_000;
/** Rows made beforehand at once, so that the store seldom gets a rest in which to compact uncounted. */
const CHUNK = 250_000;

interface Event {
  readonly event_id: string;
  readonly student_id: string;
  readonly lecture_id: string;
  readonly gate_id: string;
  readonly timestamp: string;
  readonly action: string;
}

/** The rows of one swipe, one put each, as eight query tables want them: keys and columns as text. */
function rowsOf(event: Event, sequence: number): [string, string][] {
  const { event_id: id, student_id: student, lecture_id: lecture, gate_id: gate, timestamp: ts, action } = event;
  const day = ts.slice(0, 10);
  const receipt = `${ts}/${sequence}`;
  return [
    [`l/${lecture}/${day}/${ts}/${student}/${id}`, `${gate}/${action}/${receipt}`],
    [`s/${student}/${day}/${ts}/${lecture}/${id}`, `${gate}/${action}/${receipt}`],
    [`g/${gate}/${day}/${ts}/${id}`, `${student}/${lecture}/${action}/${receipt}`],
    [`a/${lecture}/${day}/${student}`, `${ts}/${ts}/${action}`],
    [`b/${student}/${day}/${lecture}`, `${ts}/${ts}/${action}`],
    [`c/${id}`, receipt],
    [`o/${id}`, 'accepted'],
    [`f/${String(sequence).padStart(12, '0')}`, `${id}/${student}/${lecture}/${gate}/${ts}/${action}/${receipt}`],
  ];
}

/**
 * Eight puts a swipe and nothing else, in chained, ordered batches of 2,000 swipes. Making the rows is not counted.
 * @param events makes the events of swipes `from` to `to`
 * @returns swipes a second
 */
export async function rawPut(
  dir: string,
  swipes: number,
  events: (from: number, to: number) => readonly Event[],
): Promise<number> {
  await mkdir(dir, { recursive: true });
  const level = new ClassicLevel<string, string>(join(dir, 'raw'), { writeBufferSize: 16 * 1024 * 1024 });
  await level.open();
  let seconds = 0;
  for (let from = 0; from < swipes; from += CHUNK) {
    const rows = events(from, Math.min(from + CHUNK, swipes)).map((event, index) => rowsOf(event, from + index));
    const startedAt = performance.now();
    for (let at = 0; at < rows.length; at += BATCH) {
      const batch = level.batch();
      for (const swipe of rows.slice(at, at + BATCH)) for (const [key, value] of swipe) batch.put(key, value);
      await batch.write();
    }
    seconds += (performance.now() - startedAt) / 1_000;
  }
  await level.close();
  return swipes / seconds;
}
