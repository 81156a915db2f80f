import fc from 'fast-check';
import {
  buildSchema,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  GraphQLScalarType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { schema as rollcall } from '../../../src/schema/schema.ts';
import { createExecutor, type Executed } from '../../../src/server/executor.ts';
import { resultOf } from '../../support/executed.ts';
import { randomOperation } from '../../support/random-operation.ts';

const SDL = `
  scalar Day
  scalar Anything
  enum Colour { RED GREEN BLUE }
  input Pick @oneOf { name: String count: Int }
  interface Named { name: String! friend: Named friends(first: Int = 2): [Named!] }
  type Person implements Named { name: String! friend: Named friends(first: Int = 2): [Named!] born(at: Day): Day! pets: [Pet]! shade(of: Colour = RED): Colour }
  type Robot implements Named { name: String! friend: Named friends(first: Int = 2): [Named!] power: Float! self: Robot! part: Thing }
  type Stone { weight: Int tags: [[String!]!]! owner: Person! }
  type Pet { id: ID! tame: Boolean! owner: Person legs: [Int!] }
  union Thing = Stone | Robot | Pet
  type Query {
    person(by: Pick, name: String): Person
    people(first: Int = 3): [Person!]!
    named: Named!
    nameds: [Named]
    things(on: Day, colour: Colour = BLUE): [Thing!]
    thing: Thing
    anything: Anything
    pet: Pet!
    text(name: String = "none", at: Day): String
  }
  type Mutation { first: Int! second: String third: Pet fourth: [Int!]! }
  type Subscription { swipe(id: ID): Pet }
`;

/** How a value comes: at once, by a promise, null, wrong, or as one of the ways to fail. */
const SURE = ['now', 'now', 'now', 'later', 'much later'] as const;
const UNSURE = [...SURE, ...SURE, 'null', 'error', 'rejection', 'error value', 'wrong'] as const;
const AT_ONCE = ['now', 'now', 'now', 'now', 'null', 'error', 'error value', 'wrong'] as const;

interface Source {
  readonly kind: string;
  readonly seed: number;
}

/** The same value with its keys sorted: their order says nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, inOrder(one)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mix(seed: number, text: string): number {
  let value = seed >>> 0;
  for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 0x9e3779b1) >>> 0;
  value ^= value >>> 15;
  return Math.imul(value, 0x85ebca6b) >>> 0;
}

/** The schema, every field of which comes in a way that follows from the seed and the place alone. */
function seededSchema(ways: readonly string[]): GraphQLSchema {
  const schema = buildSchema(SDL);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isScalarType(type) && type.name === 'Day') {
      Object.assign(type, dayScalar());
    } else if (isUnionType(type)) type.resolveType = (value: Source) => value.kind;
    else if (isInterfaceType(type)) {
      const pending = ways !== AT_ONCE;
      type.resolveType = (value: Source) => (pending ? Promise.resolve(value.kind) : value.kind);
    } else if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) field.resolve = seeded(ways);
    }
  }
  return schema;
}

function dayScalar() {
  const day = new GraphQLScalarType<number, string>({
    name: 'Day',
    serialize: (value) => {
      if (typeof value !== 'number') throw new TypeError('not a day');
      return new Date(value).toISOString();
    },
    parseValue: (value) => {
      if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) throw new GraphQLError('not a day');
      return Date.parse(value);
    },
  });
  return { serialize: day.serialize, parseValue: day.parseValue, parseLiteral: day.parseLiteral };
}

function seeded(ways: readonly string[]): GraphQLFieldResolver<unknown, { readonly seed: number }> {
  return (source, args, context, info) => {
    const from = typeof source === 'object' && source !== null && 'seed' in source ? Number(source.seed) : context.seed;
    const seed = mix(from, `${info.fieldName}${JSON.stringify(inOrder(args))}${info.path.key}`);
    const value = valueFor(String(info.returnType), seed, ways === UNSURE);
    switch (ways[seed % ways.length]) {
      case 'later':
        return Promise.resolve(value);
      case 'much later':
        return new Promise((resolve) => setImmediate(() => resolve(value)));
      case 'null':
        return null;
      case 'error':
        throw new GraphQLError('as designed', { extensions: { code: `E${seed % 7}` } });
      case 'rejection':
        return Promise.reject(new Error('later'));
      case 'error value':
        return new Error('as a value');
      case 'wrong':
        return info.fieldName === 'anything' ? null : Symbol.for('wrong');
      default:
        return value;
    }
  };
}

/** @param later list items come by promise: graphql-js drops the promises beside an item that fails at once. */
function valueFor(type: string, seed: number, later: boolean): unknown {
  if (type.endsWith('!')) return valueFor(type.slice(0, -1), seed, later);
  if (type.startsWith('[')) {
    const items = Array.from({ length: seed % 4 }, (_, index) =>
      valueFor(type.slice(1, -1), mix(seed, `${index}`), later),
    );
    if (!later && seed % 11 === 0) return new Set(items);
    if (later) return items.map((item) => Promise.resolve(item));
    return items;
  }
  const texts = [
    'plain',
    'with "quotes"',
    'line\nbreak \\',
    'naïve ☃',
    '\ud83d\ude00 pair',
    'alone \ud800',
    'x'.repeat(70),
  ];
  switch (type) {
    case 'String':
    case 'ID':
      return seed % 9 === 0 ? seed : texts[seed % texts.length];
    case 'Int':
      return [0, 1, -5, 2 ** 31 - 1, true, '12'][seed % 6];
    case 'Float':
      return [0, -0, 1.5, 1e21, 1e-7, '3.5', true][seed % 7];
    case 'Boolean':
      return [true, false, 1, 0][seed % 4];
    case 'Colour':
      return ['RED', 'GREEN', 'BLUE'][seed % 3];
    case 'Day':
      return seed;
    case 'Anything':
      return [{ a: [1, null, 'x'], b: undefined }, 'text', 0, false, [1]][seed % 5];
    case 'Named':
      return { kind: seed % 2 === 0 ? 'Person' : 'Robot', seed };
    case 'Thing':
      return { kind: ['Stone', 'Robot', 'Pet'][seed % 3], seed };
    default:
      return { kind: type, seed };
  }
}

