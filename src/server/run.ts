import {
  type GraphQLIsTypeOfFn,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import type { ExecutionInput } from './executor.ts';
import type { Fragments } from './fragments.ts';
import type { Condition, FieldPlan, NamePlan, ObjectPlan, Shape } from './plan.ts';
import { TextWithHoles } from './text-with-holes.ts';

/** A planned operation of a document. */
export interface Runnable {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
  readonly plan: ObjectPlan;
  /** Of a subscription, whose variables are the same object for each of its frames, by them; null: made for each execution. */
  readonly given: WeakMap<Values, Given> | null;
}

type Path = GraphQLResolveInfo['path'];
type Values = Readonly<Record<string, unknown>>;

/**
 * Executes a query, or one frame of a subscription, writing its answer as it comes.
 * @returns the answer's JSON; null as soon as anything in it is an error, which is left to whoever tells errors
 */
export function run(runnable: Runnable, input: ExecutionInput): string | null | Promise<string | null> {
  const given = givenOf(runnable, input.variableValues ?? NO_VARIABLES);
  if (given === null) return null;
  const one = new Run(runnable, input, given);
  try {
    one.object(runnable.plan, input.rootValue, one.out, undefined);
  } catch {
    one.isOver = true;
    return null;
  }
  if (one.isOver) return null;
  return one.waiting === 0 ? one.answer() : new Promise((resolve) => one.whenDone(resolve));
}

/** Variables as an operation has them, and what arguments were made of them. */
interface Given {
  readonly variables: Values;
  readonly args: Values[];
}

const NO_VARIABLES: Values = {};

/** null: they are not what the operation says. */
function givenOf({ schema, operation, given }: Runnable, values: Values): Given | null {
  const known = given?.get(values);
  if (known !== undefined) return known;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], values);
  if (coerced === undefined) return null;
  const made = { variables: coerced, args: [] };
  given?.set(values, made);
  return made;
}

/** One execution. Its writing throws where there is an error, and is given up then. */
class Run {
  readonly out = new TextWithHoles();
  isOver = false;
  /** Promises that have not been kept. */
  waiting = 0;
  readonly #runnable: Runnable;
  readonly #input: ExecutionInput;
  readonly #variables: Values;
  readonly #args: Values[];
  /** For resolvers that take none. */
  #anyInfo: GraphQLResolveInfo | null = null;
  #done: (answer: string | null) => void = () => undefined;

  constructor(runnable: Runnable, input: ExecutionInput, { variables, args }: Given) {
    this.#runnable = runnable;
    this.#input = input;
    this.#variables = variables;
    this.#args = args;
  }

  answer(): string {
    return `{"data":${this.out}}`;
  }

  whenDone(done: (answer: string | null) => void): void {
    this.#done = done;
  }

  object({ fields }: ObjectPlan, source: unknown, out: TextWithHoles, path: Path | undefined): void {
    let isFirst = true;
    for (const field of fields) {
      if (field.conditions.length > 0 && !field.conditions.every(this.#holds, this)) continue;
      out.text += isFirst ? field.labels.first : field.labels.next;
      isFirst = false;
      this.#field(field, source, out, path);
    }
    out.text += isFirst ? '{}' : '}';
  }

  #field(field: FieldPlan | NamePlan, source: unknown, out: TextWithHoles, prev: Path | undefined): void {
    if ('text' in field) {
      out.text += field.text;
      return;
    }
    const { resolve, shape } = field;
    const path = shape.kind === 'LEAF' && !field.wantsInfo ? prev : pathOf(prev, field.key, field.parent.name);
    const value: unknown =
      resolve === null
        ? this.#property(field, source, path)
        : resolve(source, this.#argsOf(field), this.#input.contextValue, this.#infoOf(field, path));
    this.#value(shape, field, value, out, path);
  }

  #value(shape: Shape, field: FieldPlan, value: unknown, out: TextWithHoles, path: Path | undefined): void {
    if (value === null || value === undefined) {
      if (!shape.isNullable) throw new TypeError(`${field.key} is not to be null`);
      out.text += 'null';
    } else if (isPromise(value)) this.#kept(shape, field, value, out, path);
    else if (value instanceof Error) throw value;
    else if (shape.kind === 'LEAF') out.text += shape.write(value);
    else if (shape.kind === 'LIST') this.#list(shape.items, field, value, out, path);
    else if (shape.kind === 'OBJECT') this.#typed(shape.plan, field, value, out, path);
    else this.#abstract(shape, field, value, out, path);
  }

  // What needs functions of its own is apart from what does not: a function that makes any pays for them at each call.

  #kept(
    shape: Shape,
    field: FieldPlan,
    promise: PromiseLike<unknown>,
    out: TextWithHoles,
    path: Path | undefined,
  ): void {
    this.#await(promise, (kept, hole) => this.#value(shape, field, kept, hole, path), out);
  }

