import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode, visit } from 'graphql';

/** How large an operation is with its fragments written out. */
export interface OperationSize {
  /** Fields, each as often as it is reached. */
  readonly selections: number;
  /** Levels of fields. */
  readonly depth: number;
}

const NOTHING: OperationSize = { selections: 0, depth: 0 };
const ENDLESS: OperationSize = { selections: Number.POSITIVE_INFINITY, depth: Number.POSITIVE_INFINITY };

/**
 * The largest of a document's operations, in both. Fragments that spread others twice each double at every step, so they
 * are counted and never written out. Cost: the document's length.
 * @param document validated
 */
export function sizeOfOperations(document: DocumentNode): OperationSize {
  const fragments = new Map<string, SelectionSetNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
    else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const known = new Map<SelectionSetNode, OperationSize>();
  const sizeOf = (set: SelectionSetNode | undefined): OperationSize => {
    if (set === undefined) return NOTHING;
    const counted = known.get(set);
    if (counted !== undefined) return counted;
    let selections = 0;
    let depth = 0;
    for (const selection of set.selections) {
      const inner = sizeOf(
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection.selectionSet,
      );
      const own = selection.kind === Kind.FIELD ? 1 : 0;
      selections += own + inner.selections;
      depth = Math.max(depth, own + inner.depth);
    }
    const size = { selections, depth };
    known.set(set, size);
    return size;
  };
  try {
    return operations.reduce((largest, { selectionSet }) => larger(largest, sizeOf(selectionSet)), NOTHING);
  } catch {
    // Nested so deeply that the stack does not hold it.
    return ENDLESS;
  }
}

function larger(a: OperationSize, b: OperationSize): OperationSize {
  return { selections: Math.max(a.selections, b.selections), depth: Math.max(a.depth, b.depth) };
}

/** Whether a document asks anything of the schema itself. */
export function asksForSchema(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.FIELD]: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
}
