import type { InvalidAttempt } from '../../core/swipe.ts';

/** Invalid attempts as lines of JSON: they are few, and their fields may hold anything. */
export function encodeAttempts(attempts: readonly InvalidAttempt[]): Buffer {
  return Buffer.from(attempts.map((attempt) => `${JSON.stringify(attempt)}\n`).join(''), 'utf8');
}

export function decodeAttempts(block: Buffer): InvalidAttempt[] {
  const text = block.toString('utf8').trimEnd();
  if (text === '') return [];
  const attempts: InvalidAttempt[] = JSON.parse(`[${text.replaceAll('\n', ',')}]`);
  return attempts;
}
