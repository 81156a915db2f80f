import type { CampusClock } from '../../core/campus-day.ts';
import { hllCode } from '../../core/hyperloglog.ts';
import type { Database } from './database.ts';
import { createFoldCache, type FoldCache } from './fold-cache.ts';
import { createGateFold, type GateFold } from './gate-fold.ts';
import { createIdFold, type IdFold } from './id-fold.ts';
import { dayFromNumber } from './keys.ts';
import type { Partitions } from './partitions.ts';
import { createSessionFold, type SessionFold } from './session-fold.ts';
import type { Symbols } from './symbols.ts';

const SESSION_BYTES_MAX = 64 * 1024 * 1024;
const GATE_BYTES_MAX = 4 * 1024 * 1024;
const ID_BYTES_MAX = 32 * 1024 * 1024;

/** What partitions amount to, kept current while they are held. */
export interface Folds {
  readonly sessions: FoldCache<SessionFold>;
  readonly gates: FoldCache<GateFold>;
  readonly ids: FoldCache<IdFold>;
}

export function createFolds(options: {
  database: Database;
  partitions: Partitions;
  symbols: Symbols;
  campus: CampusClock;
  allowedLatenessMs: number;
}): Folds {
  const { database, partitions, symbols, campus, allowedLatenessMs } = options;
  /** HyperLogLog code + 1 by symbol; 0: not made yet. */
  let codes = new Uint32Array(1_024);
  const codeOf = (symbol: number): number => {
    if (symbol >= codes.length) {
      const larger = new Uint32Array(Math.max(codes.length * 2, symbol + 1));
      larger.set(codes);
      codes = larger;
    }
    const known = codes[symbol] ?? 0;
    if (known !== 0) return known - 1;
    const code = hllCode(symbols.text(symbol));
    codes[symbol] = code + 1;
    return code;
  };
  return {
    sessions: createFoldCache({
      database,
      partitions,
      bytesMax: SESSION_BYTES_MAX,
      create(prefix) {
        const day = dayFromNumber(prefix.readUInt32BE(5));
        const finalAt = campus.startOf(day + 1) + allowedLatenessMs;
        return createSessionFold({ base: campus.startOf(day), finalAt, textOf: symbols.text, codeOf });
      },
    }),
    gates: createFoldCache({ database, partitions, bytesMax: GATE_BYTES_MAX, create: createGateFold }),
    ids: createFoldCache({ database, partitions, bytesMax: ID_BYTES_MAX, create: createIdFold }),
  };
}
