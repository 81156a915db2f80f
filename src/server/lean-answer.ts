import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerText } from './answer-text.ts';
import type { LiveOptions } from './live-operation.ts';
import type { JsonType } from './negotiation.ts';
import type { OperationParams, Prepared } from './operation.ts';
import { shareOf } from './share.ts';

/** A result as its JSON. */
export interface Answer {
  readonly body: string;
  /** Nothing of it is an error. */
  readonly isWhole: boolean;
}

/**
 * Answers a query, or a POSTed mutation, that can be executed as it stands: in one write, and once for all who ask for the
 * same in one turn. Whatever asks for more thought (a document that does not fit, wrong variables, an answer without data)
 * is left to Yoga, which knows every case of the protocol; nothing has been executed then, or nothing but reads.
 * @returns whether it has answered
 */
export async function answerLean(
  request: IncomingMessage,
  response: ServerResponse,
  { variables, operationName }: OperationParams,
  prepared: Prepared,
  json: JsonType,
  { executor, queries, operator, createContext, toGraphQLError }: LiveOptions,
): Promise<boolean> {
  if (prepared.errors !== undefined || prepared.kind === 'subscription') return false;
  const isRead = request.method === 'GET';
  if (isRead && prepared.kind === 'mutation') return false;
  const execute = async (): Promise<Answer | null> => {
    const contextValue = createContext(operator, null);
    try {
      const executed = await executor(prepared.document, operationName).execute({
        contextValue,
        variableValues: variables,
      });
      if ('text' in executed) return { body: executed.text, isWhole: true };
      if (!('data' in executed) || (executed.data === null && prepared.kind === 'query')) return null;
      return { body: answerText(executed, toGraphQLError), isWhole: executed.errors === undefined };
    } catch {
      return null;
    }
  };
  const answer =
    prepared.kind === 'query'
      ? await queries.join(shareOf(prepared.document, operationName, variables, operator), execute)
      : await execute();
  if (answer === null) return false;
  const { body, isWhole } = answer;
  if (response.destroyed) return true;
  const headers: Record<string, string | number> = {
    'content-type': `${json}; charset=utf-8`,
    'x-content-type-options': 'nosniff',
  };
  if (isRead) {
    headers['cache-control'] = 'private, no-cache';
    headers.vary = 'accept';
    if (isWhole) {
      headers.etag = `"${createHash('sha1').update(json).update(body).digest('base64url')}"`;
      if (isKnown(request.headers['if-none-match'], headers.etag)) {
        response.writeHead(304, headers).end();
        return true;
      }
    }
  }
  headers['content-length'] = Buffer.byteLength(body);
  response.writeHead(200, headers).end(body);
  return true;
}

/** Weak and strong validators compare alike here. Source: RFC 9110, 13.1.2. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*');
}
