import { READ_SIMULATIONS } from '../resolvers/scopes.ts';
import { expectedOf, findSimulation, listSimulations, observedOf, processedOf } from '../resolvers/simulations.ts';
import { builder } from './builder.ts';
import { pageArguments, pageCost } from './page-arguments.ts';
import { NodeRef, SimulationConnection, SimulationRef } from './refs.ts';
import { SimulationCountsRef, SimulationTruthRef } from './simulation-truth.ts';

const SimulationState = builder.enumType('SimulationState', {
  description: 'How far a simulation is.',
  values: {
    RUNNING: { description: 'Publishing.' },
    DRAINING: { description: 'All is published; ingest is not through yet.' },
    COMPLETED: { description: 'Planned, published and processed are equal.' },
    STOPPED: { description: 'Stopped before the plan was played out.' },
    FAILED: { description: 'It could not go on; `failure` says why.' },
  },
});

SimulationRef.implement({
  description: 'A seeded campus whose badge readers publish to the ingest log like any reader.',
  interfaces: [NodeRef],
  fields: (t) => ({
    state: t.field({
      type: SimulationState,
      nullable: false,
      description: 'How far it is.',
      resolve: (simulation) => simulation.state,
    }),
    seed: t.int({
      nullable: false,
      description: 'What the plan grew from: the same input and seed give the same plan.',
      resolve: (simulation) => simulation.input.seed,
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: false, description: 'When it was started.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', description: 'When it ended; null until then.' }),
    planned: t.exposeInt('planned', {
      nullable: false,
      description:
        'Messages in the plan, published so far, and through ingest so far. COMPLETED means all three are equal.',
    }),
    published: t.exposeInt('published', { nullable: false, description: 'Messages published so far.' }),
    processed: t.int({
      description: 'Messages through ingest so far.',
      resolve: (simulation, _, ctx) => processedOf(ctx, simulation),
    }),
    failure: t.exposeString('failure', { description: 'Why it FAILED.' }),
    expected: t.field({
      type: SimulationTruthRef,
      description:
        'What the reports must say of this simulation once it has COMPLETED; known from the plan, never read back from the stores. STOPPED: of the part that was published.',
      complexity: 20,
      resolve: (simulation, _, ctx) => expectedOf(ctx, simulation),
    }),
    observed: t.field({
      type: SimulationCountsRef,
      description: 'What ingest made of it so far; exact, whatever was redelivered.',
      resolve: (simulation, _, ctx) => observedOf(ctx, simulation),
    }),
  }),
});

builder.queryFields((t) => ({
  simulation: t.field({
    type: SimulationRef,
    authScopes: { any: READ_SIMULATIONS },
    description: 'null when there is none of that id.',
    args: { id: t.arg.id({ required: true, description: '`Simulation.id`.' }) },
    resolve: (_, { id }, ctx) => findSimulation(ctx, id),
  }),
  simulations: t.field({
    type: SimulationConnection,
    authScopes: { any: READ_SIMULATIONS },
    description: 'Newest first.',
    args: pageArguments,
    complexity: pageCost,
    resolve: (_, args, ctx) => listSimulations(ctx, args),
  }),
}));
