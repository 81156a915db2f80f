import { findGate, type GateSummary, gateSummary, listGates } from '../resolvers/gates.ts';
import { READ_ALL, READ_FIGURES } from '../resolvers/scopes.ts';
import { listGateSwipes } from '../resolvers/swipes.ts';
import { builder } from './builder.ts';
import { pageArguments, pageCost } from './page-arguments.ts';
import { SortOrder } from './ranges.ts';
import { GateConnection, GateRef, NodeRef, SwipeConnection } from './refs.ts';

const GateSummaryRef = builder.objectRef<GateSummary>('GateSummary').implement({
  description: 'What went through a gate on one day.',
  fields: (t) => ({
    day: t.expose('day', { type: 'LocalDate', nullable: false, description: 'The day summed up.' }),
    enters: t.exposeInt('enters', { nullable: false, description: 'Accepted enters.' }),
    exits: t.exposeInt('exits', { nullable: false, description: 'Accepted exits.' }),
    lastSwipeAt: t.expose('lastSwipeAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When its last accepted swipe of the day was made.',
    }),
  }),
});

GateRef.implement({
  description: 'A badge reader, known from the swipes accepted there.',
  interfaces: [NodeRef],
  fields: (t) => ({
    gateId: t.exposeString('gateId', { nullable: false, description: 'The id printed on the gate.' }),
    summary: t.field({
      type: GateSummaryRef,
      description: 'null when nobody swiped there that day (today).',
      args: { day: t.arg({ type: 'LocalDate', description: 'Today unless given.' }) },
      resolve: (gate, { day }, ctx) => gateSummary(ctx, gate, day),
    }),
    swipes: t.field({
      type: SwipeConnection,
      authScopes: { any: READ_ALL },
      description: 'By timestamp. Those of that day (today); newest first unless asked otherwise.',
      args: {
        day: t.arg({ type: 'LocalDate', description: 'Today unless given.' }),
        order: t.arg({ type: SortOrder, required: true, defaultValue: 'DESC', description: 'DESC: the newest first.' }),
        ...pageArguments,
      },
      complexity: pageCost,
      resolve: (gate, args, ctx) => listGateSwipes(ctx, gate.gateId, args),
    }),
  }),
});

builder.queryFields((t) => ({
  gate: t.field({
    type: GateRef,
    authScopes: { any: READ_FIGURES },
    description: 'null when no accepted swipe ever named it.',
    args: { gateId: t.arg.string({ required: true, description: '1 to 64 of A-Z a-z 0-9 . _ : -' }) },
    resolve: (_, { gateId }, ctx) => findGate(ctx, gateId),
  }),
  gates: t.field({
    type: GateConnection,
    authScopes: { any: READ_FIGURES },
    description: 'Gates swiped at that day (today), by gateId.',
    args: { day: t.arg({ type: 'LocalDate', description: 'Today unless given.' }), ...pageArguments },
    complexity: pageCost,
    resolve: (_, args, ctx) => listGates(ctx, args),
  }),
}));
