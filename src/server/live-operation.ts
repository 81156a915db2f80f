import { createSourceEventStream, type DocumentNode, GraphQLError } from 'graphql';
import type { Viewer } from '../core/viewer.ts';
import type { Connection } from '../live/connection.ts';
import type { Ending, LiveStream } from '../live/frames.ts';
import type { Attached, Outlet } from '../live/outlet.ts';
import { answerText } from './answer-text.ts';
import { publicErrors } from './errors.ts';
import { createExecutor, type Executor } from './executor.ts';
import type { Answer } from './lean-answer.ts';
import { cursorOf, isEnding, sharingOf } from './live-frame.ts';
import type { EdgeOptions } from './options.ts';
import { endingPayload, type Payload, payloadOf, textPayload } from './payload.ts';
import { createSameTurn, type SameTurn } from './same-turn.ts';
import { shareOf } from './share.ts';
import { createSharedRenders, type SharedRenders } from './shared-renders.ts';

/** A validated subscription. */
export interface LiveRequest {
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly viewer: Viewer;
  readonly connection: Connection;
}

/** How the results of one subscription leave: an operation on a WebSocket, an event stream. */
export interface ResultSink {
  /** As Outlet.isReady. */
  readonly isReady: boolean;
  /** As Outlet.unsent. */
  readonly unsent: number;
  /** One or more, in order; many sinks may be given the same list. */
  send(payloads: readonly Payload[]): void;
  /** The last call: nothing follows. */
  complete(): void;
}

export interface LiveOptions extends EdgeOptions {
  readonly executor: Executor;
  readonly renders: SharedRenders;
  /** Queries over HTTP that came in the same turn. */
  readonly queries: SameTurn<Answer | null>;
  /** A context for one frame. */
  frameContext(viewer: Viewer): object;
}

export function createLiveOptions(options: EdgeOptions): LiveOptions {
  const { createContext, freshContext } = options;
  const contexts = new WeakMap<Viewer, object>();
  return {
    ...options,
    executor: createExecutor(options.schema, options.endContext),
    renders: createSharedRenders(),
    queries: createSameTurn(),
    frameContext(viewer) {
      const known = contexts.get(viewer) ?? createContext(viewer, null);
      contexts.set(viewer, known);
      return freshContext(known);
    },
  };
}

/**
 * Begins a subscription; its results go to the sink. What its resolver refuses is one result with errors. Each frame is
 * executed in a fresh context, once for all who get the same bytes. Returns at once; `leave` may be called at any time,
 * and nothing is sent after it.
 */
export function beginSubscription(request: LiveRequest, options: LiveOptions, sink: ResultSink): Attached {
  const operation = new LiveOperation(request, options, sink);
  void operation.begin(request.connection);
  return operation;
}

class LiveOperation implements Outlet<unknown, Payload>, Attached {
  readonly #request: Omit<LiveRequest, 'connection'>;
  readonly #options: LiveOptions;
  readonly #sink: ResultSink;
  #source: Attached | null = null;
  #isOver = false;

  constructor(request: LiveRequest, options: LiveOptions, sink: ResultSink) {
    const { document, operationName, variables, viewer } = request;
    this.#request = { document, operationName, variables, viewer };
    this.#options = options;
    this.#sink = sink;
  }

