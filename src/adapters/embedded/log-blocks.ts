import type { EpochMs } from '../../core/campus-day.ts';
import type { LogMessage, OutgoingMessage } from '../../ports/swipe-log.ts';

/**
 * One write of the log: publish time (48 bits), then for each message the lengths of its key, simulation id and payload,
 * the simulation index, and their bytes. The sequence of its first message is the block's key.
 */
const HEADER_BYTES = 6;
const MESSAGE_HEADER_BYTES = 12;

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

/**
 * @param first the sequence of the block's first message
 * @param redelivered whether a message of that sequence may have been handed out before
 */
export function decodeLogBlock(block: Buffer, first: number, redelivered: (sequence: number) => boolean): LogMessage[] {
  const publishedAt = block.readUIntBE(0, HEADER_BYTES);
  const messages: LogMessage[] = [];
  for (let at = HEADER_BYTES, sequence = first; at < block.length; sequence += 1) {
    const keyBytes = block.readUInt16LE(at);
    const idBytes = block.readUInt16LE(at + 2);
    const payloadBytes = block.readUInt32LE(at + 4);
    const index = block.readUInt32LE(at + 8);
    const keyAt = at + MESSAGE_HEADER_BYTES;
    const payloadAt = keyAt + keyBytes + idBytes;
    messages.push({
      position: String(sequence),
      key: block.toString('utf8', keyAt, keyAt + keyBytes),
      payload: block.subarray(payloadAt, payloadAt + payloadBytes),
      publishedAt,
      simulation: idBytes === 0 ? null : { simulation: block.toString('latin1', keyAt + keyBytes, payloadAt), index },
      redelivered: redelivered(sequence),
    });
    at = payloadAt + payloadBytes;
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
