import { GraphQLError, type GraphQLFormattedError, isValueNode, Kind, TokenKind } from 'graphql';
import { ERRORS, type ErrorCode, RollcallError } from '../core/errors.ts';

type ToGraphQLError = (error: unknown) => GraphQLError;

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}

/** The code of an error that any part of Rollcall gave one; undefined for what graphql-js and Yoga made up themselves. */
export function errorCodeOf(error: { readonly extensions?: Readonly<Record<string, unknown>> }): ErrorCode | undefined {
  const code = error.extensions?.code;
  return isErrorCode(code) ? code : undefined;
}

/** An error of the request itself, by the edge. */
export function requestError(code: ErrorCode, message?: string): GraphQLError {
  const error = new RollcallError(code, message);
  return new GraphQLError(error.message, { extensions: error.extensions });
}

/** The argument at fault: a wrong variable by its own name, a wrong literal by the name that it stands behind. */
function argumentAtFault({ nodes = [] }: GraphQLError): string | undefined {
  for (const node of nodes) if (node.kind === Kind.VARIABLE_DEFINITION) return node.variable.name.value;
  for (const node of nodes) {
    const before = isValueNode(node) ? node.loc?.startToken.prev : null;
    if (before?.kind === TokenKind.COLON) return before.prev?.value;
  }
  return undefined;
}

/** The same error under a code of ours; a code it has already stands. The argument at fault is named where it can be. */
export function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  const known = errorCodeOf(error) ?? code;
  const argument = argumentAtFault(error);
  const { originalError: _hidden, http, ...rest } = error.extensions;
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: {
      ...(argument === undefined ? {} : { argument }),
      ...rest,
      code: known,
      retriable: ERRORS[known].retriable,
      ...(http === undefined ? {} : { http }),
    },
  });
}

/** True for an error that refuses a variable's value: nothing was executed. */
export function isVariableError(error: GraphQLError): boolean {
  return error.path === undefined && error.nodes?.some((node) => node.kind === Kind.VARIABLE_DEFINITION) === true;
}

/** What may leave the process: every error has a code and `retriable`, and whatever is unknown is masked. */
export function publicErrors(errors: readonly GraphQLError[], toGraphQLError: ToGraphQLError): GraphQLError[] {
  return errors.map((error) => {
    if (isVariableError(error)) return withCode(error, 'ARGUMENT_INVALID');
    const shown = toGraphQLError(error);
    const code = errorCodeOf(shown);
    return code !== undefined && typeof shown.extensions.retriable === 'boolean' ? shown : withCode(shown, 'INTERNAL');
  });
}

/** The body of an HTTP answer that is an error of the edge. */
export function errorBody(error: GraphQLError): { readonly errors: readonly GraphQLFormattedError[] } {
  return { errors: [error.toJSON()] };
}
