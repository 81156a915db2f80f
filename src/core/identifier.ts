const ALLOWED = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-') {
  ALLOWED[character.charCodeAt(0)] = 1;
}

/** The longest id, in characters. */
export const IDENTIFIER_MAX = 64;

/** True for a student, lecture or gate id: 1 to 64 characters of `A-Z a-z 0-9 . _ : -`. */
export function isIdentifier(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > IDENTIFIER_MAX) return false;
  for (let index = 0; index < length; index += 1) {
    if (ALLOWED[text.charCodeAt(index)] !== 1) return false;
  }
  return true;
}
