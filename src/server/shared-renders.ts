import { createLru } from '../core/lru.ts';
import type { Sharing } from '../live/frames.ts';
import type { Payload } from './payload.ts';

/** What snapshots looked like when they were rendered last, so that many who watch the same cost one look. */
export interface SharedRenders {
  /** What was rendered before where it shows every change that the frame is to show. @param share as Outlet.share */
  render(share: string, sharing: Sharing, execute: () => Payload | Promise<Payload>): Payload | Promise<Payload>;
}

/** Snapshots remembered: about as many as change in one interval, and fewer where they are large. */
const REMEMBERED_MAX = 1_024;
const REMEMBERED_BYTES = 32 * 1024 * 1024;
const WEIGHT_MIN = REMEMBERED_BYTES / REMEMBERED_MAX;

export function createSharedRenders(): SharedRenders {
  const rendered = createLru<string, { readonly shows: number; readonly payload: Payload | Promise<Payload> }>(
    REMEMBERED_BYTES,
  );
  return {
    render(share, { name, change, changes }, execute) {
      const key = `${share} ${name}`;
      const known = rendered.get(key);
      if (known !== undefined && known.shows >= change) return known.payload;
      const entry = { shows: changes(), payload: execute() };
      const weigh = ({ bytes }: Payload): void => {
        if (rendered.peek(key) === entry) rendered.reweigh(key, Math.max(bytes, WEIGHT_MIN));
      };
      rendered.set(key, entry, WEIGHT_MIN);
      if (entry.payload instanceof Promise) void entry.payload.then(weigh);
      else weigh(entry.payload);
      return entry.payload;
    },
  };
}
