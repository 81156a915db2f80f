/** The lower-case terms a prefix search looks through: the id and each word of the name. */
export function termsOf(id: string, name: string | null): Set<string> {
  const words = (name ?? '').toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return new Set([id.toLowerCase(), ...words.filter((word) => word !== '')]);
}
