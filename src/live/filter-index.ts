/** The ids by which a feed's values are looked up; null where a value has none. */
export interface ValueKeys {
  readonly lectureId: string | null;
  readonly studentId: string | null;
  readonly gateId: string | null;
}

/** The id sets of a filter; undefined: no condition. */
export interface FilterKeys {
  readonly lectureIds?: ReadonlySet<string> | undefined;
  readonly studentIds?: ReadonlySet<string> | undefined;
  readonly gateIds?: ReadonlySet<string> | undefined;
}

/**
 * Finds what may be interested in a value without asking everything: each entry stands under the ids of its narrowest
 * condition. Cost of a look-up: three map look-ups and what they find.
 */
export interface FilterIndex<G> {
  add(filter: FilterKeys, entry: G): void;
  remove(filter: FilterKeys, entry: G): void;
  /** Every entry whose filter may match, each once; the caller checks the whole filter. */
  candidates(value: ValueKeys): Iterable<G>;
}

export function createFilterIndex<G>(): FilterIndex<G> {
  const byStudent = new Map<string, Set<G>>();
  const byLecture = new Map<string, Set<G>>();
  const byGate = new Map<string, Set<G>>();
  const unfiltered = new Set<G>();

  /** Where an entry stands: one map and its ids, or null for an entry without ids. */
  const placeOf = ({
    studentIds,
    lectureIds,
    gateIds,
  }: FilterKeys): [Map<string, Set<G>>, ReadonlySet<string>] | null => {
    if (studentIds !== undefined) return [byStudent, studentIds];
    if (lectureIds !== undefined) return [byLecture, lectureIds];
    if (gateIds !== undefined) return [byGate, gateIds];
    return null;
  };

  return {
    add(filter, entry) {
      const place = placeOf(filter);
      if (place === null) unfiltered.add(entry);
      else for (const id of place[1]) setAt(place[0], id).add(entry);
    },
    remove(filter, entry) {
      const place = placeOf(filter);
      if (place === null) {
        unfiltered.delete(entry);
        return;
      }
      const [map, ids] = place;
      for (const id of ids) {
        const entries = map.get(id);
        entries?.delete(entry);
        if (entries?.size === 0) map.delete(id);
      }
    },
    *candidates({ studentId, lectureId, gateId }) {
      yield* unfiltered;
      if (studentId !== null) yield* byStudent.get(studentId) ?? [];
      if (lectureId !== null) yield* byLecture.get(lectureId) ?? [];
      if (gateId !== null) yield* byGate.get(gateId) ?? [];
    },
  };
}

function setAt<G>(map: Map<string, Set<G>>, id: string): Set<G> {
  const known = map.get(id);
  if (known !== undefined) return known;
  const made = new Set<G>();
  map.set(id, made);
  return made;
}
