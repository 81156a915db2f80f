/** What a subscriber was shown. */
export interface Shown {
  readonly name: string;
  /** Event ids by lecture, in the order they were shown. */
  readonly seen: ReadonlyMap<string, readonly string[]>;
  /** What no client should be told. */
  readonly complaints: readonly string[];
}

/** What it had to be shown. */
export interface Accepted {
  /** Event ids by lecture, in the order they were published in. */
  readonly accepted: ReadonlyMap<string, readonly string[]>;
}

/** Lost, repeated, out of order, or not of this simulation: one line for each kind, with an example. */
export function feedProblems({ name, seen, complaints }: Shown, { accepted }: Accepted): string[] {
  const kinds = new Map<string, { count: number; example: string }>();
  const note = (kind: string, example: string): void => {
    const found = kinds.get(kind) ?? { count: 0, example };
    kinds.set(kind, { ...found, count: found.count + 1 });
  };
  for (const complaint of complaints) note(complaint, 'a frame');
  for (const lectureId of seen.keys()) if (!accepted.has(lectureId)) note('of another simulation', lectureId);
  for (const [lectureId, planned] of accepted) {
    const shown = seen.get(lectureId) ?? [];
    const [plannedIds, shownIds] = [new Set(planned), new Set(shown)];
    for (const id of planned) if (!shownIds.has(id)) note('lost', id);
    for (const id of shownIds) if (!plannedIds.has(id)) note('not accepted by the plan', id);
    const first = shown.filter((id, index) => shown.indexOf(id) === index);
    if (first.length < shown.length) note(`shown twice in ${lectureId}`, `${shown.length - first.length} of them`);
    const place = new Map(planned.map((id, index) => [id, index]));
    for (const [index, id] of first.entries()) {
      if (index > 0 && (place.get(id) ?? 0) < (place.get(first[index - 1] ?? '') ?? 0)) note('out of order', id);
    }
  }
  return [...kinds].map(([kind, { count, example }]) => `subscriber ${name}: ${count} × ${kind}, such as ${example}`);
}
