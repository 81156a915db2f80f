import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareText, pageOfSorted } from '../../src/core/paging.ts';
import { type PageArguments, pageOfRows, readPage } from '../../src/resolvers/paging.ts';
import { idKey, rowKey } from '../../src/resolvers/row-key.ts';
import { type ApiWorld, openApiWorld } from '../support/api-world.ts';
import { fillSmallCampus, swipeAt } from '../support/small-campus.ts';

interface Row {
  readonly n: number;
  readonly id: string;
}
const key = rowKey(
  'rows',
  ['number', 'text'],
  (row: Row): [number, string] => [row.n, row.id],
  (n, id) => ({ n, id }),
);
const compare = (a: Row, b: Row) => a.n - b.n || compareText(a.id, b.id);
const distinctRows = fc
  .uniqueArray(fc.record({ n: fc.nat(5), id: fc.string({ maxLength: 3 }) }), {
    selector: (row) => `${row.n}|${row.id}`,
  })
  .map((rows) => [...rows].sort(compare));

function pageOf(rows: readonly Row[], descending: boolean, args: PageArguments) {
  return pageOfRows(args, { key, keyOf: (row: Row) => row, descending }, rows, compare);
}

describe('paging by row keys', () => {
  it('forward, by pages of any size, shows every row once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(distinctRows, fc.boolean(), fc.integer({ min: 1, max: 4 }), async (rows, descending, first) => {
        const listed = descending ? [...rows].reverse() : rows;
        const seen: Row[] = [];
        let after: string | undefined;
        for (;;) {
          const page = await pageOf(rows, descending, { first, after });
          expect(page.hasPreviousPage).toBe(seen.length > 0);
          seen.push(...page.rows);
          expect(page.hasNextPage).toBe(seen.length < listed.length);
          if (!page.hasNextPage) break;
          after = page.cursorOf(page.rows.at(-1) ?? { n: 0, id: '' });
        }
        expect(seen).toEqual(listed);
      }),
    );
  });

  it('backward shows the same rows from the other end, each page in the order of the list', async () => {
    await fc.assert(
      fc.asyncProperty(distinctRows, fc.boolean(), fc.integer({ min: 1, max: 4 }), async (rows, descending, last) => {
        const listed = descending ? [...rows].reverse() : rows;
        let seen: Row[] = [];
        let before: string | undefined;
        for (;;) {
          const page = await pageOf(rows, descending, { last, before });
          expect(page.hasNextPage).toBe(seen.length > 0);
          seen = [...page.rows, ...seen];
          expect(page.hasPreviousPage).toBe(seen.length < listed.length);
          if (!page.hasPreviousPage) break;
          before = page.cursorOf(page.rows[0] ?? { n: 0, id: '' });
        }
        expect(seen).toEqual(listed);
      }),
    );
  });

  it('between two cursors shows what lies between them, from either end', async () => {
    await fc.assert(
      fc.asyncProperty(
        distinctRows,
        fc.boolean(),
        fc.nat(),
        fc.nat(),
        fc.nat(6),
        async (rows, descending, a, b, size) => {
          fc.pre(rows.length > 0);
          const listed = descending ? [...rows].reverse() : rows;
          const [from, to] = [a % rows.length, b % rows.length].sort((x, y) => x - y);
          const cursor = (index = 0) => key.encode(listed[index] ?? { n: 0, id: '' });
          const between = listed.slice((from ?? 0) + 1, to);
          const bounds = { after: cursor(from), before: cursor(to) };
          expect((await pageOf(rows, descending, { ...bounds, first: size })).rows).toEqual(between.slice(0, size));
          const back = (await pageOf(rows, descending, { ...bounds, last: size })).rows;
          expect(back).toEqual(size === 0 ? [] : between.slice(-size));
        },
      ),
    );
  });

  it('stands still under rows that come before the cursor', async () => {
    const rows = ['b', 'c', 'd', 'e'];
    const order = { key: idKey('t'), keyOf: (id: string) => id };
    const load = (list: readonly string[], args: PageArguments) =>
      readPage(args, order, async (page) => pageOfSorted(list, page, compareText));
    const first = await load(rows, { first: 2 });
    const after = first.cursorOf('c');
    expect((await load(['a', 'bb', ...rows], { first: 2, after })).rows).toEqual(['d', 'e']);
  });

  it('takes no cursor that it has not made', () => {
    fc.assert(fc.property(fc.string(), (text) => key.decode(text) === null));
    fc.assert(
      fc.property(fc.integer(), fc.string(), (n, id) => {
        expect(key.decode(key.encode({ n, id }))).toEqual({ n, id });
        expect(idKey('rows').decode(key.encode({ n, id }))).toBeNull();
      }),
    );
  });
});

