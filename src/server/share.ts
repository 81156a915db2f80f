import { type DocumentNode, getOperationAST, Kind, OperationTypeNode, visit } from 'graphql';
import type { Viewer } from '../core/viewer.ts';

interface Known {
  readonly number: number;
  /** By operation name: the variable that says no more than where to begin; null: there is none. */
  readonly cursors: Map<string, string | null>;
}

const documents = new WeakMap<DocumentNode, Known>();
const viewers = new WeakMap<Viewer, string>();
let numbered = 0;
let unwritten = 0;

/**
 * Equal for operations whose answers, or frames, have the same bytes: the same document, operation and variables, asked by
 * viewers who may see the same. Where a subscription resumes a feed is left out, so that clients which reconnect meet in
 * one group again; where a query begins its page is not. Never throws, whatever the variables are.
 */
export function shareOf(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>> | null | undefined,
  viewer: Viewer,
): string {
  let known = documents.get(document);
  if (known === undefined) {
    numbered += 1;
    known = { number: numbered, cursors: new Map() };
    documents.set(document, known);
  }
  const name = operationName ?? '';
  let cursor = known.cursors.get(name);
  if (cursor === undefined) {
    cursor = cursorVariable(document, operationName);
    known.cursors.set(name, cursor);
  }
  return `${known.number} ${name} ${permissions(viewer)} ${textOf(variables, cursor)}`;
}

/** Variables as text, but for one of them; a text of its own where they are nested too deeply to be written. */
function textOf(variables: Readonly<Record<string, unknown>> | null | undefined, without: string | null): string {
  try {
    return String(JSON.stringify(without === null ? variables : { ...variables, [without]: undefined }));
  } catch {
    unwritten += 1;
    return `${unwritten}`;
  }
}

function permissions(viewer: Viewer): string {
  const known = viewers.get(viewer);
  if (known !== undefined) return known;
  const { scopes, studentId, lectureIds } = viewer;
  const text = JSON.stringify([[...scopes].sort(), studentId, lectureIds]);
  viewers.set(viewer, text);
  return text;
}

/** The variable given as a subscription's `after`, where it is used for nothing else. */
function cursorVariable(document: DocumentNode, operationName: string | null | undefined): string | null {
  const operation = getOperationAST(document, operationName);
  const field = operation?.selectionSet.selections[0];
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION || field?.kind !== Kind.FIELD) return null;
  const after = field.arguments?.find((argument) => argument.name.value === 'after')?.value;
  if (after?.kind !== Kind.VARIABLE) return null;
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => {
      if (node.name.value === after.name.value) uses += 1;
    },
  });
  return uses === 1 ? after.name.value : null;
}
