import { RollcallError } from '../core/errors.ts';
import { IDENTIFIER_MAX, isIdentifier } from '../core/identifier.ts';
import type { ImportResult, ProblemCode, RowProblem } from '../core/roster.ts';

/** Rows of one import call. */
export const IMPORT_ROWS_MAX = 5_000;
/** Characters of a name, a title or a cohort. */
export const TEXT_MAX = 256;

/** Why a row is not taken; its index is known to the caller. */
export type RowFault = Omit<RowProblem, 'index'>;

export function fault(field: string | null, code: ProblemCode, message: string): RowFault {
  return { field, code, message };
}

/** True for what a merge or a check answers instead of a value. */
export function isFault(value: object): value is RowFault {
  return 'code' in value && 'message' in value;
}

export function idFault(field: string, id: string): RowFault | null {
  if (isIdentifier(id)) return null;
  return fault(field, 'ID_INVALID', `${field} must be 1 to ${IDENTIFIER_MAX} characters of A-Z a-z 0-9 . _ : -`);
}

export function textFault(field: string, text: string | null | undefined): RowFault | null {
  if (text === undefined || text === null || text.length <= TEXT_MAX) return null;
  return fault(field, 'VALUE_INVALID', `${field} must be at most ${TEXT_MAX} characters.`);
}

/** @throws LIMIT_EXCEEDED */
export function limitRows(rows: readonly unknown[]): void {
  if (rows.length > IMPORT_ROWS_MAX) {
    throw new RollcallError('LIMIT_EXCEEDED', `A call may carry at most ${IMPORT_ROWS_MAX} rows; send several.`);
  }
}

/** One import call under way. */
export interface Importing<R> {
  /** Takes a row, after all rows before it. @returns what is wrong with it, or null */
  take(row: R): RowFault | null;
  /** Writes what was taken. */
  save(): Promise<void>;
}

/** Takes the rows one after the other, and writes what was taken. @throws LIMIT_EXCEEDED; as `begin` and `save` */
export async function importAll<R>(rows: readonly R[], begin: () => Promise<Importing<R>>): Promise<ImportResult> {
  limitRows(rows);
  if (rows.length === 0) return { done: 0, problems: [] };
  const problems: RowProblem[] = [];
  const { take, save } = await begin();
  for (const [index, row] of rows.entries()) {
    const wrong = take(row);
    if (wrong !== null) problems.push({ index, ...wrong });
  }
  await save();
  return { done: rows.length - problems.length, problems };
}

/** Taking things off the roster by id. */
export function removal(
  field: string,
  isThere: (id: string) => boolean,
  remove: (ids: readonly string[]) => Promise<void>,
): Importing<string> {
  const taken = new Set<string>();
  return {
    take(id) {
      const wrong = idFault(field, id);
      if (wrong !== null) return wrong;
      if (!isThere(id)) return fault(field, 'NOT_FOUND', `No such ${field} is on the roster.`);
      taken.add(id);
      return null;
    },
    async save() {
      if (taken.size > 0) await remove([...taken]);
    },
  };
}

/** The well-formed ones, each once. */
export function distinctIds(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter(isIdentifier);
}
