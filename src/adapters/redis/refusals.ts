import { RollcallError } from '../../core/errors.ts';
import type { RedisAddress } from './address.ts';

/** What a refusal at the first connection begins with, and the line that says what to do. */
const REFUSALS: readonly (readonly [pattern: RegExp, line: string])[] = [
  [
    /^WRONGPASS|^ERR invalid password|^ERR AUTH/,
    'Redis refuses the user or the password (REDIS_URL, REDIS_USERNAME, REDIS_PASSWORD).',
  ],
  [/^NOAUTH/, 'Redis wants a password (REDIS_PASSWORD).'],
  [/^NOPERM/, 'Redis does not let this user run what Rollcall needs (REDIS_USERNAME).'],
  [/DB index/, 'Redis has no database of that number (REDIS_URL).'],
];
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** The error of a server that would refuse every time, as one line for the operator; null for any other. */
export function refusalOf(error: unknown): RollcallError | null {
  if (error instanceof RollcallError) return error;
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? String(error.code) : '';
  if (CERTIFICATE.test(code)) {
    return new RollcallError(
      'SERVICE_REFUSED',
      `The certificate of Redis is not trusted: ${code} (NODE_EXTRA_CA_CERTS).`,
    );
  }
  const line = REFUSALS.find(([pattern]) => pattern.test(error.message))?.[1];
  return line === undefined ? null : new RollcallError('SERVICE_REFUSED', line);
}

/** What went wrong in one line, without anything of the credentials. */
export function withoutSecrets(error: unknown, { username, password }: RedisAddress): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  let text = (message || code || 'failed').replaceAll(/\s+/g, ' ');
  for (const secret of [password, encodeURIComponent(password), username]) {
    if (secret !== '') text = text.replaceAll(secret, '***');
  }
  return text;
}
