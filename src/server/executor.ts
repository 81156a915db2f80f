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
  visit,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';

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

/**
 * Operations compiled once: plans become functions, and nothing is looked up again for each field. What the compiler does
 * not do as graphql-js does is left to graphql-js: introspection, mutations, variables it refuses, and every answer with an
 * error in it, which is executed again; reading twice changes nothing.
 */
export function createExecutor(schema: GraphQLSchema): Executor {
  const known = new WeakMap<DocumentNode, Map<string, Executable>>();
  return (document, operationName) => {
    const ofDocument = known.get(document) ?? new Map<string, Executable>();
    known.set(document, ofDocument);
    const name = operationName ?? '';
    let executable = ofDocument.get(name);
    if (executable === undefined) {
      const plain: Executable = { execute: (input) => execute({ schema, document, operationName, ...input }) };
      executable = compiled(schema, document, operationName, plain) ?? plain;
      ofDocument.set(name, executable);
    }
    return executable;
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
  const query = compileQuery(schema, document, operation.name?.value ?? '');
  if (!isCompiledQuery(query)) return null;
  const definitions = operation.variableDefinitions ?? [];
  // Wrong variables are refused by the compiled query itself, but for a choice of several where one is wanted.
  const chooses = definitions.some(({ type }) => isChoice(typeFromAST(schema, namedIn(type))));
  return {
    execute(input) {
      const { rootValue, contextValue, variableValues } = input;
      const given = variableValues ?? {};
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

function namedIn(type: TypeNode): NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE ? type : namedIn(type.type);
}

/** Whether the type is, or holds, an input of which exactly one field is given. */
function isChoice(type: GraphQLNamedType | undefined, seen = new Set<GraphQLNamedType>()): boolean {
  if (!isInputObjectType(type) || seen.has(type)) return false;
  seen.add(type);
  return type.isOneOf || Object.values(type.getFields()).some((field) => isChoice(getNamedType(field.type), seen));
}

function asksForSchema(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.FIELD]: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
}
