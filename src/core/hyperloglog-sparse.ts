import { RollcallError } from './errors.ts';
import { RANK_MAX, REGISTERS } from './hyperloglog-estimate.ts';

const SPARSE = 1;
const DENSE = 2;
const RANK_BITS = 6;
const DENSE_BYTES = 1 + (REGISTERS * RANK_BITS) / 8;

/**
 * Registers in few bytes. The first byte is the form. Sparse: for each register that is not empty, ascending, the number
 * (registers skipped since the last) · 64 + rank in groups of seven bits, lowest first. Dense, where that is shorter: four
 * registers of six bits in three bytes.
 */
export function encodeRegisters(registers: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(DENSE_BYTES);
  bytes[0] = SPARSE;
  let length = 1;
  let next = 0;
  for (let index = 0; index < REGISTERS; index += 1) {
    const rank = registers[index] ?? 0;
    if (rank === 0) continue;
    // A number has at most three groups: 20 bits.
    if (length + 3 > DENSE_BYTES) return encodeDense(registers);
    let rest = ((index - next) << RANK_BITS) | rank;
    for (; rest > 127; rest >>>= 7) {
      bytes[length] = (rest & 127) | 128;
      length += 1;
    }
    bytes[length] = rest;
    length += 1;
    next = index + 1;
  }
  return bytes.slice(0, length);
}

function encodeDense(registers: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(DENSE_BYTES);
  bytes[0] = DENSE;
  for (let index = 0, at = 1; index < REGISTERS; index += 4, at += 3) {
    const [a = 0, b = 0, c = 0, d = 0] = registers.subarray(index, index + 4);
    bytes[at] = a | (b << 6);
    bytes[at + 1] = (b >>> 2) | (c << 4);
    bytes[at + 2] = (c >>> 4) | (d << 2);
  }
  return bytes;
}

/**
 * The registers that `encodeRegisters` wrote.
 * @throws INTERNAL when the bytes are not such
 */
export function decodeRegisters(bytes: Uint8Array): Uint8Array {
  const registers = new Uint8Array(REGISTERS);
  const whole = bytes[0] === SPARSE ? readSparse(bytes, registers) : bytes[0] === DENSE && readDense(bytes, registers);
  if (!whole || registers.some((rank) => rank > RANK_MAX)) {
    throw new RollcallError('INTERNAL', undefined, { cause: new Error('A stored sketch cannot be read.') });
  }
  return registers;
}

function readSparse(bytes: Uint8Array, registers: Uint8Array): boolean {
  let index = 0;
  let value = 0;
  let shift = 0;
  for (const byte of bytes.subarray(1)) {
    value |= (byte & 127) << shift;
    shift += 7;
    if (byte > 127) continue;
    index += value >>> RANK_BITS;
    if (index >= REGISTERS) return false;
    registers[index] = value & 63;
    index += 1;
    value = 0;
    shift = 0;
  }
  return shift === 0;
}

function readDense(bytes: Uint8Array, registers: Uint8Array): boolean {
  if (bytes.length !== DENSE_BYTES) return false;
  for (let index = 0, at = 1; index < REGISTERS; index += 4, at += 3) {
    const packed = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    for (let one = 0; one < 4; one += 1) registers[index + one] = (packed >>> (one * RANK_BITS)) & 63;
  }
  return true;
}
