import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isInputObjectType,
  Kind,
  type NamedTypeNode,
  OperationTypeNode,
  type TypeNode,
  typeFromAST,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { mergesUnderConditions } from './merged-conditions.ts';
import { asksForSchema, sizeOfOperations } from './operation-size.ts';

/** A name that generated code cannot give to a property of its own. */
const PROTOTYPE = '__proto__';

/** What one execution of an operation is given. */
export interface ExecutionInput {
  readonly contextValue: object;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
  /** The frame, for a subscription. */
  readonly rootValue?: unknown;
}

/** One operation of one document, ready to be executed any number of times. */
export interface Executable {
  execute(input: ExecutionInput): ExecutionResult | Promise<ExecutionResult>;
}

/** @returns the same one for the same document and name, for as long as the document is held */
export type Executor = (document: DocumentNode, operationName: string | null | undefined) => Executable;

/** What is larger is not compiled: fragments are written out for it. The schema's own limits are below both. */
const COMPILED_MAX = { selections: 500, depth: 24 };

/**
 * Operations compiled once: plans become functions, and nothing is looked up again for each field. What the compiler does
 * not do as graphql-js does is left to graphql-js: introspection, mutations, variables it refuses, fields that merge under
 * conditions, and every answer with an error in it, which is executed again; reading twice changes nothing.
 * @param plainly how often an operation is executed by graphql-js first: compiling costs as much as many executions
 */
export function createExecutor(schema: GraphQLSchema, plainly = 1): Executor {
  const known = new WeakMap<DocumentNode, Map<string, Executable>>();
  return (document, operationName) => {
    const ofDocument = known.get(document) ?? new Map<string, Executable>();
    known.set(document, ofDocument);
    const name = operationName ?? '';
    let executable = ofDocument.get(name);
    if (executable === undefined) {
      const plain: Executable = { execute: (input) => execute({ schema, document, operationName, ...input }) };
      executable = later(plainly, plain, () => compiled(schema, document, operationName, plain) ?? plain);
      ofDocument.set(name, executable);
    }
    return executable;
  };
}

/** The first so many times one, then another that is only made then. */
function later(times: number, first: Executable, make: () => Executable): Executable {
  let left = times;
  let made: Executable | null = null;
  return {
    execute(input) {
      if (left > 0) {
        left -= 1;
        return first.execute(input);
      }
      made ??= make();
      return made.execute(input);
    },
  };
}

function compiled(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  plain: Executable,
): Executable | null {
  const operation = getOperationAST(document, operationName);
  if (!operation || operation.operation === OperationTypeNode.MUTATION || asksForSchema(document)) return null;
  if (hasName(document, PROTOTYPE)) return null;
  const { selections, depth } = sizeOfOperations(document);
  if (selections > COMPILED_MAX.selections || depth > COMPILED_MAX.depth) return null;
  if (mergesUnderConditions(document, operation)) return null;
  const query = compileQuery(schema, document, operation.name?.value ?? '');
  if (!isCompiledQuery(query)) return null;
  const definitions = operation.variableDefinitions ?? [];
  // The compiled query takes the absence of such a variable for a mistake.
  const defaults = definitions.flatMap(({ variable, type, defaultValue }) =>
    defaultValue !== undefined && type.kind === Kind.NON_NULL_TYPE
      ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const]
      : [],
  );
  // Wrong variables are refused by the compiled query itself, but for a choice of several where one is wanted.
  const chooses = definitions.some(({ type }) => isChoice(typeFromAST(schema, namedIn(type))));
  return {
    execute(input) {
      const { rootValue, contextValue, variableValues } = input;
      const given = withDefaults(variableValues ?? {}, defaults);
      if (chooses && getVariableValues(schema, definitions, given).errors !== undefined) {
        return plain.execute(input);
      }
      const checked = (result: ExecutionResult): ExecutionResult | Promise<ExecutionResult> =>
        result.errors === undefined ? result : plain.execute(input);
      const result = query.query(rootValue, contextValue, given);
      return result instanceof Promise ? result.then(checked) : checked(result);
    },
  };
}

function withDefaults(
  given: Readonly<Record<string, unknown>>,
  defaults: readonly (readonly [string, unknown])[],
): Readonly<Record<string, unknown>> {
  const missing = defaults.filter(([name]) => !Object.hasOwn(given, name));
  return missing.length === 0 ? given : { ...given, ...Object.fromEntries(missing) };
}

function hasName(document: DocumentNode, name: string): boolean {
  let found = false;
  visit(document, {
    [Kind.NAME]: ({ value }) => {
      if (value === name) found = true;
    },
  });
  return found;
}

function namedIn(type: TypeNode): NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE ? type : namedIn(type.type);
}

/** Whether the type is, or holds, an input of which exactly one field is given. */
function isChoice(type: GraphQLNamedType | undefined, seen = new Set<GraphQLNamedType>()): boolean {
  if (!isInputObjectType(type) || seen.has(type)) return false;
  seen.add(type);
  return type.isOneOf || Object.values(type.getFields()).some((field) => isChoice(getNamedType(field.type), seen));
}
