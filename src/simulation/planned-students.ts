import { createRandom } from '../core/random.ts';
import type { SimulationInput } from '../core/simulation.ts';
import { blockCount } from './planned-lectures.ts';
import { STREAM } from './streams.ts';

const COHORT_SIZE = 25;
/** A student swaps a lecture of their cohort for another of the same block so often. */
const SWAP_SHARE = 0.1;

/** Who takes what, in columns; students are known by index. */
export interface PlannedStudents {
  readonly cohortOf: (student: number) => number;
  /** Seeds each student's name. */
  readonly draw: Uint32Array;
  /** 0..2, on average 1: how much likelier than others a student is to be absent, to be late. */
  readonly absentTrait: Float32Array;
  readonly lateTrait: Float32Array;
  readonly blocks: number;
  /** The lecture a student takes in a block, at student × blocks + block; −1: none. */
  readonly takes: Int32Array;
  /** Students of a lecture, ascending. */
  enrolled(lecture: number): Int32Array;
}

export function planStudents(input: SimulationInput, seed: readonly [number, number]): PlannedStudents {
  const blocks = blockCount(input);
  const { students, lectures } = input;
  const takes = new Int32Array(students * blocks).fill(-1);
  const draw = new Uint32Array(students);
  const absentTrait = new Float32Array(students);
  const lateTrait = new Float32Array(students);
  const inBlock = Array.from({ length: blocks }, (_, block) => Math.ceil((lectures - block) / blocks));
  let skipped = -1;
  let cohort = -1;
  for (let student = 0; student < students; student += 1) {
    const own = Math.floor(student / COHORT_SIZE);
    if (own !== cohort) {
      cohort = own;
      // Five of six blocks: everybody has a free one. With few blocks nobody does.
      skipped = blocks < 4 ? -1 : createRandom(...seed, STREAM.cohort, cohort).below(blocks);
    }
    const random = createRandom(...seed, STREAM.student, student);
    draw[student] = random.u32();
    absentTrait[student] = 2 * random.unit();
    lateTrait[student] = 2 * random.unit();
    for (let block = 0; block < blocks; block += 1) {
      const choices = inBlock[block] ?? 1;
      const swap = random.chance(SWAP_SHARE);
      const other = random.below(choices);
      const nth = swap ? other : (cohort + block * 7) % choices;
      if (block !== skipped) takes[student * blocks + block] = nth * blocks + block;
    }
  }
  return {
    cohortOf: (student) => Math.floor(student / COHORT_SIZE),
    draw,
    absentTrait,
    lateTrait,
    blocks,
    takes,
    enrolled: byLecture(takes, blocks, lectures),
  };
}

/** The same enrolments from the lectures' side: counted first, then laid out in one column. */
function byLecture(takes: Int32Array, blocks: number, lectures: number): (lecture: number) => Int32Array {
  const ends = new Int32Array(lectures + 1);
  for (const lecture of takes) if (lecture >= 0) ends[lecture + 1] = (ends[lecture + 1] ?? 0) + 1;
  for (let lecture = 0; lecture < lectures; lecture += 1) {
    ends[lecture + 1] = (ends[lecture + 1] ?? 0) + (ends[lecture] ?? 0);
  }
  const next = ends.slice();
  const column = new Int32Array(ends[lectures] ?? 0);
  for (let index = 0; index < takes.length; index += 1) {
    const lecture = takes[index] ?? -1;
    if (lecture < 0) continue;
    const at = next[lecture] ?? 0;
    column[at] = Math.floor(index / blocks);
    next[lecture] = at + 1;
  }
  return (lecture) => column.subarray(ends[lecture], ends[lecture + 1]);
}
