import { listOf, type RedisReply, textOf } from './commands.ts';

/** What the marker says of the filter in place. */
export interface FilterMarker {
  readonly generation: number;
  /** Of the data it was built in. */
  readonly identity: string;
  readonly capacity: number;
  readonly size: number;
  /** As configured by whoever built it, 0..1. */
  readonly errorRatio: number;
}

/** @param reply of HGETALL; null when no filter is in place */
export function readMarker(reply: RedisReply | undefined): FilterMarker | null {
  const fields = new Map<string, string>();
  const flat = listOf(reply);
  for (let at = 0; at < flat.length; at += 2) fields.set(textOf(flat[at]) ?? '', textOf(flat[at + 1]) ?? '');
  const number = (name: string) => Number(fields.get(name) ?? Number.NaN);
  if (!fields.has('generation')) return null;
  return {
    generation: number('generation'),
    identity: fields.get('identity') ?? '',
    capacity: number('capacity'),
    size: number('size'),
    errorRatio: number('ratio'),
  };
}
