import { errorCodeOf } from './errors.ts';
import type { LiveResult } from './live-results.ts';
import type { StreamFormat } from './result-stream.ts';

/** Reasons why the server ends a subscription: not the operation's errors but, as Apollo's protocol has it, the transport's. */
const ENDINGS: ReadonlySet<unknown> = new Set([
  'SUBSCRIBER_TOO_SLOW',
  'SERVER_RESTARTING',
  'TOKEN_EXPIRED',
  'TOKEN_REVOKED',
]);

/** A client takes a part when it has seen the boundary after it, so each part brings its own. */
const BOUNDARY = '\r\n--graphql';

/** Subscriptions in parts, as Apollo's clients ask for them: `multipart/mixed` with `subscriptionSpec=1.0`. */
export const MULTIPART: StreamFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
  opening: BOUNDARY,
  alive: part('{}'),
  result: ({ result }) =>
    part(isEnding(result) ? `{"payload":null,"errors":${JSON.stringify(result.errors)}}` : payload(result)),
  closing: '--\r\n',
};

function payload(result: LiveResult['result']): string {
  return `{"payload":${JSON.stringify(result)}}`;
}

function isEnding({ data, errors = [] }: LiveResult['result']): boolean {
  return data === null && errors.some((error) => ENDINGS.has(errorCodeOf(error)));
}

function part(json: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${json}${BOUNDARY}`;
}
