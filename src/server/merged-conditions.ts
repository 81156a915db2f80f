import { Kind, type OperationDefinitionNode, type SelectionNode } from 'graphql';
import type { Fragments } from './fragments.ts';

/**
 * Whether two fields of one key stand at one place of the answer and one of them, or a fragment around it, is under
 * `@skip` or `@include`. Cost: its selections with fragments written out, which the caller has bounded.
 */
export function mergesUnderConditions(fragments: Fragments, operation: OperationDefinitionNode): boolean {
  /** By place: whether what was met there is under a condition. */
  const met = new Map<string, boolean>();
  const walk = (selections: readonly SelectionNode[], place: string, isAround: boolean): boolean =>
    selections.some((selection) => {
      const isConditional = isAround || (selection.directives?.some(isCondition) ?? false);
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
        return fragment !== undefined && walk(fragment.selectionSet.selections, place, isConditional);
      }
      const own = `${place} ${(selection.alias ?? selection.name).value}`;
      const before = met.get(own);
      if (before !== undefined && (before || isConditional)) return true;
      met.set(own, isConditional);
      return selection.selectionSet !== undefined && walk(selection.selectionSet.selections, own, false);
    });
  return walk(operation.selectionSet.selections, '', false);
}

function isCondition({ name }: { readonly name: { readonly value: string } }): boolean {
  return name.value === 'skip' || name.value === 'include';
}
