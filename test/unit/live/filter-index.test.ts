import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Swipe } from '../../../src/core/swipe.ts';
import { matchesAttempt, matchesSwipe } from '../../../src/core/swipe-filter.ts';
import { SWIPES } from '../../../src/live/feed-kind.ts';
import { createFilterIndex } from '../../../src/live/filter-index.ts';
import { makeAttempt, makeSwipe } from '../../support/swipes.ts';

const id = fc.constantFrom('A', 'B', 'C', 'D');
const ids = fc.option(
  fc.uniqueArray(id, { maxLength: 3 }).map((list) => new Set(list)),
  { nil: undefined },
);
const filter = fc.record({ lectureIds: ids, studentIds: ids, gateIds: ids });
const swipe = fc
  .record({ lectureId: id, studentId: id, gateId: id })
  .map((keys): Swipe => ({ ...makeSwipe(), ...keys }));
const entry = fc.record({ filter, stays: fc.boolean() });

it('the index finds what asking every filter finds, each once, while entries come and go', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), swipe, (entries, value) => {
      const index = createFilterIndex<(typeof entries)[number]>();
      for (const one of entries) index.add(one.filter, one);
      for (const one of entries) if (!one.stays) index.remove(one.filter, one);
      const found = [...index.candidates(value)];
      expect(new Set(found).size).toBe(found.length);
      expect(new Set(found.filter((one) => matchesSwipe(one.filter, value)))).toEqual(
        new Set(entries.filter((one) => one.stays && matchesSwipe(one.filter, value))),
      );
    }),
    { numRuns: 1_000 },
  );
});

it('a value that lacks an id matches no condition on it', () => {
  const nullable = fc.option(id);
  fc.assert(
    fc.property(
      fc.array(filter, { maxLength: 10 }),
      fc.record({ lectureId: nullable, studentId: nullable, gateId: nullable }),
      (filters, keys) => {
        const index = createFilterIndex<(typeof filters)[number]>();
        for (const one of filters) index.add(one, one);
        const attempt = { ...makeAttempt(), ...keys };
        expect(new Set([...index.candidates(attempt)].filter((one) => matchesAttempt(one, attempt)))).toEqual(
          new Set(filters.filter((one) => matchesAttempt(one, attempt))),
        );
      },
    ),
  );
});

it('filters have one name exactly when they are equal, in whatever order their ids were given', () => {
  const asText = (one: Parameters<typeof SWIPES.nameOf>[0]) =>
    JSON.stringify([one.lectureIds, one.studentIds, one.gateIds].map((set) => set && [...set].sort()));
  fc.assert(
    fc.property(filter, filter, (a, b) => {
      expect(SWIPES.nameOf(a) === SWIPES.nameOf(b)).toBe(asText(a) === asText(b));
    }),
    { numRuns: 1_000 },
  );
});
