import type { StreamFormat } from './result-stream.ts';

/** A client takes a part when it has seen the boundary after it, so each part brings its own. */
const BOUNDARY = '\r\n--graphql';
const BEGIN = '\r\ncontent-type: application/json\r\n\r\n';

const RESULT = Buffer.from(`${BEGIN}{"payload":`);
const END = Buffer.from(BOUNDARY);

/**
 * Subscriptions in parts, as Apollo's clients ask for them: `multipart/mixed` with `subscriptionSpec=1.0`. Why the server
 * ends a subscription is not an error of the operation but, as the protocol has it, of the transport.
 */
export const MULTIPART: StreamFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
  opening: BOUNDARY,
  alive: `${BEGIN}{}${BOUNDARY}`,
  result: ({ text, ending }) =>
    ending === null
      ? [RESULT, text, END]
      : [Buffer.from(`${BEGIN}${JSON.stringify({ payload: null, errors: ending })}${BOUNDARY}`)],
  closing: '--\r\n',
};
