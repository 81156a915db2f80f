import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  /** Path within the project for a relative import, else the package or builtin. */
  readonly target: string;
  /** Only types cross. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Such as src/core/swipe.ts. */
  readonly path: string;
  readonly lines: number;
  /** Without comments and texts. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Every non-generated TypeScript file under a folder of the project. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.split(sep).includes('generated'),
    )
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort()
    .map((path) => readSource(path, readFileSync(join(ROOT, path), 'utf8')));
}

const DECLARATION = /^\s*(?:import|export)\b([^;'"`]*?)\bfrom\s*['"]([^'"]+)['"]/gm;
const BARE = /^\s*import\s*['"]([^'"]+)['"]/gm;
const CALL = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** @param path within the project */
export function readSource(path: string, text: string): SourceFile {
  const uncommented = withoutComments(text);
  const found: [string, boolean][] = [
    ...[...uncommented.matchAll(DECLARATION)].map(([, what = '', from = '']): [string, boolean] => [
      from,
      isTypeOnly(what),
    ]),
    ...[...uncommented.matchAll(BARE)].map(([, from = '']): [string, boolean] => [from, false]),
    ...[...uncommented.matchAll(CALL)].map(([, from = '']): [string, boolean] => [from, false]),
  ];
  return {
    path,
    lines: text.split('\n').length - 1,
    code: uncommented.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''"),
    imports: found.map(([from, typeOnly]) => ({
      target: from.startsWith('.') ? join(dirname(path), from) : from,
      typeOnly,
    })),
  };
}

/** `import type {…}`, or braces in which every name is marked as a type. */
function isTypeOnly(what: string): boolean {
  if (/^\s*type\s+[{*\w]/.test(what)) return true;
  const names = /^\s*\{([\s\S]*)\}\s*$/.exec(what)?.[1];
  return names?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) ?? false;
}

/** A scanner's work in one expression: texts and templates are skipped over, comments become a space. */
function withoutComments(text: string): string {
  return text.replace(
    /('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|(?<![:\\/])\/\/[^\n]*/g,
    (_, literal?: string) => literal ?? ' ',
  );
}
