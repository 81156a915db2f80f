import { RollcallError } from '../core/errors.ts';
import { lecturesOfCalendar } from './calendar.ts';
import { runTask } from './file-command.ts';
import type { Source } from './lines.ts';
import { CAMPUS_ZONE, IMPORT_LECTURES } from './operations.ts';
import { persist } from './persist.ts';
import type { ProblemList } from './problem-list.ts';
import { takenFrom } from './taken.ts';

/** Hands in the timetables of an iCalendar file. @param nameIn the property that names the lecture */
export function importCalendar(path: string, url: string, nameIn: string): Promise<number> {
  return runTask({
    path,
    url,
    verb: 'imported',
    async *rows(source, client, problems) {
      const answer = await persist(() => client.request(CAMPUS_ZONE, {}));
      if (answer.kind === 'REFUSED') throw new RollcallError('ARGUMENT_INVALID', `${answer.message} (${answer.code})`);
      const campusZone = answer.data.campus.timeZone;
      const text = await textOf(source, problems);
      const lectures = lecturesOfCalendar(text, { campusZone, nameIn, problems });
      if (lectures === null) throw new RollcallError('ARGUMENT_INVALID', `${path} is not an iCalendar file.`);
      yield lectures;
    },
    send: async (client, rows) =>
      takenFrom(await client.request(IMPORT_LECTURES, { rows: [...rows] }), ({ result }) => result),
  });
}

/** The whole text, each line where it stands. */
async function textOf(source: Source, problems: ProblemList): Promise<string> {
  const lines: string[] = [];
  for await (const block of source.lines()) {
    for (const { number, text, fault } of block) {
      while (lines.length < number - 1) lines.push('');
      if (text === null) problems.add(number, fault ?? 'The line cannot be read.');
      lines.push(text ?? '');
    }
  }
  return lines.join('\n');
}
