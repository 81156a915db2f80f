import { mix32 } from '../core/random.ts';
import type { CampusPlan } from './campus-plan.ts';

const HEX4 = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));
const DAY_NUMBERS = 4_096;
/** Odd, so that days keep different numbers modulo 4,096. */
const DAY_STEP = 1_229;

/**
 * The event ids of one day of a plan, shaped like version 4 UUIDs: the plan's tag, the day, and a scrambled number, so
 * that no two of a plan are equal, and none of two plans whose tags differ.
 */
export function eventIds({ tag, seed }: CampusPlan, dayIndex: number): (event: number) => string {
  const [first, second] = seed;
  const day = (dayIndex * DAY_STEP + (first & 0xfff)) % DAY_NUMBERS;
  const [keyA, keyB, keyC] = [
    mix32(first + dayIndex),
    mix32(second ^ dayIndex),
    mix32(first ^ second ^ (dayIndex << 8)),
  ];
  const head = `${tag.slice(0, 8)}-${tag.slice(8)}`;
  const version = `-4${day.toString(16).padStart(3, '0')}-`;
  return (event) => {
    // A bijection of the event's number: different numbers, different words.
    const unique = mix32(event ^ keyA);
    const b = mix32(unique + keyB);
    const c = mix32(b ^ keyC);
    const variant = HEX4[(c & 0x3fff) | 0x8000] ?? '';
    const filler = (HEX4[c >>> 16] ?? '').slice(2);
    const tail = (HEX4[unique >>> 16] ?? '') + (HEX4[unique & 0xffff] ?? '') + (HEX4[b & 0xffff] ?? '');
    return `${head}${filler}${version}${variant}-${tail}`;
  };
}
