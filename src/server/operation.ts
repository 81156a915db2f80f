import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import { parseDocument, validateDocument } from './document.ts';
import { requestError } from './errors.ts';
import { createPersistedQueries } from './persisted-queries.ts';
import { createTextCache } from './text-cache.ts';

/** What a caller asks to be run. */
export interface OperationParams {
  /** Absent: `extensions.persistedQuery` names it. */
  readonly query?: string | null | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

export type OperationKind = 'query' | 'mutation' | 'subscription';
export type Prepared =
  | {
      /** The document's text, wherever it came from. */
      readonly query: string;
      readonly document: DocumentNode;
      readonly kind: OperationKind;
      readonly errors?: undefined;
    }
  | {
      /** null: there is no text, or it is not the one that was named. */
      readonly query: string | null;
      readonly errors: readonly GraphQLError[];
    };
export type Prepare = (params: OperationParams) => Prepared;

type Checked = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/** Finds, parses, validates and picks the operation; the last documents are remembered. */
export function createPrepare(schema: GraphQLSchema): Prepare {
  const cache = createTextCache<Checked>();
  const textOf = createPersistedQueries();
  return (params) => {
    const { operationName } = params;
    const query = textOf(params);
    if (typeof query !== 'string') return { query: null, errors: [query] };
    const known = cache.get(query);
    const answer = known ?? check(schema, query);
    if (known === undefined) cache.set(query, answer);
    if ('errors' in answer) return { query, errors: answer.errors };
    const operation = getOperationAST(answer.document, operationName);
    if (operation) return { query, document: answer.document, kind: operation.operation };
    return {
      query,
      errors: [requestError('REQUEST_INVALID', 'The document does not have exactly one operation of that name.')],
    };
  };
}

function check(schema: GraphQLSchema, text: string): Checked {
  try {
    const document = parseDocument(text);
    const errors = validateDocument(schema, document);
    return errors.length === 0 ? { document } : { errors };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}
