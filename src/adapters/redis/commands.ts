import { type ErrorCode, RollcallError } from '../../core/errors.ts';

export type RedisCommand = readonly (string | Buffer)[];

/** What a server answers, as RESP 2 has it; an error reply is thrown instead. */
export type RedisReply = string | number | null | readonly RedisReply[];

/** All that the adapters need of a connection. */
export interface RedisCommands {
  /**
   * Sends the commands in one write and answers in their order; they are carried out in it, others' in between.
   * Rejects when any of them fails, when there is no connection, and within seconds when the server does not answer:
   * any of them may have been carried out then, or may be later.
   */
  pipeline(commands: readonly RedisCommand[]): Promise<readonly RedisReply[]>;
}

/** Runs a port's method; whatever fails in it is the port's retriable error. */
export async function guarded<T>(code: ErrorCode, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RollcallError && error.code === code) throw error;
    throw new RollcallError(code, undefined, { cause: error });
  }
}

/** A script over the keys, in one command; it is carried out whole, with nothing of others in between. */
export function script(source: string, keys: readonly string[], args: RedisCommand = []): RedisCommand {
  return ['EVAL', source, String(keys.length), ...keys, ...args];
}

/** The items in parts of at most `size`; one empty part for none. */
export function inParts<T>(items: readonly T[], size: number): (readonly T[])[] {
  if (items.length <= size) return [items];
  const parts: T[][] = [];
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size));
  return parts;
}

export function textOf(reply: RedisReply | undefined): string | null {
  return typeof reply === 'string' ? reply : null;
}

export function numberOf(reply: RedisReply | undefined): number {
  return typeof reply === 'number' ? reply : Number(reply ?? 0);
}

export function listOf(reply: RedisReply | undefined): readonly RedisReply[] {
  return typeof reply === 'object' && reply !== null ? reply : [];
}

/** Carries the commands out as one transaction, with nothing of others in between. @returns their answers */
export async function transaction(
  redis: RedisCommands,
  commands: readonly RedisCommand[],
): Promise<readonly RedisReply[]> {
  const replies = await redis.pipeline([['MULTI'], ...commands, ['EXEC']]);
  const answers = listOf(replies.at(-1));
  // Within a transaction an error is an answer.
  for (const answer of answers) if (answer instanceof Error) throw answer;
  return answers;
}

export function isAnswering(redis: RedisCommands): Promise<boolean> {
  return redis.pipeline([['PING']]).then(
    () => true,
    () => false,
  );
}