  #abstract(
    { type, planOf }: Extract<Shape, { readonly kind: 'ABSTRACT' }>,
    field: FieldPlan,
    value: unknown,
    out: TextWithHoles,
    path: Path | undefined,
  ): void {
    const { resolveType } = type;
    if (!resolveType) throw new TypeError(`nothing tells which ${type.name} it is`);
    const typed = (name: unknown, into: TextWithHoles): void => {
      const plan = typeof name === 'string' ? planOf(name) : null;
      if (plan === null) throw new TypeError(`${type.name} is not a ${name}`);
      this.#typed(plan, field, value, into, path);
    };
    const name = resolveType(value, this.#input.contextValue, this.#knownInfoOf(field, path), type);
    if (typeof name === 'object') this.#await(name, typed, out);
    else typed(name, out);
  }

  #typed(plan: ObjectPlan, field: FieldPlan, value: unknown, out: TextWithHoles, path: Path | undefined): void {
    if (plan.type.isTypeOf) this.#checked(plan, plan.type.isTypeOf, field, value, out, path);
    else this.object(plan, value, out, path);
  }

  #checked(
    plan: ObjectPlan,
    isTypeOf: GraphQLIsTypeOfFn<unknown, unknown>,
    field: FieldPlan,
    value: unknown,
    out: TextWithHoles,
    path: Path | undefined,
  ): void {
    const checked = (isSo: boolean, into: TextWithHoles): void => {
      if (!isSo) throw new TypeError(`it is not a ${plan.type.name}`);
      this.object(plan, value, into, path);
    };
    const isSo = isTypeOf(value, this.#input.contextValue, this.#knownInfoOf(field, path));
    if (typeof isSo === 'object') this.#await(isSo, checked, out);
    else checked(isSo, out);
  }

  #list(items: Shape, field: FieldPlan, value: unknown, out: TextWithHoles, path: Path | undefined): void {
    if (typeof value !== 'object' || value === null || !isIterable(value)) throw new TypeError('a list is wanted');
    let index = 0;
    out.text += '[';
    for (const item of value) {
      if (index > 0) out.text += ',';
      this.#value(items, field, item, out, items.kind === 'LEAF' ? path : pathOf(path, index, undefined));
      index += 1;
    }
    out.text += ']';
  }

  /** Leaves a hole for what a promise brings. */
  #await<T>(promise: PromiseLike<T>, write: (kept: T, hole: TextWithHoles) => void, out: TextWithHoles): void {
    const hole = out.hole();
    this.waiting += 1;
    promise.then((kept) => {
      if (this.isOver) return;
      try {
        write(kept, hole);
      } catch {
        this.#giveUp();
        return;
      }
      this.waiting -= 1;
      if (this.waiting === 0) this.#done(this.answer());
    }, this.#giveUp);
  }

  readonly #giveUp = (): void => {
    if (this.isOver) return;
    this.isOver = true;
    this.#done(null);
  };

  #holds({ variable, wanted }: Condition): boolean {
    const value = this.#variables[variable];
    if (typeof value !== 'boolean') throw new TypeError(`$${variable} is to be true or false`);
    return value === wanted;
  }

  /** As graphql-js's defaultFieldResolver. */
  #property(field: FieldPlan, source: unknown, path: Path | undefined): unknown {
    if ((typeof source !== 'object' || source === null) && typeof source !== 'function') return undefined;
    const property: unknown = Reflect.get(source, field.definition.name);
    if (typeof property !== 'function') return property;
    return Reflect.apply(property, source, [
      this.#argsOf(field),
      this.#input.contextValue,
      this.#knownInfoOf(field, path),
    ]);
  }

  /** Made once for all objects that a field is asked of. */
  #argsOf({ args, definition, nodes: [node] }: FieldPlan): Values {
    if (args.values !== null) return args.values;
    const known = this.#args[args.place];
    if (known !== undefined || node === undefined) return known ?? {};
    const made = getArgumentValues(definition, node, this.#variables);
    this.#args[args.place] = made;
    return made;
  }

  #infoOf(field: FieldPlan, path: Path | undefined): GraphQLResolveInfo {
    if (field.wantsInfo) return this.#knownInfoOf(field, path);
    this.#anyInfo ??= this.#knownInfoOf(field, path);
    return this.#anyInfo;
  }

  #knownInfoOf({ definition, nodes, parent, key }: FieldPlan, path: Path | undefined): GraphQLResolveInfo {
    const { schema, operation, fragments } = this.#runnable;
    return {
      fieldName: definition.name,
      fieldNodes: nodes,
      returnType: definition.type,
      parentType: parent,
      path: path ?? pathOf(undefined, key, parent.name),
      schema,
      fragments,
      rootValue: this.#input.rootValue,
      operation,
      variableValues: this.#variables,
    };
  }
}

function pathOf(prev: Path | undefined, key: string | number, typename: string | undefined): Path {
  return { prev, key, typename };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === 'function';
}
