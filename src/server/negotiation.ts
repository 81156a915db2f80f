import type { IncomingHttpHeaders } from 'node:http';
import { createTextCache } from './text-cache.ts';

/** What an Accept header allows; of two that it weighs alike, the one it names first. */
export interface Accepted {
  /** As what a single result may be sent. */
  readonly json: JsonType | null;
  /** As what the results of a subscription may be sent. A wildcard asks for no stream. */
  readonly stream: StreamType | null;
}

export type JsonType = (typeof JSON_TYPES)[number];
export type StreamType = (typeof STREAM_TYPES)[number];

/** Who accepts anything gets the first. */
const JSON_TYPES = ['application/json', 'application/graphql-response+json'] as const;
const STREAM_TYPES = ['text/event-stream', 'multipart/mixed'] as const;
/** The version of Apollo's multipart protocol; `multipart/mixed` without it asks for something else, like `@defer`. */
const MULTIPART_SPEC = '1.0';

/** Bodies of these kinds are not sent across origins without a preflight, which is never granted. */
const BODY_TYPES = new Set(['application/json', 'application/graphql+json']);

interface MediaRange {
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
}

/** Parts of a header value between separators; those in quotes are text. */
function split(value: string, separator: ',' | ';'): string[] {
  return value.match(separator === ',' ? /(?:[^,"]|"[^"]*"?)+/g : /(?:[^;"]|"[^"]*"?)+/g) ?? [];
}

function readMediaType(text: string): MediaRange {
  const [type = '', ...rest] = split(text.toLowerCase(), ';');
  const params = rest.map((param): [string, string] => {
    const [name = '', value = ''] = param.split('=', 2);
    return [name.trim(), value.trim().replaceAll('"', '')];
  });
  return { type: type.trim(), params: new Map(params) };
}

function isUtf8({ params }: MediaRange): boolean {
  return /^(?:utf-?8)?$/.test(params.get('charset') ?? '');
}

const negotiated = createTextCache<Accepted>();

/** @param accept absent: anything. Cost: clients send the same header over and over, which is looked up. */
export function negotiate(accept: string | undefined): Accepted {
  const header = accept ?? '';
  const known = negotiated.get(header);
  if (known !== undefined) return known;
  const accepted = weighed(header);
  negotiated.set(header, accepted);
  return accepted;
}

function weighed(accept: string): Accepted {
  const ranges = split(accept.trim() || '*/*', ',')
    .map(readMediaType)
    .filter(isUtf8);
  const best = <T extends string>(types: readonly T[], wildcards: (type: T) => readonly string[]): T | null => {
    const found = types.flatMap((type) => {
      // The most specific range that fits is the one that counts, wherever it stands.
      for (const name of [type, ...wildcards(type)]) {
        const place = ranges.findIndex((range) => range.type === name && fits(range));
        const weight = place === -1 ? null : weightOf(ranges[place]);
        if (weight !== null) return weight > 0 ? [{ type, place, weight }] : [];
      }
      return [];
    });
    return found.sort((a, b) => b.weight - a.weight || a.place - b.place)[0]?.type ?? null;
  };
  return { json: best(JSON_TYPES, () => ['application/*', '*/*']), stream: best(STREAM_TYPES, () => []) };
}

function fits({ type, params }: MediaRange): boolean {
  return type !== 'multipart/mixed' || params.get('subscriptionspec') === MULTIPART_SPEC;
}

function weightOf(range: MediaRange | undefined): number {
  const weight = Number(range?.params.get('q') ?? 1);
  return Number.isNaN(weight) ? 1 : weight;
}

/** Why the body of a request is not read; null when it is. */
export function bodyRefusal(headers: IncomingHttpHeaders): string | null {
  if (headers['content-type'] === 'application/json' && headers['content-encoding'] === undefined) return null;
  const range = readMediaType(headers['content-type'] ?? '');
  if (!BODY_TYPES.has(range.type)) return 'The body must be application/json.';
  if (!isUtf8(range)) return 'The body must be in UTF-8.';
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return encoding === '' || encoding === 'identity' ? null : 'The body must not be compressed.';
}
