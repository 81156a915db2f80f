const FIN_TEXT = 0x81;
const SHORT_MAX = 125;
const MEDIUM_MAX = 0xffff;

/**
 * The header of an unmasked WebSocket text frame and the beginning of its payload.
 * @param rest how many bytes of the payload follow
 * Source: RFC 6455, 5.2.
 */
export function textFrame(begin: Buffer, rest: number): Buffer {
  const length = begin.length + rest;
  const headerBytes = length <= SHORT_MAX ? 2 : length <= MEDIUM_MAX ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + begin.length);
  frame[0] = FIN_TEXT;
  if (headerBytes === 2) frame[1] = length;
  else if (headerBytes === 4) {
    frame[1] = SHORT_MAX + 1;
    frame[2] = length >>> 8;
    frame[3] = length & 0xff;
  } else {
    frame[1] = SHORT_MAX + 2;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(begin, headerBytes);
  return frame;
}
