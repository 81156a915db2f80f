import { isIdentifier } from '../core/identifier.ts';
import { isUuid } from '../core/uuid.ts';
import { decodeParts, encodeParts, isInstantPart, type Part } from './opaque.ts';

/** How the key of a connection's rows becomes a cursor, and comes back from one. */
export interface RowKey<K> {
  encode(key: K): string;
  /** null for anything that this connection has not made. */
  decode(cursor: string): K | null;
}

/** What a part of a key may be: a forged cursor never reaches a store with a value that no row could have. */
const KINDS = {
  id: (part: Part) => typeof part === 'string' && isIdentifier(part),
  uuid: (part: Part) => typeof part === 'string' && isUuid(part),
  text: (part: Part) => typeof part === 'string',
  instant: isInstantPart,
  number: (part: Part) => typeof part === 'number',
};
type Kind = keyof typeof KINDS;
type Values<P extends readonly Kind[]> = {
  -readonly [I in keyof P]: P[I] extends 'instant' | 'number' ? number : string;
};

/**
 * @param name  tells the connection, so that another's cursor is refused; part of the public cursor, never changed
 * @param shape what the key consists of, in order
 */
export function rowKey<const P extends readonly Kind[], K>(
  name: string,
  shape: P,
  toParts: (key: K) => Values<P>,
  fromParts: (...parts: Values<P>) => K,
): RowKey<K> {
  const fits = (parts: readonly Part[]): parts is Values<P> =>
    parts.length === shape.length && shape.every((kind, index) => KINDS[kind](parts[index] ?? null));
  return {
    encode: (key) => encodeParts([name, ...toParts(key)]),
    decode: (cursor) => {
      const [found, ...parts] = decodeParts(cursor) ?? [];
      return found === name && fits(parts) ? fromParts(...parts) : null;
    },
  };
}

/** Rows whose key is one id. */
export function idKey(name: string): RowKey<string> {
  return rowKey(
    name,
    ['id'],
    (id: string): [string] => [id],
    (id) => id,
  );
}
