import { RollcallError } from '../core/errors.ts';
import { fileArguments, runFileTask } from './file-command.ts';
import type { Row } from './hand-in.ts';
import { SUBMIT_SWIPE_EVENTS } from './operations.ts';
import type { ProblemList } from './problem-list.ts';
import type { Fields, LineRecord } from './records.ts';
import { takenFrom } from './taken.ts';

const FIELDS = ['event_id', 'student_id', 'lecture_id', 'gate_id', 'timestamp', 'action'];

export async function run(args: readonly string[]): Promise<number> {
  const { positionals, url, format } = fileArguments(args);
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) {
    throw new RollcallError('ARGUMENT_INVALID', 'replay takes one FILE, or - for standard input.');
  }
  return runFileTask<Fields>({
    path,
    url,
    format,
    required: FIELDS,
    verb: 'queued',
    rows: eventRows,
    async send(client, events) {
      const answer = await client.request(SUBMIT_SWIPE_EVENTS, { events: [...events] });
      return takenFrom(
        answer,
        ({ submitSwipeEvents }) =>
          submitSwipeEvents && { done: submitSwipeEvents.queued, problems: submitSwipeEvents.problems },
      );
    },
  });
}

async function* eventRows(
  records: AsyncIterable<readonly LineRecord[]>,
  problems: ProblemList,
): AsyncGenerator<readonly Row<Fields>[]> {
  for await (const block of records) {
    const rows: Row<Fields>[] = [];
    for (const record of block) {
      if ('problem' in record) problems.add(record.line, record.problem);
      else rows.push(record);
    }
    yield rows;
  }
}
