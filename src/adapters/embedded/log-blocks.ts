import type { EpochMs } from '../../core/campus-day.ts';
import { createIdentifierPool } from '../../core/identifier-pool.ts';
import type { ByteRange, LogMessage, OutgoingMessage, SimulationTag } from '../../ports/swipe-log.ts';

/**
 * One write of the log: publish time (48 bits), then for each message the lengths of its key, simulation id and payload,
 * the simulation index, and their bytes. The sequence of its first message is the block's key.
 */
const HEADER_BYTES = 6;
const MESSAGE_HEADER_BYTES = 12;
const KEYS_HELD = 1_024;

export function encodeLogBlock(messages: readonly OutgoingMessage[], publishedAt: EpochMs): Buffer {
  let size = HEADER_BYTES;
  for (const { key, payload, simulation } of messages) {
    size += MESSAGE_HEADER_BYTES + Buffer.byteLength(key) + (simulation?.simulation.length ?? 0) + payload.byteLength;
  }
  const block = Buffer.allocUnsafe(size);
  let at = block.writeUIntBE(publishedAt, 0, HEADER_BYTES);
  for (const { key, payload, simulation } of messages) {
    const keyBytes = block.write(key, at + MESSAGE_HEADER_BYTES);
    const idBytes = block.write(simulation?.simulation ?? '', at + MESSAGE_HEADER_BYTES + keyBytes, 'latin1');
    block.writeUInt16LE(keyBytes, at);
    block.writeUInt16LE(idBytes, at + 2);
    block.writeUInt32LE(payload.byteLength, at + 4);
    block.writeUInt32LE(simulation?.index ?? 0, at + 8);
    block.set(payload, at + MESSAGE_HEADER_BYTES + keyBytes + idBytes);
    at += MESSAGE_HEADER_BYTES + keyBytes + idBytes + payload.byteLength;
  }
  return block;
}

interface Block {
  readonly bytes: Buffer;
  readonly publishedAt: EpochMs;
}

/** A message where it stands in its block: there are many, and of most of them only the payload's bytes are looked at. */
class StoredMessage implements LogMessage, ByteRange {
  readonly position: string;
  readonly redelivered: boolean;
  /** Where the payload begins and ends. */
  readonly from: number;
  readonly to: number;
  private readonly block: Block;
  /** Where the header begins. */
  private readonly at: number;

  constructor(block: Block, at: number, sequence: number, redelivered: boolean) {
    const { bytes } = block;
    this.block = block;
    this.at = at;
    this.position = String(sequence);
    this.redelivered = redelivered;
    this.from = at + MESSAGE_HEADER_BYTES + bytes.readUInt16LE(at) + bytes.readUInt16LE(at + 2);
    this.to = this.from + bytes.readUInt32LE(at + 4);
  }

  get bytes(): Buffer {
    return this.block.bytes;
  }
  get payloadIn(): ByteRange {
    return this;
  }
  get payload(): Buffer {
    return this.bytes.subarray(this.from, this.to);
  }
  get publishedAt(): EpochMs {
    return this.block.publishedAt;
  }
  get key(): string {
    const from = this.at + MESSAGE_HEADER_BYTES;
    const to = from + this.bytes.readUInt16LE(this.at);
    return keys.read(this.bytes, from, to) ?? this.bytes.toString('utf8', from, to);
  }
  get simulation(): SimulationTag | null {
    const idBytes = this.bytes.readUInt16LE(this.at + 2);
    if (idBytes === 0) return null;
    const simulation = this.bytes.toString('latin1', this.from - idBytes, this.from);
    return { simulation, index: this.bytes.readUInt32LE(this.at + 8) };
  }
}

/** Most keys are lecture ids. */
const keys = createIdentifierPool(KEYS_HELD);

/**
 * @param first the sequence of the block's first message
 * @param last of its last
 * @param redelivered whether a message of that sequence may have been handed out before
 */
export function decodeLogBlock(
  bytes: Buffer,
  first: number,
  last: number,
  redelivered: (sequence: number) => boolean,
): LogMessage[] {
  const block: Block = { bytes, publishedAt: publishedAtOf(bytes) };
  const messages: LogMessage[] = new Array(last - first + 1);
  for (let at = HEADER_BYTES, sequence = first; sequence <= last; sequence += 1) {
    const message = new StoredMessage(block, at, sequence, redelivered(sequence));
    messages[sequence - first] = message;
    at = message.to;
  }
  return messages;
}

export function publishedAtOf(block: Buffer): EpochMs {
  return block.readUIntBE(0, HEADER_BYTES);
}

/** Messages in a block. */
export function messageCountOf(block: Buffer): number {
  let count = 0;
  for (let at = HEADER_BYTES; at < block.length; count += 1) {
    at += MESSAGE_HEADER_BYTES + block.readUInt16LE(at) + block.readUInt16LE(at + 2) + block.readUInt32LE(at + 4);
  }
  return count;
}