describe('a connection', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await openApiWorld();
    await fillSmallCampus(world);
    const minute = (index: number) => String(index).padStart(2, '0');
    await world.accept(
      Array.from({ length: 30 }, (_, index) =>
        swipeAt(`2026-03-18T08:${minute(index)}:00Z`, 'S1', `L${minute(index)}`),
      ),
    );
  });
  afterAll(() => world.dispose());

  const CASES: readonly (readonly [list: string, id: string, count: number])[] = [
    ['lectures', 'lectureId', 33],
    ['sessions', 'id', 33],
    ['students', 'studentId', 4],
    ['lecture(lectureId: "CS101") { list: sessions', 'id', 3],
    ['student(studentId: "S1") { list: swipes', 'id', 32],
    ['gate(gateId: "G1") { list: swipes', 'id', 34],
  ];
  it.each(CASES)('%s is the same walked forward and backward, lists of two sources too', async (list, id, count) => {
    const nested = list.includes('{');
    const ask = async (args: string) => {
      const source = `{ ${nested ? '' : 'list: '}${list}(${args}) { nodes { ${id} } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } ${nested ? '}' : ''} }`;
      const { data, errors } = await world.run(source);
      expect(errors).toEqual([]);
      const text = JSON.stringify(data);
      const field = (name: string) => new RegExp(`"${name}":"([^"]+)"`).exec(text)?.[1];
      return {
        ids: [...text.matchAll(new RegExp(`"${id}":"([^"]+)"`, 'g'))].map((match) => match[1]),
        next: /"hasNextPage":true/.test(text),
        previous: /"hasPreviousPage":true/.test(text),
        start: field('startCursor'),
        end: field('endCursor'),
      };
    };
    const whole = (await ask('first: 500')).ids;
    expect(whole).toHaveLength(count);
    const forward: unknown[] = [];
    for (let page = await ask('first: 7'); ; page = await ask(`first: 7, after: "${page.end}"`)) {
      forward.push(...page.ids);
      if (!page.next) break;
    }
    let backward: unknown[] = [];
    for (let page = await ask('last: 7'); ; page = await ask(`last: 7, before: "${page.start}"`)) {
      backward = [...page.ids, ...backward];
      if (!page.previous) break;
    }
    expect(forward).toEqual(whole);
    expect(backward).toEqual(whole);
    expect((await ask('last: 500')).ids).toEqual(whole);
    expect(new Set(whole).size).toBe(count);
  });

  it('shows 20 rows unless asked otherwise, and none for 0', async () => {
    const { data } = await world.run(
      '{ some: lectures { nodes { id } } none: lectures(first: 0) { nodes { id } pageInfo { hasNextPage endCursor } } }',
    );
    expect(JSON.stringify(data).match(/"id"/g)).toHaveLength(20);
    expect(data).toMatchObject({ none: { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } } });
  });

  it('of lectures can be searched and narrowed', async () => {
    const found = async (filter: string) => {
      const { data, errors } = await world.run(`{ lectures(filter: {${filter}}) { nodes { lectureId } } }`);
      expect(errors).toEqual([]);
      return [...JSON.stringify(data).matchAll(/"lectureId":"([^"]+)"/g)].map((match) => match[1]);
    };
    expect(await found('search: "math"')).toEqual(['MA201']);
    expect(await found('search: "l0"')).toEqual(Array.from({ length: 10 }, (_, index) => `L0${index}`));
    expect(await found('search: "li", day: "2026-03-18"')).toEqual(['MA201']);
    expect(await found('day: "2026-03-11"')).toEqual(['CS101', 'MA201']);
    expect(await found('lectureIds: ["X9", "CS101", "NEVER"]')).toEqual(['CS101', 'X9']);
    expect(await found('lectureIds: ["X9", "MA201"], day: "2026-03-11"')).toEqual(['MA201']);
  });
});
