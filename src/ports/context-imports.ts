import type { IncidentPatch, Segment, WeatherPatch } from '../core/campus-context.ts';
import type { ImportResult } from '../core/roster.ts';

/**
 * What comes in of the campus's surroundings. A bad row is a problem by its index, and the others are taken; the same call
 * twice changes nothing; of rows of one key the last counts. At most 5,000 rows a call. @throws LIMIT_EXCEEDED;
 * ROSTER_UNAVAILABLE (retriable; the same call may be sent again)
 */
export interface ContextImports {
  segments(rows: readonly Segment[]): Promise<ImportResult>;
  weather(rows: readonly WeatherPatch[]): Promise<ImportResult>;
  incidents(rows: readonly IncidentPatch[]): Promise<ImportResult>;
}
