import type { SimulationCounts, SimulationMode, SimulationRecord, SimulationTruth } from '../core/simulation.ts';
import type { SimulationKey } from '../ports/simulations.ts';
import type { SimulationRequest } from '../ports/simulator.ts';
import type { RequestContext } from './context.ts';
import { readNodeId } from './node-id.ts';
import { type Page, type PageArguments, readPage } from './paging.ts';
import { rowKey } from './row-key.ts';

const SIMULATIONS = {
  key: rowKey(
    'simulations',
    ['instant', 'text'],
    (key: SimulationKey): [number, string] => [key.startedAt, key.id],
    (startedAt, id) => ({ startedAt, id }),
  ),
  keyOf: (record: SimulationRecord) => record,
  descending: true,
};

/** What starts a simulation; shares are 0..1. */
export interface StartArguments {
  readonly seed?: number | null | undefined;
  readonly mode: SimulationMode;
  readonly students: number;
  readonly lectures: number;
  readonly day?: number | null | undefined;
  readonly days: number;
  readonly rate?: number | null | undefined;
  readonly limit?: number | null | undefined;
  readonly lateShare: number;
  readonly absentShare: number;
  readonly invalidShare: number;
  readonly duplicateShare: number;
  readonly outOfOrderShare: number;
  readonly malformedShare: number;
  readonly preload: boolean;
}

export interface SimulationProblem {
  readonly kind: 'INPUT_PROBLEM';
  readonly field: string;
  readonly code: string;
  readonly message: string;
}
export interface SimulationRunning {
  readonly kind: 'ALREADY_RUNNING';
  readonly code: string;
  readonly message: string;
  readonly retriable: boolean;
  readonly running: SimulationRecord;
}
export interface SimulationPlayed {
  readonly kind: 'ALREADY_PLAYED';
  readonly code: string;
  readonly message: string;
  readonly earlier: SimulationRecord;
}
export type StartAnswer = SimulationRecord | SimulationProblem | SimulationRunning | SimulationPlayed;

/** The simulation an id stands for; null for the id of something else. @throws ARGUMENT_INVALID */
export function simulationIdOf(id: string): string | null {
  const key = readNodeId('id', id);
  return key.type === 'Simulation' ? key.simulation : null;
}

/** null when there is none of that id. @throws ARGUMENT_INVALID */
export async function findSimulation(ctx: RequestContext, id: string): Promise<SimulationRecord | null> {
  const simulation = simulationIdOf(id);
  return simulation === null ? null : ctx.loaders.simulations.load(simulation);
}

/** Newest first. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID */
export function listSimulations(ctx: RequestContext, args: PageArguments): Promise<Page<SimulationRecord>> {
  return readPage(args, SIMULATIONS, (page) => ctx.services.simulations.list(page));
}

/** One at a time. What the caller can mend is an answer, not an error. */
export async function startSimulation(ctx: RequestContext, input: StartArguments): Promise<StartAnswer> {
  const { seed, day, rate, limit, ...rest } = input;
  const request: SimulationRequest = {
    ...rest,
    rate: rate ?? null,
    limit: limit ?? null,
    ...(typeof seed === 'number' ? { seed } : {}),
    ...(typeof day === 'number' ? { day } : {}),
  };
  const result = await ctx.services.simulator.start(request);
  switch (result.kind) {
    case 'STARTED':
      return result.simulation;
    case 'INPUT_PROBLEM':
      return result;
    case 'ALREADY_RUNNING':
      return {
        ...result,
        code: 'SIMULATION_ALREADY_RUNNING',
        message: 'One simulation runs at a time; stop it, or wait for its end.',
        retriable: true,
      };
    case 'ALREADY_PLAYED':
      return {
        ...result,
        code: 'SIMULATION_ALREADY_PLAYED',
        message: 'The same simulation has published before; choose another seed or day.',
      };
  }
}

/** What was published stays. null when there is none of that id. @throws ARGUMENT_INVALID */
export async function stopSimulation(ctx: RequestContext, id: string): Promise<SimulationRecord | null> {
  const simulation = simulationIdOf(id);
  return simulation === null ? null : ctx.services.simulator.stop(simulation);
}

/** What ingest made of it so far. */
export function observedOf(ctx: RequestContext, record: SimulationRecord): Promise<SimulationCounts> {
  return ctx.loaders.observed.load(record.id);
}

/** Messages through ingest so far. */
export async function processedOf(ctx: RequestContext, record: SimulationRecord): Promise<number> {
  const counts = await observedOf(ctx, record);
  return counts.accepted + counts.invalid + counts.duplicates + counts.malformed;
}

/** From the plan alone. Cost: CPU only, kept for recent plans. */
export function expectedOf(ctx: RequestContext, record: SimulationRecord): SimulationTruth {
  return ctx.services.simulator.expected(record);
}
