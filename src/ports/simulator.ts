import type { SimulationCounts, SimulationInput, SimulationRecord, SimulationTruth } from '../core/simulation.ts';

/** Input as a caller gives it: whatever is absent is chosen. */
export type SimulationRequest = Partial<Omit<SimulationInput, 'timeZone' | 'startsAt'>>;

export type StartResult =
  | { readonly kind: 'STARTED'; readonly simulation: SimulationRecord }
  | { readonly kind: 'INPUT_PROBLEM'; readonly field: string; readonly code: string; readonly message: string }
  | { readonly kind: 'ALREADY_RUNNING'; readonly running: SimulationRecord }
  | { readonly kind: 'ALREADY_PLAYED'; readonly earlier: SimulationRecord };

/** Starts, stops and watches simulations; one runs at a time. A running one goes on by itself after a restart. */
export interface Simulator {
  start(request: SimulationRequest): Promise<StartResult>;
  /** What was published stays. Stopping an ended one changes nothing; null when there is none of that id. */
  stop(id: string): Promise<SimulationRecord | null>;
  /** With the state as it is now. Cost: one batched read. */
  get(ids: readonly string[]): Promise<readonly (SimulationRecord | null)[]>;
  /** From the plan alone, never from the stores; of the published part when STOPPED. Cost: CPU only, cached for recent plans. */
  expected(record: SimulationRecord): SimulationTruth;
  /** What ingest made of it so far. */
  observed(id: string): Promise<SimulationCounts>;
  /** Called after any change of that simulation's record. @returns stops it */
  onChange(listener: (record: SimulationRecord) => void): () => void;
}
