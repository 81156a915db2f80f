import { expect, test } from 'vitest';
import { ERRORS, isRetriable, RollcallError } from '../../../src/core/errors.ts';

test('carries its code, whether trying again helps, and the argument at fault', () => {
  const error = new RollcallError('ARGUMENT_INVALID', 'day: no such day.', {
    argument: 'day',
    extensions: { limit: 3 },
  });
  expect(error.extensions).toEqual({ code: 'ARGUMENT_INVALID', retriable: false, argument: 'day', limit: 3 });
  expect(error.message).toBe('day: no such day.');
  expect(new RollcallError('BUSY').extensions).toEqual({ code: 'BUSY', retriable: true });
  expect(new RollcallError('BUSY').message).toBe(ERRORS.BUSY.text);
});

test('lets no extension stand in for the code', () => {
  const error = new RollcallError('BUSY', undefined, { extensions: { code: 'OTHER', retriable: false } });
  expect(error.extensions).toEqual({ code: 'BUSY', retriable: true });
});

test('keeps what failed beneath as the cause, and only that', () => {
  const cause = new Error('socket hang up');
  expect(new RollcallError('STORE_UNAVAILABLE', undefined, { cause }).cause).toBe(cause);
  expect('cause' in new RollcallError('INTERNAL')).toBe(false);
});

test('takes only a retriable Rollcall error for one that can be tried again', () => {
  expect(isRetriable(new RollcallError('STORE_UNAVAILABLE'))).toBe(true);
  expect(isRetriable(new RollcallError('MESSAGE_REJECTED'))).toBe(false);
  for (const other of [new Error('x'), null, undefined, { retriable: true }]) expect(isRetriable(other)).toBe(false);
});

test('ends every public text as a sentence', () => {
  for (const { text } of Object.values(ERRORS)) expect(text).toMatch(/^[A-Z].*\.$/);
});