  async begin(connection: Connection): Promise<void> {
    const { document, operationName, variables, viewer } = this.#request;
    const { schema, createContext, endContext } = this.#options;
    try {
      const contextValue = createContext(viewer, connection);
      const source = await createSourceEventStream({
        schema,
        document,
        operationName,
        variableValues: variables,
        contextValue,
      });
      endContext(contextValue);
      if (!(Symbol.asyncIterator in source)) this.#fail(source.errors ?? []);
      else if (this.#isOver) void source[Symbol.asyncIterator]().return?.();
      else this.#follow(source);
    } catch (error) {
      this.#fail([asGraphQLError(error)]);
    }
  }

  #follow(source: AsyncIterable<unknown> & Pick<LiveStream<unknown>, 'attach'>): void {
    if (source.attach !== undefined) this.#source = source.attach(this);
    else {
      const pump = new Pump(source[Symbol.asyncIterator](), this);
      this.#source = pump;
      pump.resume();
    }
    // It may have ended while it was being attached.
    if (this.#isOver) this.#source.leave();
  }

  get share(): string {
    const { document, operationName, variables, viewer } = this.#request;
    return shareOf(document, operationName, variables, viewer);
  }
  get isReady(): boolean {
    return this.#sink.isReady;
  }
  get unsent(): number {
    return this.#sink.unsent;
  }

  render(frame: unknown): Payload | Promise<Payload> {
    const sharing = sharingOf(frame);
    if (sharing === null) return this.#execute(frame);
    return this.#options.renders.render(this.share, sharing, () => this.#execute(frame));
  }

  #execute(frame: unknown): Payload | Promise<Payload> {
    const { document, operationName, variables, viewer } = this.#request;
    const { executor, frameContext, toGraphQLError } = this.#options;
    const cursor = cursorOf(frame);
    try {
      const result = executor(document, operationName).execute({
        rootValue: frame,
        variableValues: variables,
        contextValue: frameContext(viewer),
      });
      const shown = (one: Awaited<typeof result>): Payload => textPayload(answerText(one, toGraphQLError), cursor);
      if (!(result instanceof Promise)) return shown(result);
      return result.then(shown).catch((error: unknown) => this.#failure([asGraphQLError(error)], cursor));
    } catch (error) {
      return this.#failure([asGraphQLError(error)], cursor);
    }
  }

  send(payload: Payload): void {
    this.sendRun([payload]);
  }

  sendRun(run: readonly Payload[]): void {
    if (!this.#isOver) this.#sink.send(run);
  }

  end({ error }: Ending): void {
    if (this.#isOver) return;
    const cursor = typeof error.extensions.cursor === 'string' ? error.extensions.cursor : null;
    this.#sink.send([endingPayload(this.#options.toGraphQLError(error), cursor)]);
    this.complete();
  }

  complete(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sink.complete();
  }

  fail(error: unknown): void {
    this.#fail([asGraphQLError(error)]);
  }

  #fail(errors: readonly GraphQLError[]): void {
    if (this.#isOver) return;
    this.#sink.send([this.#failure(errors, null)]);
    this.complete();
  }

  #failure(errors: readonly GraphQLError[], cursor: string | null): Payload {
    return payloadOf({ data: null, errors: publicErrors(errors, this.#options.toGraphQLError) }, cursor);
  }

  resume(): void {
    this.#source?.resume();
  }

  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#source?.leave();
  }
}

/** Sends the items of a stream that can only be pulled: the next is asked for when the sink is ready for it. */
class Pump implements Attached {
  readonly #items: AsyncIterator<unknown>;
  readonly #operation: LiveOperation;
  #isRunning = false;
  #isOver = false;

  constructor(items: AsyncIterator<unknown>, operation: LiveOperation) {
    this.#items = items;
    this.#operation = operation;
  }

  resume(): void {
    if (this.#isRunning || this.#isOver) return;
    this.#isRunning = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isOver && this.#operation.isReady) {
        const item = await this.#items.next();
        if (this.#isOver) return;
        if (item.done) {
          this.#isOver = true;
          this.#operation.complete();
          return;
        }
        const frame: unknown = item.value;
        if (isEnding(frame)) {
          this.#isOver = true;
          this.#operation.end(frame);
          // Not awaited: what a source that is slow to leave says then is nobody's to hear.
          this.#items.return?.().catch(() => {});
          return;
        }
        const payload = await this.#operation.render(frame);
        if (!this.#isOver) this.#operation.send(payload);
      }
      this.#isRunning = false;
    } catch (error) {
      if (this.#isOver) return;
      this.leave();
      this.#operation.fail(error);
    }
  }

  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#items.return?.().catch(() => {});
  }
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
