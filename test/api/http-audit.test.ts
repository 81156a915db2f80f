import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Edge, openEdge } from '../support/edge.ts';

const LEVELS = ['MUST', 'SHOULD', 'MAY'] as const;

let edge: Edge;
const passed: string[] = [];
const missed: string[] = [];
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge.close());

const audits = serverAudits({ url: () => `${edge.url}/graphql` });
const levelOf = (name: string) => LEVELS.find((level) => name.startsWith(level));
const counts = (names: readonly string[]) =>
  LEVELS.map((level) => `${names.filter((name) => levelOf(name) === level).length} ${level}`).join(', ');

describe('the graphql-http audit', () => {
  afterAll(() => {
    console.info(`graphql-http audit: ${counts(passed)} of ${counts(audits.map(({ name }) => name))}`);
    for (const name of missed) console.info(`  not met: ${name}`);
  });

  it.each(audits.map(({ id, name, fn }) => ({ id, name, fn })))('$id $name', async ({ name, fn }) => {
    const result = await fn();
    (result.status === 'ok' ? passed : missed).push(name);
    if (levelOf(name) !== 'MAY') expect(result).toMatchObject({ status: 'ok' });
  });

  it('says of each of its lines how binding it is', () => {
    expect(audits.filter(({ name }) => levelOf(name) === undefined)).toEqual([]);
    expect(audits.length).toBeGreaterThanOrEqual(61);
  });
});
