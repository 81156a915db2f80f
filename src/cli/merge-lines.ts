import type { LectureInput } from './generated/graphql.ts';
import type { Row } from './hand-in.ts';
import type { RowReading } from './import-rows.ts';
import type { ProblemList } from './problem-list.ts';
import type { Fields, LineRecord } from './records.ts';

type Records = AsyncIterable<readonly LineRecord[]>;

/** A row a line. */
export async function* eachLine<T>(
  records: Records,
  problems: ProblemList,
  read: (fields: Fields) => RowReading<T>,
): AsyncGenerator<readonly Row<T>[]> {
  for await (const block of records) {
    const rows: Row<T>[] = [];
    for (const record of block) {
      const reading = 'problem' in record ? record : read(record.value);
      if ('problem' in reading) problems.add(record.line, reading.problem);
      else if ('bytes' in record) rows.push({ line: record.line, bytes: record.bytes, value: reading.value });
    }
    yield rows;
  }
}

/**
 * A row a lecture: the lines that name it, wherever they stand, make up its timetable together, because importing one
 * replaces the whole. Where one of its lines is wrong the lecture is left as it is stored.
 */
export async function* lecturesOfLines(
  records: Records,
  problems: ProblemList,
  read: (fields: Fields) => RowReading<LectureInput>,
): AsyncGenerator<readonly Row<LectureInput>[]> {
  const lectures = new Map<string, Row<LectureInput>>();
  const spoilt = new Set<string>();
  for await (const block of records) {
    for (const record of block) {
      const reading = 'problem' in record ? record : read(record.value);
      if ('problem' in reading) {
        problems.add(record.line, reading.problem);
        const { lecture_id: snake, lectureId = snake } = record.value ?? {};
        if (lectureId !== undefined) spoilt.add(String(lectureId));
      } else if ('bytes' in record) {
        const { lectureId } = reading.value;
        lectures.set(lectureId, merged(lectures.get(lectureId), { ...record, value: reading.value }));
      }
    }
  }
  const whole: Row<LectureInput>[] = [];
  for (const [lectureId, row] of lectures) {
    if (spoilt.has(lectureId)) problems.add(row.line, `${lectureId} is left as it is: another of its lines is wrong.`);
    else whole.push(row);
  }
  yield whole;
}

function merged(before: Row<LectureInput> | undefined, row: Row<LectureInput>): Row<LectureInput> {
  if (before === undefined) return row;
  const slots = [...(before.value.timetable ?? []), ...(row.value.timetable ?? [])];
  const { title = before.value.title, gracePeriod = before.value.gracePeriod } = row.value;
  return {
    line: before.line,
    bytes: before.bytes + row.bytes,
    value: { ...row.value, title, gracePeriod, ...(slots.length === 0 ? {} : { timetable: slots }) },
  };
}
