import { RollcallError } from '../core/errors.ts';
import type { OperationParams } from './operation.ts';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RollcallError('REQUEST_INVALID', `${what} is not JSON.`);
  }
}

/** An operation from a POST body. @throws REQUEST_INVALID */
export function paramsOfBody(body: string): OperationParams {
  const value = parseJson(body, 'The body');
  if (Array.isArray(value)) throw new RollcallError('REQUEST_INVALID', 'Batches are not taken: send one operation.');
  if (!isRecord(value)) throw new RollcallError('REQUEST_INVALID', 'The body is not an object with a `query`.');
  return checked(value);
}

/** An operation from a GET's search parameters. @throws REQUEST_INVALID */
export function paramsOfSearch(search: URLSearchParams): OperationParams {
  const json = (name: string): unknown => {
    const text = search.get(name);
    return text === null || text === '' ? undefined : parseJson(text, `\`${name}\``);
  };
  return checked({
    query: search.get('query') ?? undefined,
    operationName: search.get('operationName') || undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

function checked({ query, operationName, variables, extensions }: Record<string, unknown>): OperationParams {
  const isNamed = (query === undefined || query === null) && isRecord(extensions) && 'persistedQuery' in extensions;
  if (typeof query !== 'string' && !isNamed) {
    throw new RollcallError('REQUEST_INVALID', '`query` must be the text of a document.');
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw new RollcallError('REQUEST_INVALID', '`operationName` must be a text.');
  }
  if (variables !== undefined && variables !== null && !isRecord(variables)) {
    throw new RollcallError('REQUEST_INVALID', '`variables` must be an object.');
  }
  if (extensions !== undefined && extensions !== null && !isRecord(extensions)) {
    throw new RollcallError('REQUEST_INVALID', '`extensions` must be an object.');
  }
  return { query: typeof query === 'string' ? query : undefined, operationName, variables, extensions };
}
