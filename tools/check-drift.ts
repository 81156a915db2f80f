import { readFile, writeFile } from 'node:fs/promises';
import { generate } from '@graphql-codegen/cli';
import codegen from '../codegen.ts';
import { settingsMarkdown } from '../src/config/describe.ts';
import { ERRORS } from '../src/core/errors.ts';
import { schema } from '../src/schema/schema.ts';
import { contractProblems, readAbsences } from './contract.ts';
import { printedSchema } from './print-schema.ts';

/**
 * Whether everything that is generated is what its source says today, and whether the schema keeps its contract.
 * `--write` generates again instead of complaining.
 */

const ROOT = new URL('..', import.meta.url);
/** Lies beside the project where the design does; without it the committed schema is the contract. */
const CONTRACT = '../shared/api.graphql';

const textOf = (path: string) => readFile(new URL(path, ROOT), 'utf8').catch(() => null);

interface Generated {
  readonly path: string;
  readonly text: string;
}

async function generatedDocuments(): Promise<Generated[]> {
  const outputs = await generate({ ...codegen, cwd: new URL('.', ROOT).pathname }, false);
  return outputs.map(({ filename, content }: { filename: string; content: string }) => ({
    path: filename,
    text: content,
  }));
}

async function drift(generated: readonly Generated[], write: boolean): Promise<string[]> {
  const problems: string[] = [];
  for (const { path, text } of generated) {
    if ((await textOf(path)) === text) continue;
    if (write) await writeFile(new URL(path, ROOT), text);
    else problems.push(`${path} is not what its source says; npx tsx tools/check-drift.ts --write makes it so.`);
  }
  return problems;
}

async function contractBreaks(): Promise<string[]> {
  const absences = readAbsences((await textOf('schema-absences.txt')) ?? '');
  const contract = await textOf(CONTRACT);
  const committed = await textOf('schema.graphql');
  return [
    ...(contract === null ? [] : contractProblems(schema, contract, absences).map((text) => `contract: ${text}`)),
    ...(committed === null
      ? ['schema.graphql is missing.']
      : contractProblems(schema, committed, []).map((text) => `schema.graphql: ${text}`)),
  ];
}

async function undocumentedErrors(): Promise<string[]> {
  const page = (await textOf('docs/errors.md')) ?? '';
  return Object.entries(ERRORS)
    .filter(([code, { retriable, http }]) => !page.includes(`| ${code} | ${retriable ? 'yes' : 'no'} | ${http} |`))
    .map(([code]) => `docs/errors.md has no row for ${code} as src/core/errors.ts has it.`);
}

const write = process.argv.includes('--write');
const contract = write ? [] : await contractBreaks();
const sources = [
  { path: 'schema.graphql', text: printedSchema() },
  { path: 'docs/settings.md', text: settingsMarkdown() },
];
const first = await drift(sources, write);
const problems = [
  ...contract,
  ...first,
  ...(await drift(await generatedDocuments(), write)),
  ...(await undocumentedErrors()),
];
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length === 0) process.stdout.write('Nothing has drifted.\n');
process.exitCode = problems.length === 0 ? 0 : 1;
