import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connection } from '../live/connection.ts';
import type { Attached } from '../live/outlet.ts';
import { answerText } from './answer-text.ts';
import { publicErrors } from './errors.ts';
import { beginSubscription, type LiveOptions, type ResultSink } from './live-operation.ts';
import type { OperationParams, Prepared } from './operation.ts';
import { type Payload, payloadOf, textPayload } from './payload.ts';
import { TickWriter } from './tick-writer.ts';

/** How the results of one operation are written into one HTTP answer. */
export interface StreamFormat {
  readonly contentType: string;
  /** Before the first result. */
  readonly opening: string;
  /** A sign of life. */
  readonly alive: string;
  result(payload: Payload): readonly Buffer[];
  /** After the last result. */
  readonly closing: string;
}

interface StreamedOperation {
  readonly params: OperationParams;
  readonly prepared: Prepared;
  readonly options: LiveOptions;
}

/** Answers one operation as a stream of its results. */
export function serveResultStream(
  request: IncomingMessage,
  response: ServerResponse,
  { params, prepared, options }: StreamedOperation,
  format: StreamFormat,
): void {
  response.writeHead(200, {
    'content-type': format.contentType,
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  const lastEventId = request.headers['last-event-id'];
  const stream = new ResultStream(response, options, format, typeof lastEventId === 'string' ? lastEventId : '');
  if (prepared.errors !== undefined) {
    stream.send([payloadOf({ errors: publicErrors(prepared.errors, options.toGraphQLError) }, null)]);
    stream.complete();
  } else if (prepared.kind === 'subscription') stream.follow(prepared, params);
  else void stream.answer(prepared, params);
}

type Ready = Extract<Prepared, { readonly document: unknown }>;

class ResultStream implements ResultSink, Connection {
  readonly lastEventId: string | undefined;
  readonly #response: ServerResponse;
  readonly #options: LiveOptions;
  readonly #format: StreamFormat;
  readonly #writer: TickWriter;
  #attached: Attached | null = null;
  #isComplete = false;
  #cancelAlive: () => void = () => {};
  #cancelCut: (() => void) | null = null;

  constructor(response: ServerResponse, options: LiveOptions, format: StreamFormat, lastEventId: string) {
    this.lastEventId = lastEventId === '' ? undefined : lastEventId;
    this.#response = response;
    this.#options = options;
    this.#format = format;
    this.#writer = new TickWriter(response, () => this.#attached?.resume());
    response.once('close', () => this.#over());
    response.once('finish', () => this.#over());
    this.#keepAlive();
    this.#writer.push(Buffer.from(format.opening));
  }

  follow({ document }: Ready, { operationName, variables }: OperationParams): void {
    const viewer = this.#options.operator;
    const request = { document, operationName, variables, viewer, connection: this };
    this.#attached = beginSubscription(request, this.#options, this);
    if (this.#response.destroyed) this.#over();
  }

  async answer({ document }: Ready, { operationName, variables }: OperationParams): Promise<void> {
    const { executor, operator, createContext, toGraphQLError } = this.#options;
    try {
      const contextValue = createContext(operator, null);
      const executed = await executor(document, operationName).execute({ contextValue, variableValues: variables });
      this.send([textPayload(answerText(executed, toGraphQLError), null)]);
    } catch (error) {
      this.send([payloadOf({ errors: [toGraphQLError(error)] }, null)]);
    }
    this.complete();
  }

  get isReady(): boolean {
    return this.#writer.isReady;
  }
  get unsent(): number {
    return this.#writer.unsent;
  }

  send(payloads: readonly Payload[]): void {
    if (this.#isComplete || this.#response.destroyed) return;
    for (const payload of payloads) for (const part of this.#format.result(payload)) this.#writer.push(part);
  }

  complete(): void {
    if (this.#isComplete) return;
    this.#isComplete = true;
    this.#cancelAlive();
    this.#writer.flush();
    if (!this.#response.destroyed) this.#response.end(this.#format.closing);
  }

  ending(code: string): void {
    const { clock, limits, log } = this.#options;
    if (this.#response.destroyed || this.#cancelCut !== null) return;
    this.#cancelCut = clock.setTimer(limits.stalledCutMs, () => {
      log.warn('cut a stalled event stream', { code });
      this.#response.destroy();
    });
  }

  #keepAlive(): void {
    const { clock, limits } = this.#options;
    this.#cancelAlive = clock.setTimer(limits.pingMs, () => {
      // A reader that has not taken what is there already needs no sign of life.
      if (this.#writer.unsent === 0) this.#writer.push(Buffer.from(this.#format.alive));
      this.#keepAlive();
    });
  }

  #over(): void {
    this.#cancelAlive();
    this.#cancelCut?.();
    this.#attached?.leave();
  }
}
