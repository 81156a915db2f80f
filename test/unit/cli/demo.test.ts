import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoTimeZone } from '../../../src/cli/demo-clock.ts';
import { demoLines } from '../../../src/cli/demo-table.ts';
import type { DemoProgressQuery } from '../../../src/cli/generated/graphql.ts';
import { progressLine } from '../../../src/cli/progress.ts';
import { createCampusClock } from '../../../src/core/campus-day.ts';

const URL = 'http://127.0.0.1:4000';

function progress(lectures: number, seen = 30, present = 20): DemoProgressQuery {
  return {
    campus: { now: '2026-03-18T08:14:25.000Z', today: '2026-03-18' },
    simulation: {
      state: 'RUNNING',
      planned: 9_000,
      published: 1_200,
      failure: null,
      observed: { accepted: 1_100, invalid: 20, duplicates: 10, malformed: 0 },
    },
    sessions: {
      nodes: Array.from({ length: lectures }, (_, index) => ({
        lecture: { lectureId: `L-32c9a18004-${index}`, title: 'Algorithms and Data Structures', enrolledCount: 40 },
        status: 'OPEN' as const,
        startsAt: '2026-03-18T08:15:00.000Z',
        swipeCount: 55,
        uniqueAttendees: { estimate: seen, exact: seen },
        presentNow: present,
        lateCount: 3,
      })),
    },
  };
}

describe('the table of the demo', () => {
  it('fits the terminal whatever its size, with colours and without', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 72, max: 200 }),
        fc.integer({ min: 14, max: 60 }),
        fc.integer({ min: 0, max: 100 }),
        fc.boolean(),
        (columns, rows, lectures, colour) => {
          const lines = demoLines(URL, progress(lectures), { columns, rows, colour });
          expect(lines.length).toBeLessThan(rows);
          for (const line of lines) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  it('shows who is here, who has left and who is missing as parts of one bar', () => {
    const [line] = demoLines(URL, progress(1), { columns: 120, rows: 40, colour: false }).filter((text) =>
      / OPEN /.test(text),
    );
    expect(line).toContain(`${'▇'.repeat(10)}${'▒'.repeat(5)}${'·'.repeat(5)}`);
    expect(line).toMatch(/20 +30 +40 +55 +3$/);
  });

  it('counts what the terminal has no room for', () => {
    const lines = demoLines(URL, progress(50), { columns: 100, rows: 22, colour: false });
    expect(lines.filter((line) => / OPEN /.test(line))).toHaveLength(10);
    expect(lines.join('\n')).toContain('… and 40 more');
  });
});

describe('the clock of the demo', () => {
  const at = (time: string): number => Date.parse(`2026-11-23T${time}Z`);

  it('has an hour left of its day whenever it is started', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (now) => {
        const campus = createCampusClock(demoTimeZone('UTC', now));
        expect(campus.startOf(campus.dayOf(now) + 1) - now).toBeGreaterThanOrEqual(3_600_000);
      }),
    );
    expect(demoTimeZone('UTC', at('22:59:59.999'))).toBe('UTC');
    expect(demoTimeZone('UTC', at('23:00:00'))).toBe('Etc/GMT+12');
    expect(demoTimeZone('UTC', at('23:59:59.999'))).toBe('Etc/GMT+12');
  });

  it('is the one asked for', () => {
    expect(demoTimeZone('Asia/Kathmandu', at('23:59:00'))).toBe('Asia/Kathmandu');
  });
});

it('the progress bar goes by bytes, and without a known size only counts', () => {
  const line = progressLine({ sizeBytes: 1_000, readBytes: () => 500 }, 12_345, 6_789);
  expect(line).toBe(`${'█'.repeat(14)}${'░'.repeat(14)}  50 %  12,345 rows  6,789/s`);
  expect(progressLine({ sizeBytes: null, readBytes: () => 500 }, 5, 1)).toBe('5 rows  1/s');
});
