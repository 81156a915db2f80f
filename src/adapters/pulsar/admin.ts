import { RollcallError } from '../../core/errors.ts';
import type { TopicAdmin } from './feed-topic.ts';

export interface PulsarAdminOptions {
  /** PULSAR_ADMIN_URL, `http://` or `https://`. */
  readonly url: string;
  /** '' for none. */
  readonly token?: string;
  readonly answerTimeoutMs?: number;
}

/** Pulsar's HTTP API, version 2. Paths are below that, such as `/namespaces/public/default`. */
export interface PulsarAdmin extends TopicAdmin {
  /**
   * @param method PUT, POST or DELETE
   * @returns false: there is such a thing already, or another change is under way (409)
   * @throws as `get`; when there is no such thing
   */
  change(method: 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<boolean>;
}

const REFUSED = [401, 403];
const CONFLICT = 409;
const NOT_FOUND = 404;

/** @throws RollcallError SERVICE_REFUSED from every call when the token does not allow it; Error for anything else */
export function createPulsarAdmin({ url, token = '', answerTimeoutMs = 5_000 }: PulsarAdminOptions): PulsarAdmin {
  const base = `${url.replace(/\/+$/, '')}/admin/v2`;

  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    if (response.ok || response.status === NOT_FOUND || response.status === CONFLICT) return response;
    const what = `Pulsar's HTTP API answers ${response.status} to ${method} ${path}`;
    const reason = (await response.text()).slice(0, 200);
    if (!REFUSED.includes(response.status)) throw new Error(`${what}: ${reason}`);
    throw new RollcallError('SERVICE_REFUSED', `${what}: look at PULSAR_TOKEN and what it allows.`);
  };

  return {
    async get(path) {
      const response = await ask('GET', path);
      if (response.ok) return response.json();
      await response.body?.cancel();
      if (response.status === NOT_FOUND) return null;
      throw new Error(`Pulsar's HTTP API answers ${response.status} to GET ${path}`);
    },
    async change(method, path, body) {
      const response = await ask(method, path, body);
      const text = await response.text();
      if (response.status === NOT_FOUND) throw new Error(`Pulsar has nothing at ${path}: ${text.slice(0, 200)}`);
      return response.status !== CONFLICT;
    },
  };
}
