/** The candidate that needs the fewest edits to become `word`; null when even that one differs in more than a third. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.ceil(word.length / 3);
  for (const candidate of candidates) {
    const edits = distance(word, candidate);
    if (edits <= least && (best === null || edits < least)) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}

/** Levenshtein: single characters added, dropped or changed. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      line.push(Math.min(changed, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[b.length] ?? 0;
}
