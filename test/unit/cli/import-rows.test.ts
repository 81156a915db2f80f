import { describe, expect, it } from 'vitest';
import type { LectureInput } from '../../../src/cli/generated/graphql.ts';
import { enrolmentRow, lectureRow, studentRow } from '../../../src/cli/import-rows.ts';
import { splitLines } from '../../../src/cli/lines.ts';
import { lecturesOfLines } from '../../../src/cli/merge-lines.ts';
import { createProblemList } from '../../../src/cli/problem-list.ts';
import { type Fields, type LineRecord, readRecords } from '../../../src/cli/records.ts';

function merge(values: readonly Fields[]) {
  async function* records() {
    yield values.map((value, index) => ({ line: index + 2, bytes: 1, value }));
  }
  return mergeRecords(records());
}

function mergeCsv(text: string) {
  async function* records() {
    async function* bytes() {
      yield Buffer.from(text, 'latin1');
    }
    for await (const block of readRecords(splitLines(bytes()), { format: 'csv', required: ['lecture_id'] })) {
      if (!('fault' in block)) yield block;
    }
  }
  return mergeRecords(records());
}

async function mergeRecords(
  records: AsyncIterable<readonly LineRecord[]>,
): Promise<{ lectures: LectureInput[]; written: string[] }> {
  const written: string[] = [];
  const problems = createProblemList((text) => written.push(text));
  const lectures: LectureInput[] = [];
  for await (const block of lecturesOfLines(records, problems, lectureRow))
    lectures.push(...block.map((row) => row.value));
  problems.flush();
  return { lectures, written };
}

describe('roster rows', () => {
  it('take the seed-like names and the names of the API, keep null apart from absent', () => {
    expect(studentRow({ student_id: 'S1', cohort: null })).toEqual({ value: { studentId: 'S1', cohort: null } });
    expect(studentRow({ studentId: 'S1', displayName: 'Ada' })).toEqual({
      value: { studentId: 'S1', displayName: 'Ada' },
    });
  });

  it.each([
    [{}, 'student_id is missing.'],
    [{ student_id: 7 }, 'student_id must be text.'],
    [{ student_id: 'S1', lecture_id: 'L', from: '2026-02-30' }, 'from must be YYYY-MM-DD.'],
  ])('say what is wrong with %j', (fields, problem) => {
    const read = 'lecture_id' in fields ? enrolmentRow : studentRow;
    expect(read(fields)).toEqual({ problem });
  });

  it.each([
    [{ weekday: 'someday' }, 'weekday must be MONDAY to SUNDAY.'],
    [{ weekday: 'monday', starts_at: '9' }, 'starts_at must be HH:MM or HH:MM:SS.'],
    [{ weekday: 'monday', starts_at: '09:00' }, 'duration is missing.'],
    [
      { weekday: 'monday', starts_at: '09:00', duration: '50 min' },
      'duration must be an ISO 8601 duration, such as PT50M.',
    ],
    [{ timetable: 'x' }, 'timetable must be a list of slots.'],
  ])('refuse the slot %j', (fields, problem) => {
    expect(lectureRow({ lecture_id: 'L', ...fields })).toEqual({ problem });
  });
});

describe('lectures of several lines', () => {
  const slot = (weekday: string) => ({ lecture_id: 'L1', weekday, starts_at: '09:00', duration: 'PT50M' });

  it('have one timetable, whatever stands between its lines', async () => {
    const { lectures } = await merge([
      slot('monday'),
      { lecture_id: 'L2', title: 'Two' },
      { ...slot('friday'), title: 'One' },
    ]);
    expect(lectures).toMatchObject([
      { lectureId: 'L1', title: 'One', timetable: [{ weekday: 'MONDAY' }, { weekday: 'FRIDAY' }] },
      { lectureId: 'L2', title: 'Two' },
    ]);
    expect(lectures[1]?.timetable).toBeUndefined();
  });

  it('are left alone when one of their lines is wrong: half a timetable would replace the whole', async () => {
    const { lectures, written } = await merge([slot('monday'), slot('doomsday')]);
    expect(lectures).toEqual([]);
    expect(written).toEqual([
      'line 2: L1 is left as it is: another of its lines is wrong.\n',
      'line 3: weekday must be MONDAY to SUNDAY.\n',
    ]);
  });

  it.each([
    ['a title with a comma and no quotes', 'L1,Law, Part One,tuesday,09:00,PT50M'],
    ['too few cells', 'L1,Law'],
    ['a quote that is not closed', 'L1,"Law,tuesday,09:00,PT50M'],
    ['a letter that is not UTF-8', 'L1,L\u00e1w,tuesday,09:00,PT50M'],
  ])('are left alone when a line of theirs has %s', async (_, broken) => {
    const header = 'lecture_id,title,weekday,starts_at,duration';
    const text = [header, 'L1,Law,monday,09:00,PT50M', broken, 'L2,Art,monday,09:00,PT50M'].join('\n');
    const { lectures, written } = await mergeCsv(text);
    expect(lectures.map(({ lectureId }) => lectureId)).toEqual(['L2']);
    expect(written).toEqual([
      'line 2: L1 is left as it is: another of its lines is wrong.\n',
      expect.stringMatching(/^line 3: /),
    ]);
  });

  it('may clear a timetable with an empty list', async () => {
    expect((await merge([{ lecture_id: 'L1', timetable: [] }])).lectures[0]?.timetable).toEqual([]);
  });
});
