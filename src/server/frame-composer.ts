import type { Parts } from './parts.ts';
import type { Composer } from './tick-writer.ts';
import { headerBytes, writeHeader } from './ws-frame.ts';

/** What fits is composed in one place, used again and again. */
const SLAB_BYTES = 128 * 1024;

/**
 * Composes WebSocket text frames, each of a beginning of its own and a rest that many sockets share. Sockets of one group
 * get the same rests one after the other, and their beginnings are as long as each other's, so that what was composed for
 * the last is right for the next but for the beginnings: a message costs a look and the bytes of an id.
 */
export function createFrameComposer(slabBytes = SLAB_BYTES): Composer {
  let slab = Buffer.allocUnsafeSlow(slabBytes);
  /** What stands in the slab: of so many frames their parts, and where each begins. */
  let frames = 0;
  const begins: Buffer[] = [];
  const rests: Buffer[] = [];
  const at: number[] = [];
  let whole = slab.subarray(0, 0);

  const isAlike = (parts: Parts): boolean => {
    if (parts.count !== frames) return false;
    for (let index = 0; index < frames; index += 1) {
      if (parts.rests[index] !== rests[index] || parts.begins[index]?.length !== begins[index]?.length) return false;
    }
    return true;
  };
  return {
    compose(parts, isReusable) {
      if (isReusable && frames > 0 && isAlike(parts)) {
        for (let index = 0; index < frames; index += 1) {
          const begin = parts.begins[index];
          if (begin === undefined || begin === begins[index]) continue;
          slab.set(begin, at[index]);
          begins[index] = begin;
        }
        return whole;
      }
      let total = parts.bytes;
      for (let index = 0; index < parts.count; index += 1) {
        total += headerBytes((parts.begins[index]?.length ?? 0) + (parts.rests[index]?.length ?? 0));
      }
      const isInSlab = isReusable && total <= slab.length;
      const target = isInSlab ? slab : Buffer.allocUnsafe(total);
      let end = 0;
      for (let index = 0; index < parts.count; index += 1) {
        const begin = parts.begins[index];
        const rest = parts.rests[index];
        if (begin === undefined || rest === undefined) continue;
        const place = writeHeader(target, end, begin.length + rest.length);
        target.set(begin, place);
        target.set(rest, place + begin.length);
        end = place + begin.length + rest.length;
        if (!isInSlab) continue;
        begins[index] = begin;
        rests[index] = rest;
        at[index] = place;
      }
      if (!isInSlab) return target;
      frames = parts.count;
      whole = slab.subarray(0, total);
      return whole;
    },
    keep(composed) {
      if (composed !== whole) return;
      slab = Buffer.allocUnsafeSlow(slabBytes);
      frames = 0;
    },
  };
}
