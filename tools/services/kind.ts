/** The services a Rollcall of the large kind stands on. */
export const SERVICE_NAMES = ['pulsar', 'redis', 'cassandra'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Ports of 127.0.0.1, by what each is for. */
export type Ports = Readonly<Record<string, number>>;

/** What is run; its arguments hold the service's folder, so that the process can be told from a later one of its number. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** One kind of service: how it is configured, when it is ready, how it is reached. */
export interface ServiceKind {
  readonly name: ServiceName;
  readonly portNames: readonly string[];
  /** Writes its configuration. @param dir its own folder, which exists */
  prepare(dir: string, ports: Ports): Promise<Command>;
  /** Whether it answers now. */
  ready(ports: Ports): Promise<boolean>;
  /** NAME → value, as Rollcall's settings are called. */
  settings(ports: Ports): Readonly<Record<string, string>>;
}

/** @throws when no port has that name */
export function portOf(ports: Ports, name: string): number {
  const port = ports[name];
  if (port === undefined) throw new Error(`no port is called ${name}`);
  return port;
}

/** A line for whoever waits. */
export type Progress = (line: string) => void;
