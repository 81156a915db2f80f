import { findNode, findNodes, nodeIdOf, nodeTypeOf } from '../resolvers/nodes.ts';
import { builder } from './builder.ts';
import { NodeRef } from './refs.ts';

NodeRef.implement({
  description: 'Anything that can be asked for again by its `id`.',
  resolveType: (value) => nodeTypeOf(value),
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'The global Relay id: the same on every gateway and for ever. Opaque.',
      resolve: (value) => nodeIdOf(value),
    }),
  }),
});

builder.queryFields((t) => ({
  node: t.field({
    type: NodeRef,
    description:
      'What the id stands for; null where there is nothing, or nothing the viewer may see. ARGUMENT_INVALID for an id that was never one.',
    args: { id: t.arg.id({ required: true, description: 'The global Relay id of a node of any type.' }) },
    resolve: (_, { id }, ctx) => findNode(ctx, id),
  }),
  nodes: t.field({
    type: [NodeRef],
    nullable: { list: false, items: true },
    description: 'As `node` for each of at most 500 ids, in the order asked. Ids of one type are one read.',
    args: { ids: t.arg.idList({ required: true, description: 'At most 500.' }) },
    complexity: ({ ids }) => ({ field: 1, multiplier: Math.max(1, ids.length) }),
    resolve: (_, { ids }, ctx) => findNodes(ctx, ids),
  }),
}));
