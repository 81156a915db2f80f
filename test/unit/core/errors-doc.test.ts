import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERRORS } from '../../../src/core/errors.ts';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| ([A-Z_]+) \| (\w+) \| (\d+) \| (.+) \|$/gm)];

it('docs/errors.md has exactly the codes of the table, each with its retriable and its HTTP status', () => {
  const documented = rows.map(([, code, retriable, http]) => [code, retriable, Number(http)]);
  const table = Object.entries(ERRORS).map(([code, row]) => [code, row.retriable ? 'yes' : 'no', row.http]);
  expect(documented.sort()).toEqual(table.sort());
});

it('says of each code what it means in a sentence, and names no backend', () => {
  for (const [, , , , meaning] of rows) expect(meaning).toMatch(/^[A-Z].*\.$/);
  for (const { text } of Object.values(ERRORS)) expect(text).not.toMatch(/pulsar|redis|cassandra|leveldb|bookkeeper/i);
});
