import type { Viewer } from './services.ts';

/** Every scope a token can carry; what each allows is said on the fields that ask for it. */
export const SCOPES = [
  'attendance:read',
  'attendance:read:self',
  'attendance:read:lectures',
  'attendance:read:aggregate',
  'swipes:write',
  'roster:write',
  'simulation:run',
  'ops',
  'privacy',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Any one of these may read figures that name nobody. */
export const READ_FIGURES: readonly Scope[] = [
  'attendance:read',
  'attendance:read:self',
  'attendance:read:lectures',
  'attendance:read:aggregate',
];
/** Any one of these may read records that name students. */
export const READ_RECORDS: readonly Scope[] = ['attendance:read', 'attendance:read:lectures'];
/** Any one of these may read one student's own record. */
export const READ_STUDENT: readonly Scope[] = ['attendance:read', 'attendance:read:self'];
export const READ_ALL: readonly Scope[] = ['attendance:read'];
export const WRITE_SWIPES: readonly Scope[] = ['swipes:write'];
export const READ_OUTCOMES: readonly Scope[] = ['swipes:write', 'attendance:read'];
export const WRITE_ROSTER: readonly Scope[] = ['roster:write'];
export const RUN_SIMULATIONS: readonly Scope[] = ['simulation:run'];
export const READ_SIMULATIONS: readonly Scope[] = ['simulation:run', 'ops'];
export const OPERATE: readonly Scope[] = ['ops'];

/** Who asks while no authentication is configured: everyone on loopback, with every scope. */
export const OPERATOR: Viewer = {
  subject: null,
  scopes: new Set<string>(SCOPES),
  studentId: null,
  lectureIds: null,
  expiresAt: null,
};

export function hasAny(viewer: Viewer, scopes: readonly Scope[]): boolean {
  return scopes.some((scope) => viewer.scopes.has(scope));
}

/** Another's record is as if it were not there: staff may read anyone's, a student their own. */
export function mayReadStudent(viewer: Viewer, studentId: string): boolean {
  if (viewer.scopes.has('attendance:read')) return true;
  return viewer.scopes.has('attendance:read:self') && viewer.studentId === studentId;
}
