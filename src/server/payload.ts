import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Rendered } from '../live/outlet.ts';

/** One result of a subscription, as text that WebSocket, event stream and multipart alike carry, and many sockets share. */
export interface Payload extends Rendered {
  /** The result's JSON and one closing brace more, which ends the message around it. */
  readonly text: Buffer;
  /** Where to resume after it; null for what has no place in a feed. */
  readonly cursor: string | null;
  /** Why the server ends the subscription; null for every other result. */
  readonly ending: readonly GraphQLError[] | null;
}

export function payloadOf(result: ExecutionResult, cursor: string | null): Payload {
  return textPayload(JSON.stringify(result), cursor);
}

/** @param json of a result */
export function textPayload(json: string, cursor: string | null): Payload {
  const text = Buffer.from(`${json}}`);
  return { text, cursor, ending: null, bytes: text.length };
}

/** The last result of a subscription that the server ends. */
export function endingPayload(error: GraphQLError, cursor: string | null): Payload {
  return { ...payloadOf({ data: null, errors: [error] }, cursor), ending: [error] };
}

/** The result's JSON alone. */
export function jsonOf({ text }: Payload): Buffer {
  return text.subarray(0, -1);
}
