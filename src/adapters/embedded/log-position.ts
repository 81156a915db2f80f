/**
 * How far the log has been consumed: everything through `through`, and of what lies beyond it the messages in `beyond`.
 * Batches finish almost in order, so `beyond` stays small.
 */
export interface ConsumedPositions {
  readonly through: number;
  /** How many messages are acknowledged in all. */
  readonly count: number;
  /** The largest sequence acknowledged. */
  readonly last: number;
  has(sequence: number): boolean;
  /** The state after these were acknowledged too; this one stays as it is. */
  with(sequences: readonly number[]): ConsumedPositions;
  encode(): Buffer;
}

/** The sequence that a position of this log names: `Number`, only quicker, of nothing but digits. */
export function sequenceOf(position: string): number {
  let sequence = 0;
  for (let at = 0; at < position.length; at += 1) sequence = sequence * 10 + position.charCodeAt(at) - ZERO;
  return sequence;
}

const ZERO = 48;

export function createConsumedPositions(through: number, beyond: ReadonlySet<number> = new Set()): ConsumedPositions {
  return {
    through,
    count: through + beyond.size,
    last: Math.max(through, ...beyond),
    has: (sequence) => sequence <= through || beyond.has(sequence),
    with(sequences) {
      let next = through;
      const rest = new Set(beyond);
      for (const sequence of sequences) {
        if (sequence === next + 1) next = sequence;
        else if (sequence > next) rest.add(sequence);
        while (rest.size > 0 && rest.delete(next + 1)) next += 1;
      }
      for (const sequence of rest) if (sequence <= next) rest.delete(sequence);
      return createConsumedPositions(next, rest);
    },
    encode: () => Buffer.from(JSON.stringify([through, ...beyond])),
  };
}

export function decodeConsumedPositions(value: Buffer | undefined): ConsumedPositions {
  if (value === undefined) return createConsumedPositions(0);
  const [through = 0, ...beyond]: number[] = JSON.parse(value.toString('latin1'));
  return createConsumedPositions(through, new Set(beyond));
}
