import type { ServerResponse } from 'node:http';
import { ERRORS, type ErrorCode } from '../core/errors.ts';
import { errorBody, requestError } from './errors.ts';

export function sendText(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendText(response, status, 'application/json; charset=utf-8', JSON.stringify(body), headers);
}

/** An error of the edge, shaped as GraphQL errors are. The status is its code's unless one is given. */
export function sendError(
  response: ServerResponse,
  code: ErrorCode,
  message?: string,
  status: number = ERRORS[code].http,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendJson(response, status, errorBody(requestError(code, message)), headers);
}
