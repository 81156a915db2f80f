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
  /** What stands in the slab; `begins` and `at` for each frame. */
  let begins: Buffer[] = [];
  let rests: Buffer[] = [];
  let at: number[] = [];
  let whole = slab.subarray(0, 0);

  const isAlike = (newBegins: readonly Buffer[], newRests: readonly Buffer[]): boolean => {
    if (newRests.length !== rests.length) return false;
    for (let index = 0; index < rests.length; index += 1) {
      if (newRests[index] !== rests[index] || newBegins[index]?.length !== begins[index]?.length) return false;
    }
    return true;
  };
  return {
    compose(newBegins, newRests, isReusable) {
      if (isReusable && rests.length > 0 && isAlike(newBegins, newRests)) {
        for (let index = 0; index < begins.length; index += 1) {
          const begin = newBegins[index];
          if (begin !== undefined && begin !== begins[index]) slab.set(begin, at[index]);
        }
        begins = newBegins;
        return whole;
      }
      let total = 0;
      for (let index = 0; index < newBegins.length; index += 1) {
        const length = (newBegins[index]?.length ?? 0) + (newRests[index]?.length ?? 0);
        total += headerBytes(length) + length;
      }
      const isInSlab = isReusable && total <= slab.length;
      const target = isInSlab ? slab : Buffer.allocUnsafe(total);
      const places: number[] = [];
      let end = 0;
      for (let index = 0; index < newBegins.length; index += 1) {
        const begin = newBegins[index];
        const rest = newRests[index];
        if (begin === undefined || rest === undefined) continue;
        const place = writeHeader(target, end, begin.length + rest.length);
        places.push(place);
        target.set(begin, place);
        target.set(rest, place + begin.length);
        end = place + begin.length + rest.length;
      }
      if (!isInSlab) return target;
      begins = newBegins;
      rests = newRests;
      at = places;
      whole = slab.subarray(0, total);
      return whole;
    },
    keep(composed) {
      if (composed !== whole) return;
      slab = Buffer.allocUnsafeSlow(slabBytes);
      begins = [];
      rests = [];
    },
  };
}
