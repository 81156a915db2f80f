import type { ObjectRef } from '@pothos/core';
import type { Page } from '../resolvers/paging.ts';
import { builder } from './builder.ts';

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never;
type NodeRef<R> = ObjectRef<Types, R>;

interface Edge<R> {
  readonly cursor: string;
  readonly node: R;
}
type PageEnds = Pick<Page<never>, 'hasNextPage' | 'hasPreviousPage'> & {
  readonly startCursor: string | null;
  readonly endCursor: string | null;
};

const PageInfo = builder.objectRef<PageEnds>('PageInfo').implement({
  description: 'Where a page stands in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      nullable: false,
      description: 'True when the list goes on after this page.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      nullable: false,
      description: 'True when the list has rows before this page.',
    }),
    startCursor: t.exposeString('startCursor', {
      nullable: true,
      description: 'Cursor of the first row of the page; null when it is empty.',
    }),
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description: 'Cursor of the last row of the page; null when it is empty.',
    }),
  }),
});

function endsOf<R>(page: Page<R>): PageEnds {
  const first = page.rows[0];
  const last = page.rows.at(-1);
  return {
    hasNextPage: page.hasNextPage,
    hasPreviousPage: page.hasPreviousPage,
    startCursor: first === undefined ? null : page.cursorOf(first),
    endCursor: last === undefined ? null : page.cursorOf(last),
  };
}

/**
 * The Relay connection of a node type: `XConnection` and `XEdge`, every part non-null.
 */
export function connectionRef<R extends object>(name: string, node: NodeRef<R>): ObjectRef<Types, Page<R>>;
export function connectionRef(name: string, node: NodeRef<object>): ObjectRef<Types, Page<object>> {
  const edge = builder.objectRef<Edge<object>>(`${name}Edge`).implement({
    description: `One row of a ${name}Connection, with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { nullable: false, description: 'Opaque place of the row in this list.' }),
      node: t.field({ type: node, nullable: false, description: 'The row itself.', resolve: (row) => row.node }),
    }),
  });
  return builder.objectRef<Page<object>>(`${name}Connection`).implement({
    description: 'One page of a list, in the order said on the field that gave it.',
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        nullable: false,
        description: 'The rows of the page, each with its cursor.',
        complexity: { field: 1, multiplier: 1 },
        resolve: (page) => page.rows.map((row) => ({ node: row, cursor: page.cursorOf(row) })),
      }),
      nodes: t.field({
        type: [node],
        nullable: false,
        description: 'The rows of the page.',
        complexity: { field: 1, multiplier: 1 },
        resolve: (page) => page.rows,
      }),
      pageInfo: t.field({
        type: PageInfo,
        nullable: false,
        description: 'Where the page stands in its list.',
        resolve: (page) => endsOf(page),
      }),
    }),
  });
}
