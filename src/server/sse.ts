import { jsonOf } from './payload.ts';
import type { StreamFormat } from './result-stream.ts';

/** What an EventSource waits before it connects again, in milliseconds. */
const RETRY_MS = 2_000;

const END = Buffer.from('\n\n');

/** graphql-sse, distinct connections: `next` for each result, its id the cursor to resume after, then `complete`. */
export const EVENT_STREAM: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: `retry: ${RETRY_MS}\n\n`,
  alive: ':\n\n',
  result: (payload) => {
    const id = payload.cursor === null ? '' : `id: ${payload.cursor}\n`;
    return [Buffer.from(`event: next\n${id}data: `), jsonOf(payload), END];
  },
  closing: 'event: complete\ndata: \n\n',
};
