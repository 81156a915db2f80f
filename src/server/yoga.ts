import { GraphQLError } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { ERRORS } from '../core/errors.ts';
import { parseDocument, validateDocument } from './document.ts';
import { errorCodeOf, isVariableError, publicErrors, requestError, withCode } from './errors.ts';
import type { EdgeOptions } from './options.ts';
import { createTextCache } from './text-cache.ts';

/** An HTTP answer, ready to be written. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpQuestion {
  readonly method: 'GET' | 'POST';
  /** Path and search. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Answers queries and mutations over HTTP; subscriptions are told where they are served. */
export function createYogaHandler(options: EdgeOptions): (question: HttpQuestion) => Promise<HttpAnswer> {
  const { schema, operator, createContext } = options;
  const yoga = createYoga({
    schema,
    context: () => createContext(operator, null),
    plugins: [codedErrors(options)],
    parserAndValidationCache: { documentCache: createTextCache(), errorCache: createTextCache() },
    maskedErrors: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    logging: false,
    maxRequestBodySize: false,
  });
  return async ({ method, url, headers, body }) => {
    const response = await yoga.fetch(`http://localhost${url}`, { method, headers, body });
    const answer: Record<string, string> = {};
    response.headers.forEach((value, name) => {
      answer[name] = value;
    });
    return { status: response.status, headers: answer, body: await response.text() };
  };
}

function codedErrors({ toGraphQLError }: EdgeOptions): Plugin {
  return {
    onParse: ({ setParseFn }) => {
      setParseFn((source) => parseDocument(typeof source === 'string' ? source : source.body));
    },
    onValidate: ({ setValidationFn }) => {
      setValidationFn((schema, document) => validateDocument(schema, document));
    },
    onSubscribe: () => {
      const message =
        'Subscriptions are served over WebSocket, to `Accept: text/event-stream` or `multipart/mixed;subscriptionSpec=1.0`.';
      throw withStatus(requestError('REQUEST_INVALID', message), { status: 406 });
    },
    onResultProcess: ({ result, setResult }) => {
      if (!('errors' in result) || !Array.isArray(result.errors) || result.errors.length === 0) return;
      const errors = result.errors.map((error: unknown) =>
        answered(error instanceof GraphQLError ? error : new GraphQLError(String(error)), toGraphQLError),
      );
      setResult({ ...result, errors: 'data' in result ? errors : errors.map(withHttpStatus) });
    },
  };
}

/** Errors that Yoga makes of a request itself carry codes of its own and the status they ask for. */
function answered(error: GraphQLError, toGraphQLError: EdgeOptions['toGraphQLError']): GraphQLError {
  if (isVariableError(error) || error.extensions.http === undefined) {
    return publicErrors([error], toGraphQLError)[0] ?? error;
  }
  return withCode(error, 'REQUEST_INVALID');
}

/**
 * Nothing was executed. A document that does not fit, or a wrong variable, is a well-formed request, which Yoga answers
 * with 200 to who accepts application/json alone and with 400 to who accepts GraphQL's own type; the rest always has
 * its code's status.
 */
function withHttpStatus(error: GraphQLError): GraphQLError {
  const code = errorCodeOf(error) ?? 'INTERNAL';
  const known = error.extensions.http;
  const given = typeof known === 'object' && known !== null ? known : {};
  const wellFormed = code.startsWith('GRAPHQL_') || code === 'ARGUMENT_INVALID';
  return withStatus(error, { status: ERRORS[code].http, ...given, spec: wellFormed });
}

function withStatus(error: GraphQLError, http: object): GraphQLError {
  const { nodes, source, positions, path, message } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { ...error.extensions, http } });
}
