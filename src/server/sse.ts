import type { StreamFormat } from './result-stream.ts';

/** What an EventSource waits before it connects again, in milliseconds. */
const RETRY_MS = 2_000;

/** graphql-sse, distinct connections: `next` for each result, its id the cursor to resume after, then `complete`. */
export const EVENT_STREAM: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: `retry: ${RETRY_MS}\n\n`,
  alive: ':\n\n',
  result: ({ result, cursor }) => {
    const id = cursor === null ? '' : `id: ${cursor}\n`;
    return `event: next\n${id}data: ${JSON.stringify(result)}\n\n`;
  },
  closing: 'event: complete\ndata: \n\n',
};
