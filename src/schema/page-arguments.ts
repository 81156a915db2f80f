import { PAGE_DEFAULT, PAGE_MAX } from '../resolvers/paging.ts';
import { builder } from './builder.ts';

/** The Relay arguments of every connection. */
export const pageArguments = builder.args((t) => ({
  first: t.int({
    description: `How many rows from the beginning, at most ${PAGE_MAX}; without \`first\` and \`last\`: ${PAGE_DEFAULT}.`,
  }),
  after: t.string({ description: 'Only rows after the one of this cursor.' }),
  last: t.int({ description: `How many rows from the end, at most ${PAGE_MAX}; not together with \`first\`.` }),
  before: t.string({ description: 'Only rows before the one of this cursor.' }),
}));

/** A connection costs what its page shows. */
export function pageCost(args: { first?: number | null; last?: number | null }) {
  const shown = args.last ?? args.first ?? PAGE_DEFAULT;
  return { field: 2, multiplier: Math.max(1, Math.min(shown, PAGE_MAX)) };
}
