import { RollcallError } from './errors.ts';
import type { FeedName, FeedPosition } from './feed.ts';
import { murmurHash64A } from './murmur-hash.ts';

const VERSION = 1;
const FEED_CODES: Readonly<Record<FeedName, number>> = { swipes: 1, invalidAttempts: 2 };
const CHECKSUM_BYTES = 4;
const CHECKSUM_SEED = 0x526f6c6c;
const TEXT_MAX = 16_384;
/** An origin is drawn below this. */
export const ORIGIN_MAX = 2 ** 32;

/**
 * The opaque text of a position in a feed: base64url of version, feed, the numbers of each partition, and a checksum that
 * begins with the feed's origin. It depends on nothing else, so every gateway writes the same cursor for the same position.
 * @param position integers ≥ −1 and < 2⁵²
 * @param origin of the installation whose feed it is, 32 bits
 */
export function encodeCursor(feed: FeedName, position: FeedPosition, origin = 0): string {
  const bytes: number[] = [VERSION, FEED_CODES[feed]];
  pushVarint(bytes, position.length);
  for (const numbers of position) {
    pushVarint(bytes, numbers.length);
    // Zigzag: −1, "before any", stays one byte.
    for (const number of numbers) pushVarint(bytes, number < 0 ? -2 * number - 1 : 2 * number);
  }
  const body = Uint8Array.from(bytes);
  const { low } = murmurHash64A(body, (CHECKSUM_SEED ^ origin) >>> 0);
  const whole = Buffer.alloc(body.length + CHECKSUM_BYTES);
  whole.set(body);
  whole.writeUInt32LE(low, body.length);
  return whole.toString('base64url');
}

/**
 * The position a cursor of that feed stands for.
 * @param partitions how many the feed has now
 * @throws CURSOR_INVALID (argument `after`) when it was forged, altered, cut short, or made by the other feed or
 *   another installation
 * @throws CURSOR_EXPIRED (argument `after`) when the feed had another number of partitions then
 */
export function decodeCursor(feed: FeedName, text: string, partitions: number, origin = 0): FeedPosition {
  const position = text.length > TEXT_MAX ? null : readPosition(text);
  // Written again it must be the same text: that checks version, feed, checksum and spelling at once.
  if (position === null || encodeCursor(feed, position, origin) !== text) {
    throw new RollcallError('CURSOR_INVALID', undefined, { argument: 'after' });
  }
  if (position.length !== partitions) {
    throw new RollcallError('CURSOR_EXPIRED', 'The cursor was made when the feed had another number of partitions.', {
      argument: 'after',
    });
  }
  return position;
}

function readPosition(text: string): FeedPosition | null {
  const bytes = Buffer.from(text, 'base64url');
  const end = bytes.length - CHECKSUM_BYTES;
  let at = 2;
  const next = (): number => {
    let value = 0;
    let weight = 1;
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      value += (byte & 127) * weight;
      weight *= 128;
      if (byte < 128) {
        at += 1;
        return value;
      }
    }
    return Number.NaN;
  };
  const position: number[][] = [];
  for (let partition = next(); partition > 0; partition -= 1) {
    const numbers: number[] = [];
    for (let left = next(); left > 0; left -= 1) {
      const coded = next();
      const number = coded % 2 === 1 ? -(coded + 1) / 2 : coded / 2;
      if (!Number.isSafeInteger(coded) || number < -1) return null;
      numbers.push(number);
    }
    position.push(numbers);
    if (at > end || position.length > bytes.length) return null;
  }
  return at === end ? position : null;
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
