import { type DestinationStream, destination, type LevelWithSilent, pino, stdSerializers } from 'pino';
import type { Log } from '../../ports/log.ts';

export interface NodeLogOptions {
  /** The least grave level that is written. */
  readonly level: LevelWithSilent;
  /** Where the lines go; standard error unless said otherwise. */
  readonly stream?: DestinationStream;
}

/** JSON lines by pino: `level` as a word, `time` in RFC 3339, `event`, and the fields beside them. */
export function createNodeLog({ level, stream = destination({ dest: 2, sync: false }) }: NodeLogOptions): Log {
  const logger = pino(
    {
      level,
      base: undefined,
      messageKey: 'event',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: (error: unknown) => (error instanceof Error ? stdSerializers.err(error) : error) },
    },
    stream,
  );
  return {
    debug: (event, fields) => logger.debug(fields, event),
    info: (event, fields) => logger.info(fields, event),
    warn: (event, fields) => logger.warn(fields, event),
    error: (event, fields) => logger.error(fields, event),
  };
}
