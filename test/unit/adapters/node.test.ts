import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../src/adapters/node/clock.ts';
import { createNodeLog } from '../../../src/adapters/node/log.ts';
import { createNodeMetrics } from '../../../src/adapters/node/metrics.ts';
import { RollcallError } from '../../../src/core/errors.ts';

function record(level: 'debug' | 'info' | 'warn') {
  const lines: Record<string, unknown>[] = [];
  const log = createNodeLog({ level, stream: { write: (line: string) => lines.push(JSON.parse(line)) } });
  return { log, lines };
}

describe('the log', () => {
  it('writes one JSON line a call, with the level as a word and the fields beside the event', () => {
    const { log, lines } = record('info');
    log.info('batch committed', { messages: 3 });
    expect(lines).toEqual([{ level: 'info', time: expect.any(String), event: 'batch committed', messages: 3 }]);
    expect(lines[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('takes a call without fields, and leaves out what is below its level', () => {
    const { log, lines } = record('warn');
    log.info('not this');
    log.warn('this');
    expect(lines.map((line) => line.event)).toEqual(['this']);
  });

  it('tells an error with its code and what lies beneath it', () => {
    const { log, lines } = record('info');
    log.error('ingest has ended', {
      error: new RollcallError('STORE_UNAVAILABLE', undefined, { cause: new Error('EIO') }),
    });
    expect(lines[0]?.error).toMatchObject({ code: 'STORE_UNAVAILABLE', message: expect.stringContaining('EIO') });
  });
});

describe('metrics', () => {
  it('are the same metric when asked for twice, and gauges are read when scraped', async () => {
    const metrics = createNodeMetrics();
    let depth = 1;
    metrics.counter('rollcall_a_total', 'A.').add(2);
    metrics.counter('rollcall_a_total', 'A.').add(3);
    metrics.gauge('rollcall_depth', 'Depth.', () => depth);
    metrics.histogram('rollcall_seconds', 'Seconds.', [0.1, 1]).observe(0.5);
    depth = 7;
    const text = await metrics.scrape();
    expect(text).toContain('rollcall_a_total 5');
    expect(text).toContain('rollcall_depth 7');
    expect(text).toContain('rollcall_seconds_bucket{le="1"} 1');
    expect(text).toContain('process_resident_memory_bytes');
  });
});

describe('the system clock', () => {
  it('fires a timer once, and not when cancelled', async () => {
    const clock = createSystemClock();
    let cancelled = false;
    const cancel = clock.setTimer(0, () => {
      cancelled = true;
    });
    cancel();
    const before = clock.now();
    await new Promise<void>((resolve) => clock.setTimer(5, resolve));
    expect(cancelled).toBe(false);
    expect(clock.now()).toBeGreaterThanOrEqual(before);
  });
});
