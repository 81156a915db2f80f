import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import { parseDocument, validateDocument } from './document.ts';
import { requestError } from './errors.ts';
import { createTextCache } from './text-cache.ts';

/** What a caller asks to be run. */
export interface OperationParams {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

export type OperationKind = 'query' | 'mutation' | 'subscription';
export type Prepared =
  | { readonly document: DocumentNode; readonly kind: OperationKind; readonly errors?: undefined }
  | { readonly errors: readonly GraphQLError[] };
export type Prepare = (params: OperationParams) => Prepared;

type Checked = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/** Parses, validates and picks the operation; the last documents are remembered. */
export function createPrepare(schema: GraphQLSchema): Prepare {
  const cache = createTextCache<Checked>();
  return ({ query, operationName }) => {
    const known = cache.get(query);
    const answer = known ?? check(schema, query);
    if (known === undefined) cache.set(query, answer);
    if ('errors' in answer) return answer;
    const operation = getOperationAST(answer.document, operationName);
    if (operation) return { document: answer.document, kind: operation.operation };
    return {
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
