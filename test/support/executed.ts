import type { ExecutionResult } from 'graphql';
import type { Executed } from '../../src/server/executor.ts';

/** What was executed, as a result. */
export function resultOf(executed: Executed): ExecutionResult {
  return 'text' in executed ? JSON.parse(executed.text) : executed;
}
