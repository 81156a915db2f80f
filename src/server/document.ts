import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { requestError, withCode } from './errors.ts';
import { asksForSchema, sizeOfOperations } from './operation-size.ts';

/** Longer ones send their values as variables: what a document costs to read and check is the wait of everybody else. */
const CHARACTERS_MAX = 1_048_576;
const TOKENS_MAX = 100_000;
/** Fields of an operation that asks for the schema, which the schema's own limits do not weigh. GraphiQL's has 220. */
const INTROSPECTION_MAX = 1_000;

/** A document from its text. @throws GraphQLError with code GRAPHQL_PARSE_FAILED, and nothing else */
export function parseDocument(text: string): DocumentNode {
  if (text.length > CHARACTERS_MAX) {
    throw requestError('GRAPHQL_PARSE_FAILED', `A document has at most ${CHARACTERS_MAX} characters: use variables.`);
  }
  try {
    return parse(text, { maxTokens: TOKENS_MAX });
  } catch (error) {
    if (error instanceof GraphQLError) throw withCode(error, 'GRAPHQL_PARSE_FAILED');
    // A document of a few hundred thousand nested braces exhausts the parser's stack.
    throw requestError('GRAPHQL_PARSE_FAILED', 'The document is nested too deeply.');
  }
}

/** What keeps a document from being run, each error with a code; empty when nothing does. */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  try {
    const errors = validate(schema, document);
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    if (!asksForSchema(document) || sizeOfOperations(document).selections <= INTROSPECTION_MAX) return [];
    return [requestError('QUERY_TOO_COMPLEX', `At most ${INTROSPECTION_MAX} fields where the schema is asked for.`)];
  } catch {
    return [requestError('GRAPHQL_VALIDATION_FAILED', 'The document is nested too deeply.')];
  }
}