/** Fields of one key on types that no object has both of are executed apart, whatever the rule says of their types. */
const RULES = specifiedRules.filter(({ name }) => name !== 'OverlappingFieldsCanBeMergedRule');

interface Asked {
  readonly source: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

async function both(schema: GraphQLSchema, { source, variables }: Asked, contextValue: object, rootValue?: unknown) {
  const document = parse(source);
  const wrong = validate(schema, document, RULES);
  if (wrong.length > 0) throw new Error(`${source}\n${wrong.join('\n')}`);
  const input = { contextValue, variableValues: variables, rootValue };
  const reference = await execute({ schema, document, ...input });
  const over: object[] = [];
  const executable = createExecutor(schema, (context) => over.push(context))(document, null);
  const own = await executable.execute(input);
  expect(textOf(await executable.execute(input))).toBe(textOf(own));
  expect(over).toEqual([contextValue, contextValue]);
  return { reference, own };
}

/** Errors of fields that are awaited come in the order in which they fail. */
function textOf(executed: Executed): string {
  if ('text' in executed) return executed.text;
  const { data, errors } = executed;
  return JSON.stringify({ data, errors: errors?.map((error) => JSON.stringify(error)).sort() });
}

/** Runs random operations of the schema through both. */
async function compareRandom(ways: readonly string[], numRuns: number): Promise<number> {
  let written = 0;
  const schema = seededSchema(ways);
  const seeds = fc.integer({ min: 1, max: 2 ** 31 });
  const property = fc.asyncProperty(seeds, async (seed) => {
    const random = createRandom(seed);
    const operation = randomOperation(schema, (bound) => random.below(bound));
    const { reference, own } = await both(schema, operation, { seed });
    expect(textOf(own)).toBe(textOf(reference));
    if ('text' in own) written += 1;
  });
  await fc.assert(property, { numRuns });
  return written;
}

describe('the executor against graphql-js', () => {
  it('answers random operations with the same bytes, most of them by its own plan', async () => {
    expect(await compareRandom(SURE, 300)).toBeGreaterThan(150);
  });

  it('nulls the same places and tells the same errors where anything may fail', async () => {
    expect(await compareRandom(UNSURE, 300)).toBeGreaterThan(10);
  });

  it('does so where nothing is pending', async () => {
    expect(await compareRandom(AT_ONCE, 300)).toBeGreaterThan(10);
  });

  it('refuses variables as graphql-js does, and executes nothing', async () => {
    const schema = seededSchema(SURE);
    const source =
      'query ($at: Day!, $n: Int, $by: Pick) { text(at: $at) people(first: $n) { name } person(by: $by) { name } }';
    for (const variables of [
      {},
      { at: 'never' },
      { at: null },
      { at: '2026-01-01', n: 'x' },
      { at: '2026-01-01', by: { name: 'a', count: 1 } },
      { at: '2026-01-01', by: { name: null } },
      { at: 5, n: 1.5, by: 'x' },
    ]) {
      const { reference, own } = await both(schema, { source, variables }, { seed: 3 });
      expect(resultOf(own).data).toBeUndefined();
      expect(textOf(own)).toBe(textOf(reference));
    }
  });

  it('executes once where a variable that has a default is left out', async () => {
    const schema = seededSchema(SURE);
    const day = schema.getType('Day');
    if (!isScalarType(day)) throw new TypeError('Day');
    let parsed = 0;
    const { parseValue } = day;
    day.parseValue = (value) => {
      parsed += 1;
      return parseValue(value);
    };
    const document = parse(
      'query ($at: Day, $n: Int! = 2, $c: Colour! = RED, $by: Pick! = { count: 2 }) { text(at: $at) people(first: $n) { shade(of: $c) } person(by: $by) { name } }',
    );
    const input = { contextValue: { seed: 3 }, variableValues: { at: '2026-01-01' } };
    const reference = await execute({ schema, document, ...input });
    parsed = 0;
    expect(textOf(await createExecutor(schema, () => undefined)(document, null).execute(input))).toBe(
      textOf(reference),
    );
    expect(parsed).toBe(1);
  });

  it('shows a frame given as the root value', async () => {
    const schema = seededSchema(SURE);
    const source = 'subscription ($id: ID) { swipe(id: $id) { id owner { name } } }';
    const { reference, own } = await both(schema, { source, variables: { id: 'a' } }, { seed: 1 }, { seed: 77 });
    expect(textOf(own)).toBe(textOf(reference));
  });
});

it('no resolver of the schema that names less than four parameters may take more: it gets the info of another field', () => {
  const named = (resolve: (...args: never[]) => unknown): string => {
    const text = resolve.toString();
    return text.slice(0, text.includes('=>') ? text.indexOf('=>') : text.indexOf('{'));
  };
  const found: string[] = [];
  for (const type of Object.values(rollcall.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const { name, resolve } of Object.values(type.getFields())) {
      if (resolve === undefined || resolve.length === 0 || resolve.length >= 4) continue;
      if (/\.\.\.|=\s|\barguments\b/.test(named(resolve))) found.push(`${type.name}.${name}`);
    }
  }
  expect(found).toEqual([]);
});
