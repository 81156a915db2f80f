import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLScalarType,
  GraphQLString,
  isEnumType,
} from 'graphql';

/** The JSON of a scalar's or enum's value. @throws where graphql-js would, and for what JSON cannot hold */
export type LeafWriter = (value: unknown) => string;

const INT_MAX = 2_147_483_647;

export function leafWriter(type: GraphQLScalarType | GraphQLEnumType): LeafWriter {
  const general = (value: unknown): string => {
    const serialized: unknown = type.serialize(value);
    const text: unknown = serialized === null ? undefined : JSON.stringify(serialized);
    if (typeof text !== 'string') throw new TypeError(`${type.name} has no such value`);
    return text;
  };
  if (isEnumType(type)) return remembered(general);
  if (type === GraphQLString || type === GraphQLID) {
    return (value) => (typeof value === 'string' ? JSON.stringify(value) : general(value));
  }
  if (type === GraphQLBoolean) return (value) => (value === true ? 'true' : value === false ? 'false' : general(value));
  if (type === GraphQLInt) {
    return (value) => (Number.isInteger(value) && Math.abs(Number(value)) <= INT_MAX ? `${value}` : general(value));
  }
  if (type === GraphQLFloat) return (value) => (Number.isFinite(value) ? `${value}` : general(value));
  return general;
}

/** An enum has few values. */
function remembered(write: LeafWriter): LeafWriter {
  const known = new Map<unknown, string>();
  return (value) => {
    let text = known.get(value);
    if (text === undefined) {
      text = write(value);
      known.set(value, text);
    }
    return text;
  };
}
