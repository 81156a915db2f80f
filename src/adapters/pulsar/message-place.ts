/** Where one message stands in a topic. */
export interface MessagePlace {
  /** 0 where the topic is not partitioned or is itself one partition. */
  readonly partition: number;
  readonly ledger: number;
  readonly entry: number;
  /** In the batch that its producer's client made of several; −1: it is an entry by itself. */
  readonly batchIndex: number;
}

/** The fields of Pulsar's protobuf `MessageIdData` that say where a message is. Its numbers may be −1, as 64 bits. */
const [LEDGER, ENTRY, PARTITION, BATCH_INDEX] = [1, 2, 3, 4];
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const MINUS_ONE = 2n ** 64n - 1n;
/** 2⁵³ − 1 takes eight bytes of seven bits; more are only read for −1. */
const EXACT_BYTES = 7;
const PLACE_PATTERN = /^(\d{1,16}):(\d{1,16}):(\d{1,16}):(-1|\d{1,16})$/;

/** A place as text: unique in the topic, the same on every redelivery and transport. At most 70 characters. */
export function positionText({ partition, ledger, entry, batchIndex }: MessagePlace): string {
  return `${partition}:${ledger}:${entry}:${batchIndex}`;
}

/** Null: not written by `positionText`. */
export function positionOf(text: string): MessagePlace | null {
  const found = PLACE_PATTERN.exec(text);
  if (found === null) return null;
  const [partition = -1, ledger = -1, entry = -1, batchIndex = -1] = found.slice(1).map(Number);
  return { partition, ledger, entry, batchIndex };
}

/** A message id as the wire has it, of an entry or of a message in a batch. */
export function encodeMessageId({ partition, ledger, entry, batchIndex }: MessagePlace): Buffer {
  const bytes: number[] = [];
  const field = (number: number, value: number): void => {
    bytes.push((number << 3) | VARINT);
    writeVarint(bytes, value);
  };
  field(LEDGER, ledger);
  field(ENTRY, entry);
  field(PARTITION, partition);
  if (batchIndex >= 0) field(BATCH_INDEX, batchIndex);
  return Buffer.from(bytes);
}

/** @throws RangeError: these bytes are no message id */
export function decodeMessageId(bytes: Uint8Array): MessagePlace {
  const found = [-1, -1, -1, -1, -1];
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const tag = readVarint(bytes, cursor);
    const number = Math.floor(tag / 8);
    const kind = tag % 8;
    if (kind === VARINT) {
      const value = readVarint(bytes, cursor);
      if (number < found.length) found[number] = value;
    } else if (kind === LENGTH_DELIMITED) {
      cursor.at += readVarint(bytes, cursor);
    } else {
      throw new RangeError(`no message id has a field of kind ${kind}`);
    }
  }
  const [, ledger = -1, entry = -1, partition = -1, batchIndex = -1] = found;
  if (ledger < 0 || entry < -1) throw new RangeError('a message id without ledger and entry');
  return { partition: Math.max(partition, 0), ledger, entry, batchIndex };
}

function writeVarint(bytes: number[], value: number): void {
  if (value < 0) {
    for (let left = MINUS_ONE; left > 0n; left >>= 7n) bytes.push(Number(left & 127n) | (left > 127n ? 128 : 0));
    return;
  }
  let left = value;
  while (left > 127) {
    bytes.push((left % 128) | 128);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}

function readVarint(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  let weight = 1;
  for (let length = 0; ; length += 1) {
    const byte = bytes[cursor.at];
    if (byte === undefined || length > 9) throw new RangeError('a message id that ends amid a number');
    cursor.at += 1;
    if (length <= EXACT_BYTES) value += (byte & 127) * weight;
    weight *= 128;
    // Only −1 is that long.
    if (byte < 128) return length > EXACT_BYTES ? -1 : value;
  }
}
