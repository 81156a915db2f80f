import type { Duplex } from 'node:stream';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, type Message, MessageType, parseMessage } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Activity } from './activity.ts';
import { publicErrors, requestError } from './errors.ts';
import { createFrameComposer } from './frame-composer.ts';
import type { LiveOptions } from './live-operation.ts';
import type { OperationParams, Prepare } from './operation.ts';
import { TickWriter } from './tick-writer.ts';
import { type OperationSocket, WsOperation } from './ws-operation.ts';

/** What all sockets of the edge share. */
export interface ConnectionDeps {
  readonly options: LiveOptions;
  readonly prepare: Prepare;
  /** Operations whose last message has not left this process. */
  readonly running: Activity;
  left(connection: WsConnection): void;
}

/** RFC 6455's registry: service restart. Clients of graphql-transport-ws connect again after it, as after 1001. */
const SERVICE_RESTART = 1012;
/** Characters of an operation's id: it stands before each of its results. Clients send a UUID or a number. */
const ID_MAX = 1_024;
/** Nothing more is read from a client that leaves this much of its answers lying, in bytes. */
const UNSENT_MAX = 1024 * 1024;
/** Nor while this many of its queries and mutations run, but for what was read with the last of them. */
const RUNNING_MAX = 100;

const FRAMES = createFrameComposer();
const ACK = Buffer.from('{"type":"connection_ack"}');

/** One socket of the graphql-transport-ws protocol. Source: PROTOCOL.md of enisdenjo/graphql-ws. */
export class WsConnection implements OperationSocket {
  readonly writer: TickWriter;
  readonly #socket: WebSocket;
  readonly #deps: ConnectionDeps;
  readonly #operations = new Map<string, WsOperation>();
  /** Those with messages under way. */
  readonly #unfinished = new Set<WsOperation>();
  #subscriptions = 0;
  #isAcknowledged = false;
  #isPinged = false;
  #cancelInit: (() => void) | null;

