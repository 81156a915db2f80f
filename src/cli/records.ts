import { parseCsvLine } from './csv.ts';
import type { Line } from './lines.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A line's object, or what is wrong with the line. */
export type LineRecord =
  | { readonly line: number; readonly bytes: number; readonly value: Fields }
  | {
      readonly line: number;
      readonly problem: string;
      /** What can be told of the line nevertheless, as whom it is about: cells as far as they go. */
      readonly value?: Fields;
    };

type LineReading = { readonly value: Fields } | { readonly problem: string; readonly value?: Fields };

export type Format = 'csv' | 'ndjson';

export interface RecordOptions {
  /** Absent: CSV when the first line is no JSON object. */
  readonly format?: Format | undefined;
  /** Columns that a CSV header must have. */
  readonly required: readonly string[];
}

/** A file that is not what it is given for; nothing of it has been handed in. */
export type HeaderFault = { readonly fault: string };

/** Objects from NDJSON or from CSV with a header line; an empty CSV cell is a field that is not there. */
export async function* readRecords(
  lines: AsyncIterable<readonly Line[]>,
  { format, required }: RecordOptions,
): AsyncGenerator<readonly LineRecord[] | HeaderFault> {
  let read: ((text: string) => LineReading) | null = null;
  for await (const block of lines) {
    const records: LineRecord[] = [];
    for (const { number, text, fault, legible } of block) {
      if (text === null) {
        const problem = fault ?? 'The line cannot be read.';
        const reading = read === null || legible === undefined ? {} : read(legible);
        records.push({ line: number, ...reading, problem });
        continue;
      }
      if (read === null) {
        const csv =
          format === 'csv' || (format === undefined && !text.trimStart().startsWith('{') && looksCsv(text, required));
        if (!csv) {
          read = readJson;
        } else {
          const header = parseCsvLine(text)?.map((name) => name.trim());
          const missing = required.filter((name) => header === undefined || !header.includes(name));
          if (header === undefined || missing.length > 0) {
            yield { fault: `The header in line ${number} lacks ${missing.join(', ')}.` };
            return;
          }
          read = csvReader(header);
          continue;
        }
      }
      const reading = read(text);
      records.push(
        'problem' in reading ? { line: number, ...reading } : { line: number, bytes: text.length, ...reading },
      );
    }
    if (records.length > 0) yield records;
  }
}

/** A line that has at least one of the columns by name is meant as a header. */
function looksCsv(text: string, required: readonly string[]): boolean {
  const cells = parseCsvLine(text) ?? [];
  return required.some((name) => cells.includes(name));
}

function readJson(text: string): LineReading {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? { value } : { problem: 'The line is not a JSON object.' };
  } catch {
    return { problem: 'The line is not JSON.' };
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function csvReader(header: readonly string[]): (text: string) => LineReading {
  const fieldsOf = (cells: readonly string[]): Fields => {
    const fields: Record<string, string> = {};
    for (const [column, name] of header.entries()) {
      const cell = cells[column] ?? '';
      if (cell !== '') fields[name] = cell;
    }
    return fields;
  };
  return (text) => {
    const cells = parseCsvLine(text);
    if (cells === null) {
      const value = fieldsOf(text.split(',').map((cell) => cell.trim()));
      return { problem: 'A quote is not closed.', value };
    }
    const value = fieldsOf(cells);
    if (cells.length === header.length) return { value };
    return { problem: `The line has ${cells.length} cells, the header ${header.length}.`, value };
  };
}
