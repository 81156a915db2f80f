import type { Connection } from '../live/connection.ts';
import type { Attached } from '../live/outlet.ts';
import { answerText } from './answer-text.ts';
import { beginSubscription, type LiveOptions, type ResultSink } from './live-operation.ts';
import type { OperationParams, Prepared } from './operation.ts';
import { type Payload, textPayload } from './payload.ts';
import type { TickWriter } from './tick-writer.ts';

/** What an operation needs of its socket. */
export interface OperationSocket {
  readonly writer: TickWriter;
  readonly isOpen: boolean;
  readonly options: LiveOptions;
  /** Its last message is written, or it was given up: its id is free again. */
  release(operation: WsOperation): void;
  /** Its last message has left this process, or nobody is there to take it. */
  finished(operation: WsOperation): void;
  /** A stalled reader has not taken its last message in time. */
  cut(code: string): void;
}

export type Ready = Extract<Prepared, { readonly document: unknown }>;

/** One operation of a graphql-transport-ws socket. */
export class WsOperation implements ResultSink, Connection {
  readonly id: string;
  readonly isSubscription: boolean;
  readonly lastEventId: undefined;
  readonly #socket: OperationSocket;
  /** A `next` message up to its payload. */
  #begin: Buffer | null = null;
  #attached: Attached | null = null;
  #isReleased = false;
  #isFinished = false;
  #cancelCut: (() => void) | null = null;

  constructor(id: string, isSubscription: boolean, socket: OperationSocket) {
    this.id = id;
    this.isSubscription = isSubscription;
    this.#socket = socket;
  }

  follow({ document }: Ready, { operationName, variables }: OperationParams): void {
    const { options } = this.#socket;
    const request = { document, operationName, variables, viewer: options.operator, connection: this };
    this.#attached = beginSubscription(request, options, this);
  }

  async answer({ document }: Ready, { operationName, variables }: OperationParams): Promise<void> {
    const { executor, operator, createContext, toGraphQLError } = this.#socket.options;
    try {
      const contextValue = createContext(operator, null);
      const executed = await executor(document, operationName).execute({ contextValue, variableValues: variables });
      this.send([textPayload(answerText(executed, toGraphQLError), null)]);
      this.complete();
    } catch (error) {
      this.error([toGraphQLError(error)]);
    }
  }

  get isReady(): boolean {
    return this.#socket.writer.isReady;
  }
  get unsent(): number {
    return this.#socket.writer.unsent;
  }

  send(payloads: readonly Payload[]): void {
    if (this.#isReleased || !this.#socket.isOpen) return;
    const { writer } = this.#socket;
    this.#begin ??= Buffer.from(`{"id":${JSON.stringify(this.id)},"type":"next","payload":`);
    writer.push(this.#begin, payloads);
  }

  complete(): void {
    this.#last({ id: this.id, type: 'complete' });
  }

  /** Refuses the operation. */
  error(errors: readonly unknown[]): void {
    this.#last({ id: this.id, type: 'error', payload: errors });
  }

  /** The source can take up again what waited for the socket. */
  resume(): void {
    this.#attached?.resume();
  }

  /** The client has given it up, or is gone. */
  leave(): void {
    this.#attached?.leave();
    this.#release();
    this.finish();
  }

  ending(code: string): void {
    const { clock, limits } = this.#socket.options;
    if (this.#isFinished || this.#cancelCut !== null) return;
    this.#cancelCut = clock.setTimer(limits.stalledCutMs, () => this.#socket.cut(code));
  }

  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#cancelCut?.();
    this.#socket.finished(this);
  }

  #last(message: object): void {
    if (this.#isReleased) return;
    const { writer, isOpen } = this.#socket;
    if (isOpen) writer.push(Buffer.from(JSON.stringify(message)));
    this.#release();
    if (isOpen) writer.whenTaken(() => this.finish());
    else this.finish();
  }

  #release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#socket.release(this);
  }
}
