import {
  astFromValue,
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  print,
} from 'graphql';

interface Described {
  readonly description?: string | null | undefined;
}

/** Every described thing of a type by its coordinate: the type itself, fields, arguments, enum values. */
function describedParts(type: GraphQLNamedType): Map<string, Described> {
  const parts = new Map<string, Described>([[type.name, type]]);
  if (isEnumType(type)) for (const value of type.getValues()) parts.set(`${type.name}.${value.name}`, value);
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) parts.set(`${type.name}.${field.name}`, field);
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      parts.set(`${type.name}.${field.name}`, field);
      for (const arg of field.args) parts.set(`${type.name}.${field.name}(${arg.name}:)`, arg);
    }
  }
  return parts;
}

/** Types that people wrote; the introspection types are the same everywhere. */
function ownTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
}

function coordinatesOf(schema: GraphQLSchema): Set<string> {
  return new Set(ownTypes(schema).flatMap((type) => [...describedParts(type).keys()]));
}

const words = (text: string | null | undefined) => (text ?? '').split(/\s+/).join(' ').trim();

function lostDescriptions(ours: GraphQLSchema, contract: GraphQLSchema): string[] {
  return ownTypes(contract).flatMap((type) => {
    const own = ours.getType(type.name);
    if (own === undefined) return [];
    const parts = describedParts(own);
    return [...describedParts(type)]
      .filter(([coordinate, { description }]) => {
        const part = parts.get(coordinate);
        return part !== undefined && !words(part.description).includes(words(description));
      })
      .map(([coordinate]) => `${coordinate} says less than the contract does.`);
  });
}

function defaults(type: GraphQLInputObjectType): Map<string, string> {
  const found = new Map<string, string>();
  for (const field of Object.values(type.getFields())) {
    const node = field.defaultValue === undefined ? null : astFromValue(field.defaultValue, field.type);
    found.set(field.name, node ? print(node) : 'none');
  }
  return found;
}

function changedInputs(ours: GraphQLSchema, contract: GraphQLSchema): string[] {
  return ownTypes(contract)
    .filter(isInputObjectType)
    .flatMap((type) => {
      const own = ours.getType(type.name);
      if (!isInputObjectType(own)) return [];
      const found = defaults(own);
      const problems = [...defaults(type)]
        .filter(([name, value]) => found.has(name) && found.get(name) !== value)
        .map(([name, value]) => `${type.name}.${name} has changed its default from ${value} to ${found.get(name)}.`);
      return type.isOneOf && !own.isOneOf ? [...problems, `${type.name} is no longer @oneOf.`] : problems;
    });
}

const REMOVED = /^(\S+) was removed\.$/;

/**
 * Where a schema falls short of the contract: anything removed or narrowed, a changed default, a lost `@oneOf`, a
 * description that says less.
 * @param absences coordinates (`Type`, `Type.field`) that may be missing for now; one that is there, or that the contract
 * does not know, is a problem too, so that the list can only shrink
 * @returns one sentence a problem; empty: the contract is kept
 */
export function contractProblems(schema: GraphQLSchema, contractSdl: string, absences: readonly string[]): string[] {
  const contract = buildSchema(contractSdl);
  const allowed = new Set(absences);
  const breaking = findBreakingChanges(contract, schema)
    .map(({ description }) => description)
    .filter((description) => !allowed.has(REMOVED.exec(description)?.[1] ?? ''));
  const changedArguments = findDangerousChanges(contract, schema)
    .filter(({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE)
    .map(({ description }) => description);
  const promised = coordinatesOf(contract);
  const present = coordinatesOf(schema);
  const stale = absences.flatMap((coordinate) => {
    if (!promised.has(coordinate)) return [`${coordinate} is listed as absent, but the contract does not have it.`];
    return present.has(coordinate) ? [`${coordinate} is listed as absent, but is there: strike it off.`] : [];
  });
  return [
    ...breaking,
    ...changedArguments,
    ...changedInputs(schema, contract),
    ...lostDescriptions(schema, contract),
    ...stale,
  ];
}

/** The coordinates of a list of absences: one a line, blank lines and `#` comments skipped. */
export function readAbsences(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
