import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { requestError, withCode } from './errors.ts';

/** A document from its text. @throws GraphQLError with code GRAPHQL_PARSE_FAILED, and nothing else */
export function parseDocument(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) throw withCode(error, 'GRAPHQL_PARSE_FAILED');
    // A document of a few hundred thousand nested braces exhausts the parser's stack.
    throw requestError('GRAPHQL_PARSE_FAILED', 'The document is nested too deeply.');
  }
}

/** What keeps a document from being run, each error with a code; empty when nothing does. */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  try {
    return validate(schema, document).map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  } catch {
    return [requestError('GRAPHQL_VALIDATION_FAILED', 'The document is nested too deeply.')];
  }
}
