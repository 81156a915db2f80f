import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateVisit, movements, stepsOf } from '../../../src/analytics/movements.ts';
import { createFlow } from '../../../src/analytics/windows/flow.ts';
import type { FlowContext, FlowRow, FlowWindow, WindowShape } from '../../../src/analytics/windows/window.ts';
import { windows } from '../../../src/analytics/windows.ts';
import { createCampusClock, parseDay } from '../../../src/core/campus-day.ts';
import { slowWindows } from './window-oracle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GATES = ['G1', 'G2', 'G3'];

/** Short days, so that a search of everything for everything is quick: the engine knows no difference. */
const shape = fc
  .record({
    hours: fc.integer({ min: 1, max: 5 }),
    slide: fc.constantFrom(1, 5, 7, 30, 60),
    times: fc.integer({ min: 1, max: 4 }),
    lateness: fc.constantFrom(0, 1, 20, 45),
  })
  .map(
    ({ hours, slide, times, lateness }): WindowShape => ({
      dayStart: 1_000 * HOUR,
      dayEnd: (1_000 + hours) * HOUR,
      slideMs: slide * MINUTE,
      sizeMs: slide * times * MINUTE,
      allowedLatenessMs: lateness * MINUTE,
    }),
  );

/** Rows of a day with receipts in any order, some of the same instant, some long after. */
const rowsOf = ({ dayStart, dayEnd }: WindowShape) =>
  fc
    .array(
      fc.record({
        at: fc.nat(dayEnd - dayStart - 1),
        step: fc.constantFrom(1, 1_000, 30_000, MINUTE),
        delay: fc.oneof(
          fc.constant(0),
          fc.nat(90).map((minutes) => minutes * MINUTE),
        ),
        student: fc.nat(3),
        gate: fc.constantFrom(...GATES),
        isEnter: fc.boolean(),
      }),
      { maxLength: 25 },
    )
    .map((all) =>
      all.map(({ at, step, delay, student, gate, isEnter }, index): FlowRow => {
        const ts = dayStart + Math.floor(at / step) * step;
        return { eventId: `e${index}`, studentId: `S${student}`, gateId: gate, ts, receivedAt: ts + delay, isEnter };
      }),
    );

const contextOf = ({ dayStart, dayEnd }: WindowShape): fc.Arbitrary<FlowContext> => {
  const at = fc.integer({ min: -90, max: (dayEnd - dayStart) / MINUTE }).map((minute) => dayStart + minute * MINUTE);
  const gate = fc.constantFrom(...GATES);
  return fc.record({
    segments: fc
      .array(fc.record({ fromGateId: gate, toGateId: gate, lengthMetres: fc.integer({ min: 1, max: 500 }) }), {
        maxLength: 5,
      })
      .map((all) => all.map((one, index) => ({ ...one, segmentId: `W${index}` }))),
    weather: fc
      .uniqueArray(
        fc.record({
          at,
          precipitation: fc.nat(20),
          wind: fc.nat(20),
          temperature: fc.option(fc.integer({ min: -20, max: 40 })),
        }),
        { maxLength: 5, selector: (one) => one.at },
      )
      .map((all) => all.sort((a, b) => a.at - b.at)),
    incidents: fc
      .array(
        fc.record({
          startedAt: at,
          lasts: fc.option(fc.integer({ min: 1, max: 120 })),
          severity: fc.integer({ min: 1, max: 5 }),
          blockedLanes: fc.nat(3),
        }),
        { maxLength: 3 },
      )
      .map((all) =>
        all.map(({ lasts, ...one }, index) => ({
          ...one,
          incidentId: `I${index}`,
          gateId: null,
          lectureId: null,
          endedAt: lasts === null ? null : one.startedAt + lasts * MINUTE,
        })),
      ),
  });
};

const progressOf = ({ dayStart, dayEnd }: WindowShape) =>
  fc.record({
    now: fc.integer({ min: dayStart - HOUR, max: dayEnd + HOUR }),
    processedThrough: fc.option(fc.integer({ min: dayStart, max: dayEnd + 3 * HOUR })),
  });

const scenario = shape.chain((one) =>
  fc.record({ shape: fc.constant(one), rows: rowsOf(one), context: contextOf(one), progress: progressOf(one) }),
);

function close(found: readonly FlowWindow[], expected: readonly unknown[]): void {
  expect(found.length).toBe(expected.length);
  // Means are sums in another order.
  const rounded = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (_, one) => (typeof one === 'number' ? Number(one.toPrecision(10)) : one));
  expect(rounded(found)).toEqual(rounded(expected));
}

