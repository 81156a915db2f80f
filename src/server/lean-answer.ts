import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { publicErrors } from './errors.ts';
import type { LiveOptions } from './live-operation.ts';
import type { JsonType } from './negotiation.ts';
import type { OperationParams, Prepared } from './operation.ts';

/**
 * Answers a query, or a POSTed mutation, that can be executed as it stands: compiled, and in one write. Whatever asks for
 * more thought (a document that does not fit, wrong variables, an answer without data) is left to Yoga, which knows
 * every case of the protocol; nothing has been executed then, or nothing but reads.
 * @returns whether it has answered
 */
export async function answerLean(
  request: IncomingMessage,
  response: ServerResponse,
  { variables, operationName }: OperationParams,
  prepared: Prepared,
  json: JsonType,
  { executor, operator, createContext, toGraphQLError }: LiveOptions,
): Promise<boolean> {
  if (prepared.errors !== undefined || prepared.kind === 'subscription') return false;
  const isRead = request.method === 'GET';
  if (isRead && prepared.kind === 'mutation') return false;
  const executable = executor(prepared.document, operationName);
  let result: ExecutionResult;
  try {
    result = await executable.execute({ contextValue: createContext(operator, null), variableValues: variables });
  } catch {
    return false;
  }
  if (!('data' in result) || (result.data === null && prepared.kind === 'query')) return false;
  if (response.destroyed) return true;
  const { errors } = result;
  const body = JSON.stringify(
    errors === undefined ? result : { ...result, errors: publicErrors(errors, toGraphQLError) },
  );
  const headers: Record<string, string | number> = {
    'content-type': `${json}; charset=utf-8`,
    'x-content-type-options': 'nosniff',
  };
  if (isRead) {
    headers['cache-control'] = 'private, no-cache';
    headers.vary = 'accept';
    if (errors === undefined) {
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
