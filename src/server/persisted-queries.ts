import { createHash } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import { requestError } from './errors.ts';
import type { OperationParams } from './operation.ts';
import { createTextCache } from './text-cache.ts';

const VERSION = 1;
/** What clients of the protocol look for. */
const NOT_FOUND = 'PersistedQueryNotFound';
/** Characters; a longer document is sent with its text every time. */
const REMEMBERED_MAX = 16_384;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Documents by their SHA-256, as clients of automatic persisted queries send them: the hash alone, and once, when it is
 * not known, with the text. Bounded; what is forgotten is sent again. Source: Apollo's protocol.
 * @returns finds the text of an operation, or the error that it is refused with
 */
export function createPersistedQueries(): (params: OperationParams) => string | GraphQLError {
  const texts = createTextCache<string>();
  return ({ query, extensions }) => {
    const persisted = extensions?.persistedQuery;
    if (persisted === undefined || persisted === null) {
      return query ?? requestError('REQUEST_INVALID', '`query` must be the text of a document.');
    }
    if (!isRecord(persisted) || persisted.version !== VERSION || typeof persisted.sha256Hash !== 'string') {
      return requestError('REQUEST_INVALID', '`extensions.persistedQuery` must have version 1 and a sha256Hash.');
    }
    const { sha256Hash } = persisted;
    if (query === undefined || query === null)
      return texts.get(sha256Hash) ?? requestError('PERSISTED_QUERY_NOT_FOUND', NOT_FOUND);
    if (texts.get(sha256Hash) !== query) {
      if (createHash('sha256').update(query).digest('hex') !== sha256Hash) {
        return requestError('REQUEST_INVALID', '`extensions.persistedQuery.sha256Hash` is not the hash of `query`.');
      }
      if (query.length <= REMEMBERED_MAX) texts.set(sha256Hash, query);
    }
    return query;
  };
}