  /** @param stream what the socket writes to */
  constructor(socket: WebSocket, stream: Duplex, deps: ConnectionDeps) {
    this.#socket = socket;
    this.#deps = deps;
    this.writer = new TickWriter(stream, () => this.#resume(), FRAMES);
    const { clock, limits, log } = deps.options;
    this.#cancelInit = clock.setTimer(limits.initWaitMs, () => {
      this.#cancelInit = null;
      this.#close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    });
    socket.on('message', (data, isBinary) => {
      if (this.isOpen) this.#take(isBinary ? '' : String(data));
      this.#readOnOrWait();
    });
    socket.on('pong', () => {
      this.#isPinged = false;
    });
    // Broken frames and frames above the limit; the library closes the socket with the code that says so.
    socket.on('error', (error) => log.debug('a socket failed', { error: error.message }));
    socket.once('close', () => this.#closed());
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      this.#close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
    }
  }

  get options(): LiveOptions {
    return this.#deps.options;
  }
  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /**
   * Pings, and cuts a socket whose last ping has had no pong. One that still holds unsent bytes is not judged: its reader is
   * slow, which its subscriptions' own limits deal with, or TCP gives it up. Nor is one whose pongs are not read now.
   */
  beat(): void {
    if (this.#socket.bufferedAmount > 0 || this.#socket.isPaused) this.#isPinged = false;
    else if (this.#isPinged) this.#socket.terminate();
    else if (this.isOpen) {
      this.#isPinged = true;
      this.#socket.ping();
    }
  }

  /** Closes with a code that clients retry on. */
  restart(): void {
    this.#close(SERVICE_RESTART, 'Service restart');
  }

  terminate(): void {
    this.#socket.terminate();
  }

  cut(code: string): void {
    this.options.log.warn('cut a stalled socket', { code });
    this.#socket.terminate();
  }

  release(operation: WsOperation): void {
    this.#operations.delete(operation.id);
    if (operation.isSubscription) this.#subscriptions -= 1;
    else this.#readOnOrWait();
  }

  finished(operation: WsOperation): void {
    if (this.#unfinished.delete(operation)) this.#deps.running.leave();
  }

  #close(code: number, reason: string): void {
    this.writer.flush();
    this.#socket.close(code, reason);
    this.#readOnOrWait();
  }

  #closed(): void {
    this.#cancelInit?.();
    for (const operation of [...this.#unfinished]) operation.leave();
    this.#deps.left(this);
  }

  #resume(): void {
    this.#readOnOrWait();
    for (const operation of this.#operations.values()) operation.resume();
  }

  #send(text: Buffer): void {
    if (this.isOpen) this.writer.push(text);
  }

  /** @param text empty for a binary message, which the protocol does not have */
  #take(text: string): void {
    let message: Message;
    try {
      message = parseMessage(text);
    } catch {
      this.#close(CloseCode.BadRequest, 'Invalid message received');
      return;
    }
    try {
      this.#handle(message);
    } catch (error) {
      const { log } = this.options;
      log.error('a socket message failed', { error: error instanceof Error ? error.stack : String(error) });
      this.#close(CloseCode.InternalServerError, 'Internal server error');
    }
  }

  #handle(message: Message): void {
    if (message.type === MessageType.ConnectionInit) this.#initialise();
    else if (message.type === MessageType.Subscribe) this.#subscribe(message.id, message.payload);
    else if (message.type === MessageType.Complete) this.#operations.get(message.id)?.leave();
    else if (message.type === MessageType.Ping) {
      this.#send(Buffer.from(JSON.stringify({ type: MessageType.Pong, payload: message.payload })));
    } else if (message.type !== MessageType.Pong) this.#close(CloseCode.BadRequest, 'Invalid message received');
  }

  #initialise(): void {
    if (this.#isAcknowledged) {
      this.#close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
      return;
    }
    this.#isAcknowledged = true;
    this.#cancelInit?.();
    this.#cancelInit = null;
    this.#send(ACK);
  }

  #subscribe(id: string, params: OperationParams): void {
    if (!this.#isAcknowledged) this.#close(CloseCode.Unauthorized, 'Unauthorized');
    else if (id.length > ID_MAX) this.#close(CloseCode.BadRequest, `An id has at most ${ID_MAX} characters`);
    else if (this.#operations.has(id)) {
      this.#close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id.slice(0, 64)} already exists`);
    } else this.#begin(id, params);
  }

  #begin(id: string, params: OperationParams): void {
    const { options, prepare, running } = this.#deps;
    const prepared = prepare(params);
    const isSubscription = prepared.errors === undefined && prepared.kind === 'subscription';
    const most = options.limits.subscriptionsPerSocket;
    const operation = new WsOperation(id, isSubscription, this);
    this.#operations.set(id, operation);
    this.#unfinished.add(operation);
    running.enter();
    if (isSubscription) this.#subscriptions += 1;
    if (prepared.errors !== undefined) operation.error(publicErrors(prepared.errors, options.toGraphQLError));
    else if (!isSubscription) void operation.answer(prepared, params);
    else if (this.#subscriptions > most) {
      operation.error([
        requestError('LIMIT_EXCEEDED', `At most ${most} subscriptions are open at once on one socket.`),
      ]);
    } else operation.follow(prepared, params);
  }

  /** Reads nothing more until the client has taken more of its answers, and more of them are there. */
  #readOnOrWait(): void {
    const running = this.#operations.size - this.#subscriptions;
    // Asked in this order: the writer, found not to be ready, tells when it is.
    const isLeftLying = !this.writer.isReady && this.writer.unsent >= UNSENT_MAX;
    // A socket that is being closed reads its client's part of that.
    const waits = this.isOpen && (isLeftLying || running >= RUNNING_MAX);
    if (waits === this.#socket.isPaused) return;
    if (waits) this.#socket.pause();
    else this.#socket.resume();
  }
}
