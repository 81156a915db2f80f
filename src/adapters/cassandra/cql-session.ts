import type { types } from 'cassandra-driver';

/** What a statement's parameters may be; `undefined` leaves a column as it is, `null` deletes its value. */
export type CqlValue = string | number | boolean | Buffer | types.LocalDate | readonly string[] | null | undefined;

/** One row, by column name; values as the driver decodes them, to be read through `values.ts`. */
export type CqlRow = Readonly<Record<string, unknown>>;

export interface CqlStatement {
  readonly query: string;
  readonly params: readonly CqlValue[];
}

/** A row's write: rows of one partition may share a batch. */
export interface RowWrite extends CqlStatement {
  /** The partition key, as `partitionOf` in `values.ts` makes it. */
  readonly partition: Buffer;
}

export interface CqlPage {
  readonly rows: readonly CqlRow[];
  /** Where the next page starts; null: that was all. */
  readonly next: string | null;
}

/** How a session treats a failure: the port's retriable code for one that another try can cure. */
export type UnavailableCode = 'STORE_UNAVAILABLE' | 'ROSTER_UNAVAILABLE';

/**
 * What the adapters need of a Cassandra client. Statements are prepared, sent to a replica, and answered by LOCAL_QUORUM.
 * Every method @throws the session's retriable code while the cluster cannot answer: not connected, timed out, overloaded;
 * MESSAGE_REJECTED when it will never take a write; INTERNAL when it will never answer a read.
 */
export interface CqlSession {
  /** All rows of a SELECT; pages beneath. Cost: a round trip a page of 5,000 rows. */
  rows(query: string, params?: readonly CqlValue[]): Promise<readonly CqlRow[]>;
  /** One page, of at most `limit` rows. */
  page(query: string, params: readonly CqlValue[], limit: number, from?: string | null): Promise<CqlPage>;
  /** One statement that changes something and can be applied twice. */
  write(query: string, params?: readonly CqlValue[]): Promise<void>;
  /** One unlogged batch: atomic where all of it is one partition's. */
  writeBatch(statements: readonly CqlStatement[]): Promise<void>;
  /** A lightweight transaction. @returns the row of its answer, `[applied]` among the columns */
  transact(query: string, params: readonly CqlValue[]): Promise<CqlRow>;
  /** Names the node that has the first replica of a partition; equal for those that may share a batch. */
  replicaOf(partition: Buffer): string;
  /** Whether the cluster answers, asked now. */
  healthy(): Promise<boolean>;
  /** The same connection for a port whose retriable code is another. */
  answering(code: UnavailableCode): CqlSession;
}
