import { RUN_SIMULATIONS } from '../resolvers/scopes.ts';
import {
  type SimulationPlayed,
  type SimulationProblem,
  type SimulationRunning,
  startSimulation,
  stopSimulation,
} from '../resolvers/simulations.ts';
import { builder } from './builder.ts';
import { Problem } from './problem.ts';
import { SimulationRef } from './refs.ts';
import { StartSimulationInput } from './start-simulation-input.ts';

const SimulationInputProblem = builder.objectRef<SimulationProblem>('SimulationInputProblem').implement({
  description: 'The input cannot be played as it is.',
  interfaces: [Problem],
  fields: (t) => ({
    field: t.exposeString('field', { nullable: false, description: 'The field of the input at fault.' }),
  }),
});

const SimulationAlreadyRunning = builder.objectRef<SimulationRunning>('SimulationAlreadyRunning').implement({
  description: 'One simulation runs at a time: stop it, or wait for its end.',
  interfaces: [Problem],
  fields: (t) => ({
    running: t.expose('running', { type: SimulationRef, nullable: false, description: 'The one that is running.' }),
  }),
});

const SimulationAlreadyPlayed = builder.objectRef<SimulationPlayed>('SimulationAlreadyPlayed').implement({
  description:
    'The same PLAYBACK has published into these stores before, however it ended: all of it would be duplicates. Choose another seed or day.',
  interfaces: [Problem],
  fields: (t) => ({
    earlier: t.expose('earlier', { type: SimulationRef, nullable: false, description: 'The one that has published.' }),
  }),
});

const StartSimulationPayload = builder.unionType('StartSimulationPayload', {
  description: 'The simulation as it starts, or what stands in its way.',
  types: [SimulationRef, SimulationInputProblem, SimulationAlreadyRunning, SimulationAlreadyPlayed],
  resolveType: (value) => {
    if ('planned' in value) return SimulationRef;
    if (value.kind === 'INPUT_PROBLEM') return SimulationInputProblem;
    return value.kind === 'ALREADY_RUNNING' ? SimulationAlreadyRunning : SimulationAlreadyPlayed;
  },
});

builder.mutationFields((t) => ({
  startSimulation: t.field({
    type: StartSimulationPayload,
    authScopes: { any: RUN_SIMULATIONS },
    description: "Starts a seeded campus: its swipes go to the ingest log like any reader's. One runs at a time.",
    args: { input: t.arg({ type: StartSimulationInput, required: true, description: 'What to play.' }) },
    resolve: (_, { input }, ctx) => startSimulation(ctx, input),
  }),
  stopSimulation: t.field({
    type: SimulationRef,
    authScopes: { any: RUN_SIMULATIONS },
    description:
      'What was published stays, and is processed. Stopping one that has ended changes nothing; null when there is none of that id.',
    args: { id: t.arg.id({ required: true, description: '`Simulation.id`.' }) },
    resolve: (_, { id }, ctx) => stopSimulation(ctx, id),
  }),
}));
