import { errors, types } from 'cassandra-driver';
import { RollcallError } from '../../core/errors.ts';
import type { UnavailableCode } from './cql-session.ts';

const CODES = types.responseErrorCodes;
/** Answers that blame the statement, not the cluster. */
const REFUSALS: ReadonlySet<number> = new Set([
  CODES.protocolError,
  CODES.syntaxError,
  CODES.invalid,
  CODES.configError,
  CODES.alreadyExists,
]);
/** A table, column or keyspace that is not there (yet): no message's fault. */
const SCHEMA_MISSING = /unconfigured table|(?:table|keyspace) \S+ does not exist|undefined column name/i;
const BATCH_TOO_LARGE = /batch too large/i;

/** A driver's error as a port throws it. */
export function toPortError(error: unknown, unavailable: UnavailableCode, isWrite: boolean): RollcallError {
  if (error instanceof RollcallError) return error;
  if (!isRefusal(error)) return new RollcallError(unavailable, undefined, { cause: error });
  return new RollcallError(isWrite ? 'MESSAGE_REJECTED' : 'INTERNAL', undefined, { cause: error });
}

/** True when a batch of fewer rows can be taken. */
export function isBatchTooLarge(error: unknown): boolean {
  const cause = error instanceof RollcallError ? error.cause : error;
  return cause instanceof errors.ResponseError && BATCH_TOO_LARGE.test(cause.message);
}

/** An error of a statement that changes the schema: being forbidden to is then for somebody to put right. */
export function toSchemaError(error: unknown): RollcallError {
  if (error instanceof errors.ResponseError && error.code === CODES.unauthorized) {
    return new RollcallError('SERVICE_REFUSED', 'Cassandra does not let this user change the tables.', {
      cause: error,
    });
  }
  return toPortError(error, 'STORE_UNAVAILABLE', true);
}

/** True when the cluster took the request and could not do it in time: doing as much again at once would not help it. */
export function isOverloaded(error: unknown): boolean {
  const cause = error instanceof RollcallError ? error.cause : error;
  return (
    cause instanceof errors.ResponseError && (cause.code === CODES.writeTimeout || cause.code === CODES.overloaded)
  );
}

/** What makes connecting hopeless until somebody changes a setting, in one line; null when trying again can help. */
export function refusalOf(error: unknown, keyspace: string | undefined): string | null {
  if (error instanceof errors.AuthenticationError) return 'Cassandra refuses the user or password.';
  if (error instanceof errors.ArgumentError) return `Cassandra cannot be connected to: ${error.message}`;
  if (error instanceof errors.ResponseError) {
    if (error.code === CODES.badCredentials) return 'Cassandra refuses the user or password.';
    if (error.code === CODES.unauthorized) return 'Cassandra does not let this user use the keyspace.';
    if (error.code === CODES.invalid && keyspace !== undefined && SCHEMA_MISSING.test(error.message)) {
      return `Cassandra has no keyspace ${keyspace}; \`rollcall migrate\` makes it.`;
    }
  }
  if (error instanceof errors.NoHostAvailableError) {
    const inner: unknown = error.innerErrors;
    const causes: unknown[] = typeof inner === 'object' && inner !== null ? Object.values(inner) : [];
    const reasons = causes.map((cause) => refusalOf(cause, keyspace));
    return reasons.length > 0 && reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
  }
  return null;
}

function isRefusal(error: unknown): boolean {
  if (error instanceof errors.ResponseError) return REFUSALS.has(error.code) && !SCHEMA_MISSING.test(error.message);
  // A value of the wrong type or size is refused before it is sent.
  return error instanceof TypeError || error instanceof RangeError || error instanceof errors.ArgumentError;
}