describe('windows', () => {
  it('equal the slow oracle, whatever the order of the rows and however often one is given', () => {
    fc.assert(
      fc.property(scenario, fc.nat(), ({ shape: form, rows, context, progress }, seed) => {
        const expected = slowWindows(rows, form, progress, context);
        close(windows(rows, form, progress, context), expected);
        const shuffled = [...rows, ...rows.slice(0, 5)].sort(
          (a, b) => ((a.ts * 31 + seed) % 101) - ((b.ts * 31 + seed) % 101),
        );
        close(windows(shuffled, form, progress, context), expected);
      }),
      { numRuns: 1_500 },
    );
  });

  it('are the same in the end for any order of arrival within the allowed lateness, and never revised', () => {
    const lateness = 20;
    const punctual = shape.chain((one) => {
      const form = { ...one, allowedLatenessMs: lateness * MINUTE };
      const delays = (count: number) => fc.array(fc.nat(lateness * MINUTE), { minLength: count, maxLength: count });
      return rowsOf(form).chain((rows) =>
        fc.tuple(fc.constant(form), fc.constant(rows), delays(rows.length), delays(rows.length)),
      );
    });
    fc.assert(
      fc.property(punctual, ([form, rows, first, second]) => {
        const final = (delays: readonly number[]) => {
          const arrived = rows.map((row, index) => ({ ...row, receivedAt: row.ts + (delays[index] ?? 0) }));
          const progress = { now: form.dayEnd, processedThrough: form.dayEnd + 10 * HOUR };
          return windows(arrived, form, progress, { segments: [], weather: [], incidents: [] });
        };
        const found = final(first);
        expect(found.every(({ isFinal, revision }) => isFinal && revision === 0)).toBe(true);
        expect(final(second)).toEqual(found);
      }),
      { numRuns: 700 },
    );
  });

  it('are raised in revision by exactly the number of arrivals after they were final', () => {
    fc.assert(
      fc.property(scenario, fc.nat(4), ({ shape: form, rows, context }, extra) => {
        const end = form.dayEnd + 10 * HOUR;
        const progress = { now: form.dayEnd, processedThrough: end };
        const before = windows(rows, form, progress, context);
        const late = Array.from({ length: extra }, (_, index): FlowRow => {
          const ts = form.dayStart + 3 * MINUTE + index;
          return { eventId: `late${index}`, studentId: 'S9', gateId: 'G1', ts, receivedAt: end + index, isEnter: true };
        });
        const after = windows([...rows, ...late], form, { ...progress, processedThrough: end + 10 * HOUR }, context);
        // Without an earlier row nothing says that the scope had been idle before the first of them.
        fc.pre(rows.length > 0);
        for (const [index, window] of after.entries()) {
          const inWindow = late.filter(({ ts }) => ts >= window.from && ts < window.to).length;
          expect(window.revision - (before[index]?.revision ?? 0)).toBe(inWindow);
          expect(window.enters - (before[index]?.enters ?? 0)).toBe(inWindow);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('begin at local midnight on days of 23 and 25 hours', () => {
    const campus = createCampusClock('Europe/Zurich');
    for (const [text, hours] of [
      ['2026-03-29', 23],
      ['2026-10-25', 25],
    ] as const) {
      const day = parseDay(text) ?? 0;
      const form = { dayStart: campus.startOf(day), dayEnd: campus.startOf(day + 1), slideMs: HOUR, sizeMs: HOUR };
      const found = windows(
        [],
        { ...form, allowedLatenessMs: 0 },
        { now: form.dayEnd + HOUR, processedThrough: form.dayEnd },
        { segments: [], weather: [], incidents: [] },
      );
      expect(found).toHaveLength(hours);
      expect(found[0]?.from).toBe(form.dayStart);
      expect(found.at(-1)?.to).toBe(form.dayEnd);
      expect(found.every(({ isFinal }) => isFinal)).toBe(true);
    }
  });
});

describe('the flow kept up to date', () => {
  it('equals the pure windows after any prefix, and tells every window that changed', () => {
    const cut = fc.tuple(scenario, fc.nat(25), fc.array(fc.nat(25), { maxLength: 4 }));
    fc.assert(
      fc.property(cut, ([{ shape: form, rows, context, progress }, start, looks]) => {
        const arriving = [...rows].sort((a, b) => a.receivedAt - b.receivedAt);
        const known = arriving.slice(0, start);
        let flow = createFlow(form, known, context);
        flow.advance(progress);
        const told = new Map(flow.changed().map((window) => [window.from, window]));
        const look = () => {
          for (const window of flow.changed()) told.set(window.from, window);
          const pure = windows(known, form, progress, context);
          expect(flow.windows()).toEqual(pure);
          expect([...told.values()].sort((a, b) => a.from - b.from)).toEqual(pure);
        };
        look();
        for (const [index, row] of arriving.slice(start).entries()) {
          known.push(row);
          if (!flow.add(row)) {
            flow = createFlow(form, known, context);
            flow.advance(progress);
          }
          if (looks.includes(index)) look();
        }
        look();
      }),
      { numRuns: 1_000 },
    );
  });

  it('tells what weather and incidents that come later touch, and what begins and becomes final, and no more', () => {
    fc.assert(
      fc.property(scenario, shape.chain(contextOf), ({ shape: form, rows, context }, other) => {
        const later = { ...other, segments: context.segments };
        const flow = createFlow(form, rows, context);
        const times = [form.dayStart, form.dayStart + 90 * MINUTE, form.dayEnd + 5 * HOUR];
        const told = new Map<number, FlowWindow>();
        for (const [index, now] of times.entries()) {
          const progress = { now, processedThrough: now };
          flow.advance(progress);
          if (index === 1) {
            expect(flow.setContext(later)).toBe(true);
            const unlike = [{ segmentId: 'W', fromGateId: 'G1', toGateId: 'G2', lengthMetres: 0.5 }];
            expect(createFlow(form, rows, context).setContext({ ...context, segments: unlike })).toBe(false);
          }
          for (const window of flow.changed()) told.set(window.from, window);
          const pure = windows(rows, form, progress, index === 0 ? context : later);
          expect([...told.values()].sort((a, b) => a.from - b.from)).toEqual(pure);
          expect(flow.changed()).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('movements', () => {
  it('equal the slow oracle: each pair of gates by a search of all swipes', () => {
    const visits = fc
      .array(fc.record({ ts: fc.nat(30), student: fc.nat(2), gate: fc.constantFrom(...GATES) }), { maxLength: 20 })
      .map((all) =>
        all.map(({ ts, student, gate }, index): GateVisit => {
          return { eventId: `e${index % 7}-${index}`, studentId: `S${student}`, gateId: gate, ts: ts * 1_000 };
        }),
      );
    const ways = fc.uniqueArray(fc.tuple(fc.constantFrom(...GATES), fc.constantFrom(...GATES)), { maxLength: 4 });
    fc.assert(
      fc.property(visits, ways, fc.nat(20), fc.integer({ min: 1, max: 7 }), (all, pairs, within, first) => {
        const segments = pairs.map(([fromGateId, toGateId], index) => ({
          segmentId: `W${index}`,
          fromGateId,
          toGateId,
          lengthMetres: 10 + index,
        }));
        const follows = (a: GateVisit, b: GateVisit) => b.ts > a.ts || (b.ts === a.ts && b.eventId > a.eventId);
        const rows = GATES.flatMap((fromGateId) =>
          GATES.filter((gate) => gate !== fromGateId).flatMap((toGateId) => {
            const took = all.flatMap((start) => {
              if (start.gateId !== fromGateId) return [];
              const later = all.filter((one) => one.studentId === start.studentId && follows(start, one));
              const next = later.find((one) => later.every((other) => other === one || follows(one, other)));
              return next?.gateId === toGateId && next.ts - start.ts <= within * 1_000 ? [next.ts - start.ts] : [];
            });
            if (took.length === 0) return [];
            const segment = segments.find((one) => one.fromGateId === fromGateId && one.toGateId === toGateId);
            const middle = (values: number[]) => {
              const sorted = [...values].sort((a, b) => a - b);
              return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
            };
            const speeds = took.filter((ms) => ms > 0).map((ms) => (segment?.lengthMetres ?? 0) / (ms / 1_000));
            return {
              fromGateId,
              toGateId,
              segmentId: segment?.segmentId ?? null,
              count: took.length,
              medianSeconds: middle(took.map((ms) => ms / 1_000)),
              medianSpeed: segment === undefined || speeds.length === 0 ? null : middle(speeds),
            };
          }),
        );
        const sorted = rows.sort(
          (a, b) => b.count - a.count || `${a.fromGateId} ${a.toGateId}`.localeCompare(`${b.fromGateId} ${b.toGateId}`),
        );
        expect(movements(stepsOf(all, within * 1_000), segments, first)).toEqual(sorted.slice(0, first));
      }),
      { numRuns: 500 },
    );
  });
});
