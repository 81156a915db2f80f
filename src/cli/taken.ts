import type { Answer } from './client.ts';
import type { Taken } from './hand-in.ts';

interface Payload {
  readonly done: number;
  readonly problems: readonly {
    readonly index: number;
    readonly field?: string | null;
    readonly code: string;
    readonly message: string;
  }[];
}

/** A mutation's answer as what was taken of the batch. @param payloadOf picks the mutation's payload */
export function takenFrom<T>(answer: Answer<T>, payloadOf: (data: T) => Payload | null | undefined): Answer<Taken> {
  if (answer.kind === 'REFUSED') return answer;
  const payload = payloadOf(answer.data);
  if (payload === null || payload === undefined) {
    return { kind: 'REFUSED', code: 'INTERNAL', message: 'the server answered with nothing', retriable: false };
  }
  const problems = payload.problems.map(({ index, code, message }) => ({ index, text: `${message} (${code})` }));
  return { kind: 'DATA', data: { done: payload.done, problems } };
}
