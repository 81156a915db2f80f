import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AbstractSnapshot } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { ORIGIN_MAX } from '../../core/cursor.ts';
import { RollcallError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { type KeyRange, textKey } from './keys.ts';
import { createWriter, type Writer } from './writer.ts';

/**
 * Raised whenever what is stored changes shape; a store written by a newer one is refused, an older one is read as it is.
 * 2: sheets of final sessions, 3: student days, which an older one would not know to be stale.
 */
const FORMAT_VERSION = 3;
const READ_AHEAD_BYTES = 512 * 1024;
/** LevelDB maps its open files of 2 MiB into memory, where they count as the process's own. It takes no fewer. */
const OPEN_FILES_MAX = 74;
const WRITE_BUFFER_BYTES = 16 * 1024 * 1024;

export type Level = ClassicLevel<Buffer, Buffer>;
export type Snapshot = AbstractSnapshot;

/** The one LevelDB of a data folder, and the two ordered chains of writes into it. */
export interface Database {
  readonly level: Level;
  /** Drawn when the folder was made; 0 for one of before there was such a number. */
  readonly origin: number;
  /** Everything but the log: each write is issued after the one before it has landed. */
  readonly writer: Writer;
  /** The log's own chain, so that publishing never waits for ingest. */
  readonly logWriter: Writer;
  get(key: Buffer, snapshot?: Snapshot): Promise<Buffer | undefined>;
  getMany(keys: readonly Buffer[], snapshot?: Snapshot): Promise<(Buffer | undefined)[]>;
  /** Entries of a range from one snapshot, ascending unless `reverse`. */
  entries(range: KeyRange, options?: RangeOptions): Promise<[Buffer, Buffer][]>;
  keys(range: KeyRange, options?: RangeOptions): Promise<Buffer[]>;
  snapshot(): Snapshot;
  healthy(): boolean;
  close(): Promise<void>;
}

export interface RangeOptions {
  readonly reverse?: boolean;
  readonly limit?: number;
  readonly snapshot?: Snapshot | undefined;
}

export interface DatabaseOptions {
  readonly dataDir: string;
  /** `process` survives the process dying at any instant, `disk` also power loss. */
  readonly durability: 'process' | 'disk';
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** @throws DATA_FOLDER_LOCKED, DATA_FOLDER_UNUSABLE, DATA_FOLDER_NEWER, TIME_ZONE_CHANGED */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const level = await openLevel(options.dataDir);
  let origin: number;
  try {
    origin = await checkMeta(level, options);
  } catch (error) {
    await level.close();
    throw error;
  }
  const sync = options.durability === 'disk';
  const writer = createWriter({ level, sync, clock: options.clock, log: options.log });
  const logWriter = createWriter({ level, sync, clock: options.clock, log: options.log });
  const unavailable = (cause: unknown) => new RollcallError('STORE_UNAVAILABLE', undefined, { cause });
  const ranged = (range: KeyRange, { reverse = false, limit = -1, snapshot }: RangeOptions = {}) => ({
    ...range,
    reverse,
    limit,
    highWaterMarkBytes: READ_AHEAD_BYTES,
    fillCache: false,
    ...(snapshot === undefined ? {} : { snapshot }),
  });
  return {
    level,
    origin,
    writer,
    logWriter,
    async get(key, snapshot) {
      try {
        return await level.get(key, snapshot === undefined ? {} : { snapshot });
      } catch (error) {
        throw unavailable(error);
      }
    },
    async getMany(keys, snapshot) {
      if (keys.length === 0) return [];
      try {
        return await level.getMany([...keys], snapshot === undefined ? {} : { snapshot });
      } catch (error) {
        throw unavailable(error);
      }
    },
    async entries(range, rangeOptions) {
      try {
        return await level.iterator(ranged(range, rangeOptions)).all();
      } catch (error) {
        throw unavailable(error);
      }
    },
    async keys(range, rangeOptions) {
      try {
        return await level.keys(ranged(range, rangeOptions)).all();
      } catch (error) {
        throw unavailable(error);
      }
    },
    snapshot: () => level.snapshot(),
    healthy: () => level.status === 'open' && writer.healthy() && logWriter.healthy(),
    async close() {
      await Promise.all([writer.close(), logWriter.close()]);
      await level.close();
    },
  };
}

async function openLevel(dataDir: string): Promise<Level> {
  try {
    await mkdir(dataDir, { recursive: true });
    const level: Level = new ClassicLevel(join(dataDir, 'store'), {
      keyEncoding: 'buffer',
      valueEncoding: 'buffer',
      // Rows are mostly random bits, of which compression makes little and costs as much as writing them twice.
      compression: false,
      writeBufferSize: WRITE_BUFFER_BYTES,
      maxOpenFiles: OPEN_FILES_MAX,
    });
    await level.open();
    return level;
  } catch (cause) {
    const code = errorCode(cause instanceof Error && cause.cause !== undefined ? cause.cause : cause);
    if (code === 'LEVEL_LOCKED') {
      throw new RollcallError('DATA_FOLDER_LOCKED', `Another Rollcall uses the data folder ${dataDir}.`, { cause });
    }
    throw new RollcallError('DATA_FOLDER_UNUSABLE', `The data folder ${dataDir} cannot be read or written.`, { cause });
  }
}

function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

/** @returns the folder's origin */
async function checkMeta(level: Level, { dataDir, timeZone }: DatabaseOptions): Promise<number> {
  const versionKey = textKey('meta', 'version');
  const zoneKey = textKey('meta', 'time-zone');
  const originKey = textKey('meta', 'origin');
  const [version, zone, origin] = await level.getMany([versionKey, zoneKey, originKey]);
  if (version !== undefined && Number(version.toString()) > FORMAT_VERSION) {
    throw new RollcallError('DATA_FOLDER_NEWER', `The data folder ${dataDir} was written by a newer Rollcall.`);
  }
  if (zone !== undefined && zone.toString() !== timeZone) {
    throw new RollcallError(
      'TIME_ZONE_CHANGED',
      `The data folder ${dataDir} was written for the time zone ${zone.toString()}, not ${timeZone}.`,
    );
  }
  if (version === undefined || zone === undefined || Number(version.toString()) < FORMAT_VERSION) {
    const chain = level.batch();
    chain.put(versionKey, Buffer.from(String(FORMAT_VERSION))).put(zoneKey, Buffer.from(timeZone));
    const drawn = version === undefined ? randomInt(ORIGIN_MAX) : 0;
    if (origin === undefined) chain.put(originKey, Buffer.from(String(drawn)));
    await chain.write({ sync: true });
    return origin === undefined ? drawn : Number(origin.toString());
  }
  return Number(origin?.toString() ?? 0);
}
