const FIN_TEXT = 0x81;
const SHORT_MAX = 125;
const MEDIUM_MAX = 0xffff;

/** Of an unmasked WebSocket text frame. Source: RFC 6455, 5.2. */
export function headerBytes(length: number): number {
  return length <= SHORT_MAX ? 2 : length <= MEDIUM_MAX ? 4 : 10;
}

/** Writes the header of an unmasked text frame. @returns where its payload begins */
export function writeHeader(target: Buffer, at: number, length: number): number {
  target[at] = FIN_TEXT;
  if (length <= SHORT_MAX) {
    target[at + 1] = length;
    return at + 2;
  }
  if (length <= MEDIUM_MAX) {
    target[at + 1] = SHORT_MAX + 1;
    target[at + 2] = length >>> 8;
    target[at + 3] = length & 0xff;
    return at + 4;
  }
  target[at + 1] = SHORT_MAX + 2;
  return target.writeBigUInt64BE(BigInt(length), at + 2);
}
