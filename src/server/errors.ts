import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
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

/** The same error under a code of ours; a code it has already stands. A wrong variable is named as the argument at fault. */
export function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  const known = errorCodeOf(error) ?? code;
  const variable = error.nodes?.find((node) => node.kind === Kind.VARIABLE_DEFINITION);
  const named = variable?.kind === Kind.VARIABLE_DEFINITION ? { argument: variable.variable.name.value } : {};
  const { originalError: _hidden, http, ...rest } = error.extensions;
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: {
      ...named,
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
