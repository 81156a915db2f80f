import { existsSync, readFileSync } from 'node:fs';
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/schema.ts';
import { contractProblems, readAbsences } from '../../tools/contract.ts';
import { printedSchema, SCHEMA_FILE } from '../../tools/print-schema.ts';

const CONTRACT = new URL('../../../shared/api.graphql', import.meta.url);
const ABSENCES = readAbsences(readFileSync(new URL('../../schema-absences.txt', import.meta.url), 'utf8'));

describe('the schema', () => {
  it.runIf(existsSync(CONTRACT))('keeps the contract, but for the listed absences', () => {
    expect(contractProblems(schema, readFileSync(CONTRACT, 'utf8'), ABSENCES)).toEqual([]);
  });

  it('keeps what is committed as schema.graphql, to the letter', () => {
    expect(printedSchema()).toBe(readFileSync(SCHEMA_FILE, 'utf8'));
  });

  it('says something of every type, field, argument and value', () => {
    const silent: string[] = [];
    const say = (coordinate: string, part: { description?: string | null | undefined }) => {
      if (!part.description) silent.push(coordinate);
    };
    for (const type of Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))) {
      say(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) say(`${type.name}.${value.name}`, value);
      if (isInputObjectType(type))
        for (const field of Object.values(type.getFields())) say(`${type.name}.${field.name}`, field);
      if (isObjectType(type) || isInterfaceType(type)) {
        for (const field of Object.values(type.getFields())) {
          say(`${type.name}.${field.name}`, field);
          for (const arg of field.args) say(`${type.name}.${field.name}(${arg.name}:)`, arg);
        }
      }
    }
    expect(silent).toEqual([]);
  });
});

describe('contractProblems', () => {
  const contract = `
    scalar Duration
    "A question." type Query { "By id." list(first: Int = 5, every: Duration! = "PT1S"): [Int!] old: Old }
    type Old { id: Int! }
    input Choice @oneOf { a: Int b: Int }
    input Bag { size: Int! = 1 }
    type More { use(choice: Choice, bag: Bag): Int }`;
  const problems = (sdl: string, absences: string[] = []) => contractProblems(buildSchema(sdl), contract, absences);

  it('finds none in the contract itself, whatever is added', () => {
    expect(problems(contract)).toEqual([]);
    expect(problems(`${contract} type Added { x: Int }`)).toEqual([]);
  });

  it('finds what was removed, unless its absence is listed; and a listed absence that is there', () => {
    const without = contract.replace('old: Old', '').replace('type Old { id: Int! }', '');
    expect(problems(without)).toEqual(['Old was removed.', 'Query.old was removed.']);
    expect(problems(without, ['Query.old', 'Old'])).toEqual([]);
    expect(problems(contract, ['Old'])).toEqual(['Old is listed as absent, but is there: strike it off.']);
    expect(problems(contract, ['Never'])).toEqual(['Never is listed as absent, but the contract does not have it.']);
  });

  it.each([
    ['a narrowed type', '[Int!]', '[Int]'],
    ['a changed default of an argument', 'first: Int = 5', 'first: Int = 6'],
    ['a changed default of a scalar of ours', '"PT1S"', '"PT2S"'],
    ['a changed default of an input field', 'size: Int! = 1', 'size: Int! = 2'],
    ['a lost @oneOf', '@oneOf', ''],
    ['a lost description', '"By id."', '"By."'],
  ])('finds %s', (_what, from, to) => {
    expect(problems(contract.replace(from, to))).toHaveLength(1);
  });
});
