/** What a program that embeds Rollcall needs. */
export { type AppParts, type Rollcall, startRollcall } from './app.ts';
export { loadSettings } from './config/load.ts';
export type { Settings } from './config/settings.ts';
export { ERRORS, type ErrorCode, RollcallError } from './core/errors.ts';
