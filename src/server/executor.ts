import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import { fragmentsOf } from './fragments.ts';
import { mergesUnderConditions } from './merged-conditions.ts';
import { asksForSchema, sizeOfOperations } from './operation-size.ts';
import { planOperation } from './plan.ts';
import { type Runnable, run } from './run.ts';

/** What one execution of an operation is given. */
export interface ExecutionInput {
  readonly contextValue: object;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
  /** The frame, for a subscription. */
  readonly rootValue?: unknown;
}

/** The JSON of an answer without errors; a result where it has some, or where graphql-js has executed it. */
export type Executed = { readonly text: string } | ExecutionResult;

/** One operation of one document, ready to be executed any number of times. */
export interface Executable {
  execute(input: ExecutionInput): Executed | Promise<Executed>;
}

/** @returns the same one for the same document and name, for as long as the document is held */
export type Executor = (document: DocumentNode, operationName: string | null | undefined) => Executable;

/** What is larger is not planned: fragments are written out for it. The schema's own limits are below both. */
const PLANNED_MAX = { selections: 500, depth: 24 };

/**
 * Operations planned once, whose answers are then written as they come: nothing is looked up again for each field, and no
 * result is made to be turned into text. What is seldom or hard is left to graphql-js: introspection, mutations, variables
 * it refuses, fields that merge under conditions, and every answer with an error in it, which is executed again; reading
 * twice changes nothing.
 * @param endContext called with the context of each execution, once it is over
 */
export function createExecutor(schema: GraphQLSchema, endContext: (context: object) => void): Executor {
  const known = new WeakMap<DocumentNode, Map<string, Executable>>();
  return (document, operationName) => {
    let ofDocument = known.get(document);
    if (ofDocument === undefined) {
      ofDocument = new Map();
      known.set(document, ofDocument);
    }
    const name = operationName ?? '';
    let executable = ofDocument.get(name);
    if (executable === undefined) {
      const plain = (input: ExecutionInput) => execute({ schema, document, operationName, ...input });
      const runnable = planned(schema, document, operationName);
      const start = runnable === null ? plain : (input: ExecutionInput) => written(runnable, input, plain);
      executable = {
        execute(input) {
          const executed = start(input);
          if (executed instanceof Promise) return executed.finally(() => endContext(input.contextValue));
          endContext(input.contextValue);
          return executed;
        },
      };
      ofDocument.set(name, executable);
    }
    return executable;
  };
}

function written(
  runnable: Runnable,
  input: ExecutionInput,
  plain: (input: ExecutionInput) => ExecutionResult | Promise<ExecutionResult>,
): Executed | Promise<Executed> {
  const told = (text: string | null): Executed | Promise<Executed> => (text === null ? plain(input) : { text });
  const answer = run(runnable, input);
  return answer instanceof Promise ? answer.then(told) : told(answer);
}

function planned(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): Runnable | null {
  const operation = getOperationAST(document, operationName);
  if (!operation || operation.operation === OperationTypeNode.MUTATION || asksForSchema(document)) return null;
  const { selections, depth } = sizeOfOperations(document);
  if (selections > PLANNED_MAX.selections || depth > PLANNED_MAX.depth) return null;
  const fragments = fragmentsOf(document);
  if (mergesUnderConditions(fragments, operation)) return null;
  try {
    const plan = planOperation(schema, fragments, operation);
    if (plan === null) return null;
    const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION;
    return { schema, operation, fragments, plan, given: isSubscription ? new WeakMap() : null };
  } catch {
    // A constant that is not a value of its type; graphql-js says which.
    return null;
  }
}
