import { createRandom } from '../../src/core/random.ts';

/** A seeded day of swipes as readers send them: uniform over lectures, students and gates, the worst case for packing. */
export interface SwipeSource {
  readonly students: number;
  readonly lectures: number;
  readonly gates: number;
}

export const UNIFORM: SwipeSource = { students: 10_000, lectures: 200, gates: 40 };

export function studentId(index: number): string {
  return `S${String(index).padStart(6, '0')}`;
}
export function lectureId(index: number): string {
  return `LEC${String(index).padStart(3, '0')}-L1`;
}

export interface BenchMessage {
  readonly key: string;
  readonly payload: Uint8Array;
}

/** Messages `from` to `to` of the day, the same for the same seed. @param dayStart epoch ms */
export function benchMessages(from: number, to: number, dayStart: number, source = UNIFORM): BenchMessage[] {
  const random = createRandom(1, from);
  const messages: BenchMessage[] = [];
  const hex = (length: number) => {
    let text = '';
    while (text.length < length) text += random.u32().toString(16).padStart(8, '0');
    return text.slice(0, length);
  };
  for (let index = from; index < to; index += 1) {
    const key = lectureId(random.below(source.lectures));
    const id = hex(32);
    const uuid = `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20)}`;
    const at = new Date(dayStart + ((index * 28) % 36_000_000) + random.below(1_000)).toISOString();
    const json = JSON.stringify({
      event_id: uuid,
      student_id: studentId(random.below(source.students)),
      lecture_id: key,
      gate_id: `GATE-${String(random.below(source.gates)).padStart(2, '0')}`,
      timestamp: at,
      action: random.chance(0.5) ? 'enter' : 'exit',
    });
    messages.push({ key, payload: Buffer.from(json) });
  }
  return messages;
}

/** A UUID for each number. */
export function numberedId(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}
