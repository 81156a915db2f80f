import { RollcallError } from '../../core/errors.ts';

/** What is used of the package pulsar-client, which need not be installed. */
export interface NativeModule {
  readonly Client: (new (
    config: NativeClientConfig,
  ) => NativeClient) & {
    setLogHandler(handler: (level: number, file: string, line: number, message: string) => void): void;
  };
  readonly AuthenticationToken: new (params: { token: string }) => unknown;
  readonly MessageId: {
    earliest(): NativeMessageId;
    latest(): NativeMessageId;
    deserialize(bytes: Buffer): NativeMessageId;
  };
}

export interface NativeClientConfig {
  readonly serviceUrl: string;
  readonly operationTimeoutSeconds: number;
  readonly connectionTimeoutMs: number;
  readonly authentication?: unknown;
}

export interface NativeClient {
  createProducer(config: Readonly<Record<string, unknown>>): Promise<NativeProducer>;
  subscribe(config: Readonly<Record<string, unknown>>): Promise<NativeConsumer>;
  getPartitionsForTopic(topic: string): Promise<unknown>;
  createReader(config: Readonly<Record<string, unknown>>): Promise<NativeReader>;
  close(): Promise<unknown>;
}

/** What connects again by itself, until it is closed. */
export interface NativeConnection {
  isConnected(): boolean;
  close(): Promise<unknown>;
}

export interface NativeProducer extends NativeConnection {
  send(message: {
    data: Buffer;
    properties?: Readonly<Record<string, string>>;
    partitionKey?: string;
  }): Promise<NativeMessageId>;
}

export interface NativeConsumer extends NativeConnection {
  batchReceive(): Promise<NativeMessage[]>;
  acknowledgeId(id: NativeMessageId): Promise<unknown>;
}

export interface NativeReader extends NativeConnection {
  /** Blocks until the broker has answered. */
  hasNext(): boolean;
  readNext(): Promise<NativeMessage>;
}

export interface NativeMessage {
  getProperties(): Record<string, string>;
  getData(): Buffer;
  getMessageId(): NativeMessageId;
  getPublishTimestamp(): number;
  getRedeliveryCount(): number;
  getPartitionKey(): string;
}

export interface NativeMessageId {
  serialize(): Buffer;
}

/** @throws RollcallError SETTING_INVALID when the package is not there, or has no library for this machine */
export async function loadNativeModule(): Promise<NativeModule> {
  // A name that the compiler does not follow: the package is optional.
  const name = 'pulsar-client';
  let found: unknown;
  try {
    const imported: unknown = await import(name);
    found = member(imported, 'default') ?? imported;
  } catch (cause) {
    throw absent(cause);
  }
  if (!isNativeModule(found)) throw absent(new Error(`${name} is another package than was expected`));
  return found;
}

function absent(cause: unknown): RollcallError {
  const text =
    'PULSAR_SERVICE_URL begins with pulsar://, for which the package pulsar-client is needed and cannot be loaded: ' +
    '`npm install pulsar-client`, where a libpulsar is to be had; ' +
    "or use Pulsar's WebSocket API, ws:// or wss://, which needs nothing native.";
  return new RollcallError('SETTING_INVALID', text, { argument: 'PULSAR_SERVICE_URL', cause });
}

function isNativeModule(value: unknown): value is NativeModule {
  const names = ['Client', 'AuthenticationToken', 'MessageId'];
  return names.every((name) => typeof member(value, name) === 'function');
}

function member(value: unknown, name: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return found;
}
