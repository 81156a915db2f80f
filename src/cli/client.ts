import type { TypedDocumentString } from './generated/graphql.ts';

/** What came back: the data, or the first error. `code` is the server's, HTTP_<status>, or CONNECTION. */
export type Answer<T> =
  | { readonly kind: 'DATA'; readonly data: T }
  | { readonly kind: 'REFUSED'; readonly code: string; readonly message: string; readonly retriable: boolean };

/** Asks a running Rollcall over HTTP. Never throws for what the network or the server does. */
export interface Client {
  request<T, V>(document: TypedDocumentString<T, V>, variables: V): Promise<Answer<T>>;
}

interface Body<T> {
  readonly data?: T | null;
  readonly errors?: readonly {
    readonly message?: string;
    readonly extensions?: { readonly code?: string; readonly retriable?: boolean };
  }[];
}

const TRY_AGAIN_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);
const CALL_TIMEOUT_MS = 60_000;

/** @param url of the GraphQL endpoint */
export function createClient(url: string): Client {
  return {
    async request(document, variables) {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({ query: document.toString(), variables }),
          signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
        });
        return read(response.status, await response.text());
      } catch (error) {
        return { kind: 'REFUSED', code: 'CONNECTION', message: `${url}: ${reasonOf(error)}`, retriable: true };
      }
    },
  };
}

function read<T>(status: number, text: string): Answer<T> {
  const body = parse<T>(text);
  const error = body?.errors?.[0];
  if (body?.data !== undefined && body.data !== null && error === undefined) return { kind: 'DATA', data: body.data };
  return {
    kind: 'REFUSED',
    code: error?.extensions?.code ?? `HTTP_${status}`,
    message: error?.message ?? `the server answered with status ${status} and nothing to read`,
    retriable: error?.extensions?.retriable ?? TRY_AGAIN_STATUSES.has(status),
  };
}

function parse<T>(text: string): Body<T> | null {
  try {
    const body: Body<T> | null = JSON.parse(text);
    return typeof body === 'object' ? body : null;
  } catch {
    return null;
  }
}

/** fetch says only `fetch failed`; the reason lies beneath it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const beneath = error.cause;
  if (beneath instanceof Error) return 'code' in beneath ? `${beneath.code}` : beneath.message;
  return error.message;
}
