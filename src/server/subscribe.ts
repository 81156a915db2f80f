import { createSourceEventStream, type ExecutionArgs, execute, GraphQLError } from 'graphql';
import { publicErrors } from './errors.ts';
import { cursorOf, isEnding } from './live-frame.ts';
import { createLiveResults, type LiveResult, type LiveResults } from './live-results.ts';
import type { EdgeOptions } from './options.ts';

/** A validated subscription, its context made. */
export interface SubscribeRequest extends ExecutionArgs {
  readonly contextValue: object;
}

type SubscribeOptions = Pick<EdgeOptions, 'toGraphQLError' | 'freshContext'>;

/**
 * Begins a subscription. What its resolver refuses comes as one result with errors. Each frame is executed in a fresh
 * context.
 * @param over called once, when the last result was taken and sent or the client has left
 */
export async function subscribe(
  request: SubscribeRequest,
  options: SubscribeOptions,
  over: () => void,
): Promise<LiveResults> {
  const refused = (errors: readonly GraphQLError[]): LiveResults => {
    const results = [failure(errors, options)];
    return createLiveResults({ pull: async () => results.pop() ?? null, over });
  };
  try {
    const source = await createSourceEventStream(request);
    if (!(Symbol.asyncIterator in source)) return refused(source.errors ?? []);
    const items: AsyncIterator<unknown> = source[Symbol.asyncIterator]();
    const pull = framePuller(items, request, options);
    return createLiveResults({
      pull,
      over: () => {
        // Not awaited: a source that is slow to leave keeps nobody waiting, and what it says then is nobody's to hear.
        items.return?.().catch(() => {});
        over();
      },
    });
  } catch (error) {
    return refused([asGraphQLError(error)]);
  }
}

function framePuller(
  items: AsyncIterator<unknown>,
  request: SubscribeRequest,
  options: SubscribeOptions,
): () => Promise<LiveResult | null> {
  const { toGraphQLError, freshContext } = options;
  let last = false;
  return async () => {
    if (last) return null;
    try {
      const item = await items.next();
      if (item.done) return null;
      const frame: unknown = item.value;
      const cursor = cursorOf(frame);
      if (isEnding(frame)) {
        last = true;
        return { result: { data: null, errors: [toGraphQLError(frame.error)] }, cursor };
      }
      const result = await execute({ ...request, rootValue: frame, contextValue: freshContext(request.contextValue) });
      if (result.errors === undefined) return { result, cursor };
      return { result: { ...result, errors: publicErrors(result.errors, toGraphQLError) }, cursor };
    } catch (error) {
      last = true;
      return failure([asGraphQLError(error)], options);
    }
  };
}

function failure(errors: readonly GraphQLError[], { toGraphQLError }: SubscribeOptions): LiveResult {
  return { result: { data: null, errors: publicErrors(errors, toGraphQLError) }, cursor: null };
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
