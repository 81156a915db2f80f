import { GraphQLError } from 'graphql';
import { ERRORS, RollcallError } from '../core/errors.ts';
import type { Log } from '../ports/log.ts';

/** What was first thrown, beneath the wrapping that graphql-js puts round it. */
function thrown(error: unknown): unknown {
  let inner: unknown = error;
  while (inner instanceof GraphQLError && inner.originalError !== undefined) inner = inner.originalError;
  return inner;
}

function at(error: unknown) {
  return error instanceof GraphQLError
    ? { nodes: error.nodes, source: error.source, positions: error.positions, path: error.path }
    : {};
}

/**
 * Any error as a caller may see it: `extensions` has `code` and `retriable`, and `argument` where one is at fault. What
 * Rollcall does not know is INTERNAL: its own text is logged and never shown.
 */
export function toGraphQLError(error: unknown, log?: Pick<Log, 'error'>): GraphQLError {
  const cause = thrown(error);
  if (cause instanceof RollcallError) {
    if (cause.code === 'INTERNAL') logUnknown(cause, log);
    return new GraphQLError(cause.message, { ...at(error), extensions: cause.extensions });
  }
  if (error instanceof GraphQLError && typeof error.extensions.code === 'string') {
    const extensions = { retriable: false, ...error.extensions };
    return new GraphQLError(error.message, { ...at(error), extensions });
  }
  // Without a path nothing was executed: the document, its variables or its operation name are at fault.
  if (error instanceof GraphQLError && error.path === undefined && cause instanceof GraphQLError) {
    return new GraphQLError(error.message, {
      ...at(error),
      extensions: { code: 'REQUEST_INVALID', retriable: false },
    });
  }
  logUnknown(cause, log);
  return new GraphQLError(ERRORS.INTERNAL.text, { ...at(error), extensions: { code: 'INTERNAL', retriable: false } });
}

function logUnknown(cause: unknown, log: Pick<Log, 'error'> | undefined): void {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause.stack : undefined;
  log?.error('an operation failed', { error: cause instanceof Error ? cause.stack : String(cause), cause: inner });
}
