import type { EpochMs } from './campus-day.ts';

/** Who asks. Until authentication is configured everyone on loopback is an operator with every scope. */
export interface Viewer {
  readonly subject: string | null;
  readonly scopes: ReadonlySet<string>;
  readonly studentId: string | null;
  readonly lectureIds: readonly string[] | null;
  readonly expiresAt: EpochMs | null;
}
