import { followFlow, followSession, followSessions, followSimulation } from '../resolvers/feeds.ts';
import { READ_FIGURES, READ_SIMULATIONS } from '../resolvers/scopes.ts';
import { findSession } from '../resolvers/sessions.ts';
import { builder } from './builder.ts';
import { FlowWindowRef, windowArguments } from './flow.ts';
import { LectureSessionRef, SimulationRef } from './refs.ts';
import { liveItem, weighed } from './subscription.ts';

const SECOND_MS = 1_000;
const intervalText = 'Changes closer together are one; at least 100 ms.';

builder.subscriptionFields((t) => ({
  session: t.field({
    type: LectureSessionRef,
    authScopes: { any: READ_FIGURES },
    description:
      'The session now (as soon as there is one), then again whenever it changes, at most once per `interval` of at least 100 ms. Day defaults to today when it begins.',
    args: {
      lectureId: t.arg.string({ required: true, description: '1 to 64 of A-Z a-z 0-9 . _ : -' }),
      day: t.arg({ type: 'LocalDate', description: 'Today, when it begins, unless given.' }),
      interval: t.arg({ type: 'Duration', required: true, defaultValue: SECOND_MS, description: intervalText }),
    },
    subscribe: (_, args, ctx, info) => weighed(ctx, info, () => followSession(ctx, args)),
    resolve: (item, _, ctx) => findSession(ctx, liveItem(item).key),
  }),
  sessions: t.field({
    type: LectureSessionRef,
    authScopes: { any: READ_FIGURES },
    description: 'Each session of the day now, then each that changed. Without `day` it follows today over midnight.',
    args: {
      day: t.arg({ type: 'LocalDate', description: 'Without one: today, over midnight.' }),
      lectureIds: t.arg.stringList({ description: 'Only of these lectures; at most 500.' }),
      interval: t.arg({ type: 'Duration', required: true, defaultValue: SECOND_MS, description: intervalText }),
    },
    subscribe: (_, args, ctx, info) => weighed(ctx, info, () => followSessions(ctx, args)),
    resolve: (item, _, ctx) => findSession(ctx, liveItem(item).key),
  }),
  flow: t.field({
    type: FlowWindowRef,
    authScopes: { any: READ_FIGURES },
    description:
      'The current windows now, then each window again when it changes or becomes final. A window that begins is one; the day is the one that is today when it begins, unless given.',
    args: {
      ...windowArguments,
      interval: t.arg({ type: 'Duration', required: true, defaultValue: SECOND_MS, description: intervalText }),
    },
    subscribe: (_, args, ctx, info) => weighed(ctx, info, () => followFlow(ctx, args)),
    resolve: (item) => liveItem(item).key.window(),
  }),
  simulation: t.field({
    type: SimulationRef,
    authScopes: { any: READ_SIMULATIONS },
    description: 'Its progress until it ends.',
    args: {
      id: t.arg.id({ required: true, description: '`Simulation.id`.' }),
      interval: t.arg({ type: 'Duration', required: true, defaultValue: SECOND_MS / 2, description: intervalText }),
    },
    subscribe: (_, args, ctx, info) => weighed(ctx, info, () => followSimulation(ctx, args)),
    resolve: (item, _, ctx) => ctx.loaders.simulations.load(liveItem(item).key),
  }),
}));
