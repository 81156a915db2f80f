/**
 * Every error Rollcall answers with: its code, whether trying again can help, the HTTP status, and the public text.
 * `docs/errors.md` has a row for each; a test compares the two. Public text never names a backend.
 */
export const ERRORS = {
  GRAPHQL_PARSE_FAILED: { retriable: false, http: 400, text: 'The document is not GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: { retriable: false, http: 400, text: 'The document does not fit the schema.' },
  REQUEST_INVALID: { retriable: false, http: 400, text: 'The document is not an operation of this schema.' },
  PERSISTED_QUERY_NOT_FOUND: {
    retriable: true,
    http: 400,
    text: 'No document of that hash is remembered; send its text.',
  },
  ARGUMENT_INVALID: { retriable: false, http: 400, text: 'An argument has a value that is not allowed.' },
  LIMIT_EXCEEDED: { retriable: false, http: 400, text: 'The request asks for more than the limit allows.' },
  QUERY_TOO_COMPLEX: { retriable: false, http: 400, text: 'The operation is too deep or too costly.' },
  CURSOR_INVALID: { retriable: false, http: 400, text: 'The cursor was not made by this feed or connection.' },
  CURSOR_EXPIRED: { retriable: false, http: 400, text: 'The cursor is older than the feed keeps.' },
  LECTURE_START_UNKNOWN: { retriable: false, http: 400, text: 'The lecture has no start that day; give `startsAt`.' },
  REQUEST_TOO_LARGE: { retriable: false, http: 413, text: 'The request is larger than the limit allows.' },
  NOT_FOUND: { retriable: false, http: 404, text: 'There is nothing at this address.' },
  UNAUTHENTICATED: { retriable: false, http: 401, text: 'Authentication is needed.' },
  FORBIDDEN: { retriable: false, http: 403, text: 'The viewer may not see or do this.' },
  BUSY: { retriable: true, http: 503, text: 'The ingest log is full; send the same call again in a moment.' },
  LOG_UNAVAILABLE: { retriable: true, http: 503, text: 'The ingest log cannot be reached.' },
  FILTER_UNAVAILABLE: { retriable: true, http: 503, text: 'The student filter cannot be reached.' },
  ROSTER_UNAVAILABLE: { retriable: true, http: 503, text: 'The roster cannot be reached.' },
  CLAIMS_UNAVAILABLE: { retriable: true, http: 503, text: 'The record of event ids cannot be reached.' },
  STORE_UNAVAILABLE: { retriable: true, http: 503, text: 'The swipe store cannot be reached.' },
  COUNTER_UNAVAILABLE: { retriable: true, http: 503, text: 'The unique counter cannot be reached.' },
  FEED_UNAVAILABLE: { retriable: true, http: 503, text: 'The live feed cannot be reached.' },
  MESSAGE_REJECTED: { retriable: false, http: 500, text: 'A message could not be processed.' },
  SUBSCRIBER_TOO_SLOW: {
    retriable: true,
    http: 200,
    text: 'The subscriber reads too slowly; resume after the cursor.',
  },
  SERVER_RESTARTING: { retriable: true, http: 503, text: 'The server is restarting; resume after the cursor.' },
  TOKEN_EXPIRED: {
    retriable: false,
    http: 401,
    text: 'The token has expired; resume after the cursor with a new one.',
  },
  TOKEN_REVOKED: { retriable: false, http: 401, text: 'The token has been revoked.' },
  INTERNAL: { retriable: false, http: 500, text: 'Something went wrong; the server has logged it.' },
  SETTING_INVALID: { retriable: false, http: 500, text: 'A setting has a value that is not allowed.' },
  DATA_FOLDER_LOCKED: { retriable: false, http: 500, text: 'Another Rollcall uses the data folder.' },
  DATA_FOLDER_UNUSABLE: { retriable: false, http: 500, text: 'The data folder cannot be read or written.' },
  DATA_FOLDER_NEWER: { retriable: false, http: 500, text: 'The data folder was written by a newer Rollcall.' },
  STORE_NEWER: { retriable: false, http: 500, text: 'The stores were written by a newer Rollcall.' },
  SERVICE_REFUSED: { retriable: false, http: 500, text: 'A service refuses to work with these settings.' },
  TIME_ZONE_CHANGED: { retriable: false, http: 500, text: 'The stores were written for another time zone.' },
  PORT_TAKEN: { retriable: false, http: 500, text: 'The port is in use by another program.' },
} as const satisfies Record<string, { retriable: boolean; http: number; text: string }>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorDetails {
  /** What failed beneath; logged, never shown to a caller. */
  readonly cause?: unknown;
  /** The argument or field at fault, in the caller's own name for it. */
  readonly argument?: string | undefined;
  /** More entries for GraphQL `extensions`; `code`, `retriable` and `argument` are set besides. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The one error class. `message` is public: it may be shown to any caller and names no backend. */
export class RollcallError extends Error {
  readonly code: ErrorCode;
  readonly argument: string | undefined;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message?: string, details: ErrorDetails = {}) {
    super(message ?? ERRORS[code].text, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'RollcallError';
    this.code = code;
    this.argument = details.argument;
    this.extensions = {
      ...details.extensions,
      code,
      retriable: ERRORS[code].retriable,
      ...(details.argument === undefined ? {} : { argument: details.argument }),
    };
  }

  /** True when doing the same again later can succeed. */
  get retriable(): boolean {
    return ERRORS[this.code].retriable;
  }
}

/** True for an error that says itself that trying again can help; anything unknown is not. */
export function isRetriable(error: unknown): boolean {
  return error instanceof RollcallError && error.retriable;
}
