import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** Draws a whole number from 0 to below `bound`. */
export type Draw = (bound: number) => number;

export interface RandomOperation {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const DEPTH_MAX = 4;
const VARIABLES = {
  yes: true,
  no: false,
  count: 3,
  name: 'via "variable"',
  at: '2026-01-05',
  many: 5,
} as const;
const TYPES = { yes: 'Boolean!', no: 'Boolean!', count: 'Int', name: 'String', at: 'Day', many: 'Int! = 2' } as const;

/**
 * An operation that fits the schema: fields under aliases that merge, fragments named and inline, `@skip` and
 * `@include` by variable and by literal, arguments by both.
 */
export function randomOperation(schema: GraphQLSchema, draw: Draw): RandomOperation {
  const fragments: string[] = [];
  const chance = (percent: number): boolean => draw(100) < percent;
  /** Most have none: fields that merge under conditions are a matter of their own. */
  const conditions = chance(60) ? 0 : 10;
  const condition = (): string => {
    if (!chance(conditions)) return '';
    return ` @${chance(50) ? 'skip' : 'include'}(if: ${['$yes', '$no', 'true', 'false'][draw(4)]})`;
  };
  const argument = (type: GraphQLNamedType): string => {
    if (isEnumType(type)) return type.getValues()[draw(type.getValues().length)]?.name ?? '';
    if (type.name === 'Int') return ['$count', '$many', String(draw(9))][draw(3)] ?? '';
    if (type.name === 'String') return chance(50) ? '$name' : '"literal"';
    if (type.name === 'Day') return chance(50) ? '$at' : '"2026-02-03"';
    if (type.name === 'Pick') return chance(50) ? '{ name: "one" }' : '{ count: 2 }';
    return 'null';
  };
  const fieldOf = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    const args = field.args
      .filter(() => chance(60))
      .map(({ name, type }) => `${name}: ${argument(getNamedType(type))}`);
    const text = args.length === 0 ? '' : `(${args.join(', ')})`;
    const named = getNamedType(field.type);
    // Alias by arguments, so that fields of one key always merge.
    const alias = args.length === 0 ? '' : `a${hash(field.name + text)}: `;
    return `${alias}${field.name}${text}${condition()}${isCompositeType(named) ? selectionOf(named, depth + 1) : ''}`;
  };
  const selectionOf = (type: GraphQLNamedType, depth: number): string => {
    const parts: string[] = [];
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const usable = fields.filter((field) => depth < DEPTH_MAX || !isCompositeType(getNamedType(field.type)));
    for (let count = draw(4); count >= 0; count -= 1) {
      const field = usable[draw(Math.max(1, usable.length))];
      if (field !== undefined) parts.push(fieldOf(field, depth));
    }
    if (chance(20) || parts.length === 0) parts.push('__typename');
    const within = isUnionType(type) || isInterfaceType(type) ? schema.getPossibleTypes(type) : [];
    const inner = [...within, ...(isObjectType(type) ? [type] : [])];
    if (inner.length > 0 && chance(isObjectType(type) ? 15 : 80) && depth < DEPTH_MAX) {
      const on = inner[draw(inner.length)] ?? type;
      if (chance(50)) parts.push(`... on ${on.name}${condition()} ${selectionOf(on, depth + 1)}`);
      else {
        const name = `F${fragments.length}`;
        fragments.push('');
        fragments[Number(name.slice(1))] = `fragment ${name} on ${on.name} ${selectionOf(on, depth + 1)}`;
        parts.push(`...${name}${condition()}`);
      }
    }
    return `{ ${parts.join(' ')} }`;
  };
  const query = schema.getQueryType();
  const selection = query ? selectionOf(query, 0) : '';
  const body = `${selection}\n${fragments.join('\n')}`;
  const used = (Object.keys(TYPES) as (keyof typeof TYPES)[]).filter((name) => body.includes(`$${name}`));
  const declared = used.map((name) => `$${name}: ${TYPES[name]}`).join(', ');
  return {
    source: `query Random${declared === '' ? '' : `(${declared})`} ${body}`,
    variables: Object.fromEntries(
      used
        .filter((name) => name !== 'many' || chance(50))
        .map((name) => [name, name === 'yes' ? chance(50) : VARIABLES[name]]),
    ),
  };
}

function hash(text: string): number {
  let value = 7;
  for (const letter of text) value = (value * 31 + letter.charCodeAt(0)) % 1_000_003;
  return value;
}
