import type { Parts, Rest } from './parts.ts';
import type { Composer } from './tick-writer.ts';
import { headerBytes, writeHeader } from './ws-frame.ts';

/** What fits is composed in one place, used again and again. */
const SLAB_BYTES = 128 * 1024;

/** A part in the slab: each of its frames' beginnings is at one of these places. */
interface Placed {
  begin: Buffer;
  readonly rests: readonly Rest[];
  readonly at: number[];
}

const isSame = (one: readonly Rest[], other: readonly Rest[]): boolean =>
  one === other || (one.length === 1 && other.length === 1 && one[0] === other[0]);

/** Writes the frames of one part. @param at where their beginnings are to be told; null: nowhere @returns where they end */
function writeFrames(target: Buffer, from: number, begin: Buffer, rests: readonly Rest[], at: number[] | null): number {
  let end = from;
  for (const { text } of rests) {
    const place = writeHeader(target, end, begin.length + text.length);
    at?.push(place);
    target.set(begin, place);
    target.set(text, place + begin.length);
    end = place + begin.length + text.length;
  }
  return end;
}

/**
 * Composes WebSocket text frames, each of a beginning of its own and a rest that many sockets share. Sockets of one group
 * get the same rests one after the other, and their beginnings are as long as each other's, so that what was composed for
 * the last is right for the next but for the beginnings: a run of messages costs a look, and each the bytes of an id.
 */
export function createFrameComposer(slabBytes = SLAB_BYTES): Composer {
  let slab = Buffer.allocUnsafeSlow(slabBytes);
  let placed: Placed[] = [];
  let whole = slab.subarray(0, 0);

  const isAlike = ({ count, begins, rests }: Parts): boolean => {
    if (count !== placed.length) return false;
    for (let index = 0; index < count; index += 1) {
      const last = placed[index];
      const own = rests[index];
      if (last === undefined || own === undefined || last.begin.length !== begins[index]?.length) return false;
      if (!isSame(last.rests, own)) return false;
    }
    return true;
  };
  const rewrite = ({ begins }: Parts): void => {
    for (const [index, last] of placed.entries()) {
      const begin = begins[index];
      if (begin === undefined || begin === last.begin) continue;
      for (const at of last.at) slab.set(begin, at);
      last.begin = begin;
    }
  };
  return {
    compose(parts, isReusable) {
      if (isReusable && placed.length > 0 && isAlike(parts)) {
        rewrite(parts);
        return whole;
      }
      const { begins, rests, count, bytes } = parts;
      let total = bytes;
      for (let index = 0; index < count; index += 1) {
        const begin = begins[index]?.length ?? 0;
        for (const { text } of rests[index] ?? []) total += headerBytes(begin + text.length);
      }
      const isInSlab = isReusable && total <= slab.length;
      const target = isInSlab ? slab : Buffer.allocUnsafe(total);
      const places: Placed[] = [];
      let end = 0;
      for (let index = 0; index < count; index += 1) {
        const begin = begins[index];
        const own = rests[index];
        if (begin === undefined || own === undefined) continue;
        const place = isInSlab ? { begin, rests: own, at: [] } : null;
        end = writeFrames(target, end, begin, own, place?.at ?? null);
        if (place !== null) places.push(place);
      }
      if (!isInSlab) return target;
      placed = places;
      whole = slab.subarray(0, total);
      return whole;
    },
    keep(composed) {
      if (composed !== whole) return;
      slab = Buffer.allocUnsafeSlow(slabBytes);
      placed = [];
    },
  };
}
