import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/cli/client.ts';
import { handIn, type Row, type Taken } from '../../../src/cli/hand-in.ts';
import { createProblemList } from '../../../src/cli/problem-list.ts';

const PATIENCE = { patienceMs: 200, firstWaitMs: 1, longestWaitMs: 4 };

async function* rowsOf(count: number, bytes = 10): AsyncGenerator<Row<number>[]> {
  for (let from = 0; from < count; from += 700) {
    yield Array.from({ length: Math.min(700, count - from) }, (_, index) => {
      const value = from + index;
      return { line: value + 1, bytes, value };
    });
  }
}

function refused(code: string, retriable = false): Answer<Taken> {
  return { kind: 'REFUSED', code, message: code.toLowerCase(), retriable };
}

function server(answer: (values: readonly number[], call: number) => Answer<Taken>) {
  const calls: (readonly number[])[] = [];
  let inFlight = 0;
  return {
    calls,
    async send(values: readonly number[]): Promise<Answer<Taken>> {
      inFlight += 1;
      if (inFlight > 1) throw new Error('two calls at once could be taken out of order');
      calls.push(values);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return answer(values, calls.length);
    },
  };
}

const takeAll = (values: readonly number[]): Answer<Taken> => ({
  kind: 'DATA',
  data: { done: values.length, problems: [] },
});

function listed() {
  const written: string[] = [];
  return { written, problems: createProblemList((text) => written.push(text)) };
}

describe('handing in', () => {
  it('sends every row once, in order, at most 2,000 a call and one call at a time', async () => {
    const { send, calls } = server(takeAll);
    const result = await handIn({ rows: rowsOf(4_321), send, problems: listed().problems });
    expect(result).toEqual({ done: 4_321, stopped: null });
    expect(calls.map((call) => call.length)).toEqual([2_000, 2_000, 321]);
    expect(calls.flat()).toEqual(Array.from({ length: 4_321 }, (_, index) => index));
  });

  it('cuts a batch before its bytes outgrow a request', async () => {
    const { send, calls } = server(takeAll);
    await handIn({ rows: rowsOf(10, 1_000_000), send, problems: listed().problems });
    expect(calls.map((call) => call.length)).toEqual([3, 3, 3, 1]);
  });

  it('sends the same call again while it is refused as BUSY or the connection is lost', async () => {
    const { send, calls } = server((values, call) =>
      call < 4 ? refused(call === 2 ? 'CONNECTION' : 'BUSY', true) : takeAll(values),
    );
    const result = await handIn({ rows: rowsOf(5), send, problems: listed().problems, patience: PATIENCE });
    expect(result).toEqual({ done: 5, stopped: null });
    expect(calls).toHaveLength(4);
  });

  it('stops with the first line not handed in once patience has run out', async () => {
    const { send } = server((values, call) => (call === 1 ? takeAll(values) : refused('CONNECTION', true)));
    const result = await handIn({ rows: rowsOf(3_000), send, problems: listed().problems, patience: PATIENCE });
    expect(result).toEqual({ done: 2_000, stopped: { line: 2_001, reason: 'connection (CONNECTION)' } });
  });

  it('stops at once when it may not hand in at all', async () => {
    const { send, calls } = server(() => refused('FORBIDDEN'));
    const result = await handIn({ rows: rowsOf(3_000), send, problems: listed().problems, patience: PATIENCE });
    expect(result.stopped?.line).toBe(1);
    expect(calls).toHaveLength(1);
  });

  it('finds the rows that make the server refuse a whole call, and hands in the others in order', async () => {
    const bad = new Set([3, 999, 1_000]);
    const taken: number[] = [];
    const { send } = server((values) => {
      if (values.some((value) => bad.has(value))) return refused('ARGUMENT_INVALID');
      taken.push(...values);
      return takeAll(values);
    });
    const { written, problems } = listed();
    const result = await handIn({ rows: rowsOf(2_500), send, problems });
    problems.flush();
    expect(result).toEqual({ done: 2_497, stopped: null });
    expect(taken).toEqual(Array.from({ length: 2_500 }, (_, index) => index).filter((index) => !bad.has(index)));
    expect(written).toEqual([4, 1_000, 1_001].map((line) => `line ${line}: argument_invalid (ARGUMENT_INVALID)\n`));
  });

  it('gives up on a server that refuses row after row and never took one', async () => {
    const { send, calls } = server(() => refused('GRAPHQL_VALIDATION_FAILED'));
    const result = await handIn({ rows: rowsOf(2_000), send, problems: listed().problems });
    expect(result.stopped).not.toBeNull();
    expect(calls.length).toBeLessThan(200);
  });

  it("names the lines of the server's problems, in the order of the file", async () => {
    const { send } = server((values) => ({
      kind: 'DATA',
      data: { done: values.length - 2, problems: [5, 1].map((index) => ({ index, text: `bad ${values[index]}` })) },
    }));
    const { written, problems } = listed();
    await handIn({ rows: rowsOf(2_010), send, problems });
    problems.flush();
    expect(written).toEqual(['line 2: bad 1\n', 'line 6: bad 5\n', 'line 2002: bad 2001\n', 'line 2006: bad 2005\n']);
    expect(problems.count).toBe(4);
  });

  it('reads no more of the file than the next batch while a call is under way', async () => {
    let read = 0;
    async function* watched(): AsyncGenerator<Row<number>[]> {
      for await (const block of rowsOf(50_000)) {
        read += block.length;
        yield block;
      }
    }
    let most = 0;
    let sent = 0;
    const { send } = server((values) => {
      most = Math.max(most, read - sent);
      sent += values.length;
      return takeAll(values);
    });
    await handIn({ rows: watched(), send, problems: listed().problems });
    expect(most).toBeLessThanOrEqual(3 * 2_000 + 700);
  });
});
