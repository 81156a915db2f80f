import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
  visit,
} from 'graphql';
import type { Fragments } from './fragments.ts';
import { type LeafWriter, leafWriter } from './leaf-writer.ts';

/** `@skip` or `@include` by a variable. */
export interface Condition {
  readonly variable: string;
  /** The value with which the field is there. */
  readonly wanted: boolean;
}

/** How a value of a type is written. */
export type Shape = { readonly isNullable: boolean } & (
  | { readonly kind: 'LEAF'; readonly write: LeafWriter }
  | { readonly kind: 'LIST'; readonly items: Shape }
  | { readonly kind: 'OBJECT'; readonly plan: ObjectPlan }
  | {
      readonly kind: 'ABSTRACT';
      readonly type: GraphQLAbstractType;
      /** null: a type that this one cannot be. */
      planOf(typeName: string): ObjectPlan | null;
    }
);

/** Arguments that are the same in every execution, or what they are made of. */
export type Arguments =
  | { readonly values: Readonly<Record<string, unknown>> }
  | { readonly values: null; readonly place: number };

/** A key as it stands before its value. */
export interface Labels {
  readonly first: string;
  readonly next: string;
}

export interface FieldPlan {
  readonly parent: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
  readonly key: string;
  readonly labels: Labels;
  readonly conditions: readonly Condition[];
  /** null: the property of the field's name. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | null;
  readonly wantsInfo: boolean;
  readonly args: Arguments;
  readonly shape: Shape;
}
/** `__typename`, which is known before. */
export interface NamePlan {
  readonly key: string;
  readonly labels: Labels;
  readonly conditions: readonly Condition[];
  readonly text: string;
}

export interface ObjectPlan {
  readonly type: GraphQLObjectType;
  readonly fields: readonly (FieldPlan | NamePlan)[];
}

const NONE = { values: {} };
/** What a resolver takes that asks nothing of where it is: source, arguments, context. None says it may take anything. */
const PARAMETERS_WITHOUT_INFO = [1, 2, 3];

/**
 * An operation as what is to be done for each object of its answer, with everything looked up that can be before it runs.
 * What an abstract type may be is planned when it first is.
 * @returns null where the schema has no such operation
 */
export function planOperation(
  schema: GraphQLSchema,
  fragments: Fragments,
  operation: OperationDefinitionNode,
): ObjectPlan | null {
  /** Fields whose arguments are made for each execution. */
  let places = 0;

  const planObject = (type: GraphQLObjectType, selections: readonly SelectionSetNode[]): ObjectPlan => {
    const found = new Map<string, { readonly nodes: FieldNode[]; readonly conditions: readonly Condition[] }>();
    const met = new Set<string>();
    const collect = ({ selections: nodes }: SelectionSetNode, around: readonly Condition[]): void => {
      for (const node of nodes) {
        const own = conditionsOf(node.directives ?? []);
        if (own === null) continue;
        const conditions = [...around, ...own];
        if (node.kind === Kind.FIELD) {
          const key = (node.alias ?? node.name).value;
          const known = found.get(key);
          if (known === undefined) found.set(key, { nodes: [node], conditions });
          else known.nodes.push(node);
          continue;
        }
        if (node.kind === Kind.FRAGMENT_SPREAD && met.has(node.name.value)) continue;
        if (node.kind === Kind.FRAGMENT_SPREAD) met.add(node.name.value);
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
        if (fragment === undefined) continue;
        const { typeCondition } = fragment;
        if (typeCondition !== undefined) {
          const wanted = typeFromAST(schema, typeCondition);
          if (wanted !== type && !(isAbstractType(wanted) && schema.isSubType(wanted, type))) continue;
        }
        collect(fragment.selectionSet, conditions);
      }
    };
    for (const one of selections) collect(one, []);
    const fields = [...found].flatMap(([key, { nodes, conditions }]) => {
      const field = planField(type, key, nodes, conditions);
      return field === null ? [] : [field];
    });
    return { type, fields };
  };

  const planField = (
    parent: GraphQLObjectType,
    key: string,
    nodes: readonly FieldNode[],
    conditions: readonly Condition[],
  ): FieldPlan | NamePlan | null => {
    const [node] = nodes;
    const label = `${JSON.stringify(key)}:`;
    const labels = { first: `{${label}`, next: `,${label}` };
    if (node?.name.value === '__typename') return { key, labels, conditions, text: JSON.stringify(parent.name) };
    const definition = parent.getFields()[node?.name.value ?? ''];
    if (node === undefined || definition === undefined) return null;
    const resolve = definition.resolve ?? null;
    return {
      parent,
      definition,
      nodes,
      key,
      labels,
      conditions,
      resolve,
      wantsInfo: resolve !== null && !PARAMETERS_WITHOUT_INFO.includes(resolve.length),
      args: planArguments(definition, node),
      shape: planShape(
        definition.type,
        nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
      ),
    };
  };

  const planArguments = (definition: GraphQLField<unknown, unknown>, node: FieldNode): Arguments => {
    if (definition.args.length === 0) return NONE;
    if (!hasVariable(node)) return { values: getArgumentValues(definition, node) };
    places += 1;
    return { values: null, place: places - 1 };
  };

  const planShape = (type: GraphQLOutputType, selections: readonly SelectionSetNode[], isNullable = true): Shape => {
    if (isNonNullType(type)) return planShape(type.ofType, selections, false);
    if (isLeafType(type)) return { kind: 'LEAF', isNullable, write: leafWriter(type) };
    if (isListType(type)) return { kind: 'LIST', isNullable, items: planShape(type.ofType, selections) };
    if (!isAbstractType(type)) return { kind: 'OBJECT', isNullable, plan: planObject(type, selections) };
    const plans = new Map<string, ObjectPlan>();
    const planOf = (name: string): ObjectPlan | null => {
      const known = plans.get(name);
      if (known !== undefined) return known;
      const possible = schema.getType(name);
      if (!isObjectType(possible) || !schema.isSubType(type, possible)) return null;
      const plan = planObject(possible, selections);
      plans.set(name, plan);
      return plan;
    };
    return { kind: 'ABSTRACT', isNullable, type, planOf };
  };

  const type = schema.getRootType(operation.operation);
  return type ? planObject(type, [operation.selectionSet]) : null;
}

/** null: never there. */
function conditionsOf(directives: readonly DirectiveNode[]): readonly Condition[] | null {
  const conditions: Condition[] = [];
  for (const { name, arguments: given } of directives) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const wanted = name.value === 'include';
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, wanted });
    else if (value?.kind === Kind.BOOLEAN && value.value !== wanted) return null;
  }
  return conditions;
}

function hasVariable(node: FieldNode): boolean {
  let found = false;
  for (const argument of node.arguments ?? []) {
    visit(argument, {
      Variable: () => {
        found = true;
      },
    });
  }
  return found;
}
