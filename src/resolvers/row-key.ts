import { decodeParts, encodeParts, type Part } from './opaque.ts';

/** How the key of a connection's rows becomes a cursor, and comes back from one. */
export interface RowKey<K> {
  encode(key: K): string;
  /** null for anything that this connection has not made. */
  decode(cursor: string): K | null;
}

type Values<P extends readonly ('text' | 'number')[]> = {
  -readonly [I in keyof P]: P[I] extends 'text' ? string : number;
};

/**
 * @param kind  names the connection, so that another's cursor is refused; part of the public cursor, never changed
 * @param shape what the key consists of, in order
 */
export function rowKey<const P extends readonly ('text' | 'number')[], K>(
  kind: string,
  shape: P,
  toParts: (key: K) => Values<P>,
  fromParts: (...parts: Values<P>) => K,
): RowKey<K> {
  const fits = (parts: readonly Part[]): parts is Values<P> =>
    parts.length === shape.length &&
    shape.every((type, index) => typeof parts[index] === (type === 'text' ? 'string' : 'number'));
  return {
    encode: (key) => encodeParts([kind, ...toParts(key)]),
    decode: (cursor) => {
      const [found, ...parts] = decodeParts(cursor) ?? [];
      return found === kind && fits(parts) ? fromParts(...parts) : null;
    },
  };
}

/** Rows whose key is one text. */
export function textKey(kind: string): RowKey<string> {
  return rowKey(
    kind,
    ['text'],
    (id: string): [string] => [id],
    (id) => id,
  );
}
