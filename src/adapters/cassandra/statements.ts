/** The CQL of everything but swipes (those: swipe-statements.ts). */

export const SCOPE = 'rollcall';
export const SCHEMA_VERSION = 'SELECT version FROM schema_migrations WHERE scope = ? ORDER BY version DESC LIMIT 1';
export const ADD_MIGRATION = 'INSERT INTO schema_migrations (scope, version, name, applied_at) VALUES (?, ?, ?, ?)';
export const SCHEMA_AGREEMENT = [
  'SELECT schema_version FROM system.local',
  'SELECT schema_version FROM system.peers_v2',
] as const;
