import { RollcallError } from '../core/errors.ts';
import type { Ending, Sharing, SnapshotFrame } from '../live/frames.ts';

function isObject(item: unknown): item is object {
  return typeof item === 'object' && item !== null;
}

/** True for the item by which the hub ends a stream. */
export function isEnding(item: unknown): item is Ending {
  return (
    isObject(item) && 'kind' in item && item.kind === 'ENDING' && 'error' in item && item.error instanceof RollcallError
  );
}

/** Where to resume after an item; null for what has no place in a feed. */
export function cursorOf(item: unknown): string | null {
  if (isEnding(item)) return typeof item.error.extensions.cursor === 'string' ? item.error.extensions.cursor : null;
  if (!isObject(item) || !('kind' in item) || item.kind !== 'FRAME' || !('cursor' in item)) return null;
  return typeof item.cursor === 'string' ? item.cursor : null;
}

/** How an item's answer is shared; null where it is not. */
export function sharingOf(item: unknown): Sharing | null {
  return isSnapshot(item) ? (item.sharing ?? null) : null;
}

function isSnapshot(item: unknown): item is SnapshotFrame<unknown> {
  return isObject(item) && 'kind' in item && item.kind === 'SNAPSHOT';
}
