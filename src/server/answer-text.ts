import type { GraphQLError } from 'graphql';
import { publicErrors } from './errors.ts';
import type { Executed } from './executor.ts';

/** The JSON of what was executed, its errors as the public is told them. */
export function answerText(executed: Executed, toGraphQLError: (error: unknown) => GraphQLError): string {
  if ('text' in executed) return executed.text;
  const { errors } = executed;
  return JSON.stringify(
    errors === undefined ? executed : { ...executed, errors: publicErrors(errors, toGraphQLError) },
  );
}
