/** What an opaque id or cursor is made of. */
export type Part = string | number | null;

/** base64url of the parts. The same parts give the same text for ever. */
export function encodeParts(parts: readonly Part[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The parts of a text that `encodeParts` made; null for any other text, a tampered or padded one included. */
export function decodeParts(text: string): Part[] | null {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  const parts: Part[] = [];
  for (const part of value) {
    if (part !== null && typeof part !== 'string' && !Number.isSafeInteger(part)) return null;
    parts.push(part);
  }
  return encodeParts(parts) === text ? parts : null;
}

/** Greatest instant of a calendar, in ms. */
const INSTANT_MAX = 8_640_000_000_000_000;

/** True for what may be the instant of a row. */
export function isInstantPart(part: Part | undefined): part is number {
  return typeof part === 'number' && part >= 0 && part <= INSTANT_MAX;
}
