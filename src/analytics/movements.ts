import type { Segment } from '../core/campus-context.ts';
import type { EpochMs } from '../core/campus-day.ts';
import { compareText } from '../core/paging.ts';
import { medianOfSorted } from './statistics.ts';

/** What a movement needs of a swipe. */
export interface GateVisit {
  readonly eventId: string;
  readonly studentId: string;
  readonly gateId: string;
  readonly ts: EpochMs;
}

/** A student's way from one gate to the next: two swipes of theirs, one after the other, at different gates. */
export interface Step {
  readonly fromGateId: string;
  readonly toGateId: string;
  /** Of the later swipe. */
  readonly endedAt: EpochMs;
  readonly tookMs: number;
}

/** All steps of one ordered pair of gates. */
export interface Movement {
  readonly fromGateId: string;
  readonly toGateId: string;
  /** The segment known of this pair; null: none. */
  readonly segmentId: string | null;
  readonly count: number;
  readonly medianSeconds: number;
  /** Metres a second over the steps that took any time; null without a segment. */
  readonly medianSpeed: number | null;
}

/** By ts, then eventId: the order in which a student went. */
export function compareVisits(a: Pick<GateVisit, 'ts' | 'eventId'>, b: Pick<GateVisit, 'ts' | 'eventId'>): number {
  return a.ts - b.ts || compareText(a.eventId, b.eventId);
}

/** The step that ends with a visit, given the student's visit before it; null: at the same gate, or too long ago. */
export function stepBetween(before: GateVisit, visit: GateVisit, withinMs: number): Step | null {
  const tookMs = visit.ts - before.ts;
  if (before.gateId === visit.gateId || tookMs > withinMs) return null;
  return { fromGateId: before.gateId, toGateId: visit.gateId, endedAt: visit.ts, tookMs };
}

/** Every step of at most `withinMs`, in the order of their ends. */
export function stepsOf(visits: readonly GateVisit[], withinMs: number): Step[] {
  const steps: Step[] = [];
  const last = new Map<string, GateVisit>();
  for (const visit of [...visits].sort(compareVisits)) {
    const before = last.get(visit.studentId);
    last.set(visit.studentId, visit);
    const step = before === undefined ? null : stepBetween(before, visit, withinMs);
    if (step !== null) steps.push(step);
  }
  return steps;
}

/** Finds the segment of an ordered pair of gates; of several the first by id. */
export function segmentFinder(segments: readonly Segment[]): (fromGateId: string, toGateId: string) => Segment | null {
  const byPair = new Map<string, Segment>();
  for (const segment of [...segments].sort((a, b) => compareText(a.segmentId, b.segmentId))) {
    const pair = `${segment.fromGateId} ${segment.toGateId}`;
    if (!byPair.has(pair)) byPair.set(pair, segment);
  }
  return (fromGateId, toGateId) => byPair.get(`${fromGateId} ${toGateId}`) ?? null;
}

/** Metres a second; null for a step that took no time, or along no known segment. */
export function speedOf(step: Step, segment: Segment | null): number | null {
  return segment === null || step.tookMs === 0 ? null : segment.lengthMetres / (step.tookMs / 1_000);
}

/** Steps by pair of gates, busiest first, then by gate ids. */
export function movements(steps: readonly Step[], segments: readonly Segment[], first: number): Movement[] {
  const pairs = new Map<string, Step[]>();
  for (const step of steps) {
    const pair = `${step.fromGateId} ${step.toGateId}`;
    const known = pairs.get(pair);
    if (known === undefined) pairs.set(pair, [step]);
    else known.push(step);
  }
  const find = segmentFinder(segments);
  return [...pairs.values()]
    .flatMap((group) => {
      const [one] = group;
      if (one === undefined) return [];
      const { fromGateId, toGateId } = one;
      const segment = find(fromGateId, toGateId);
      const speeds = group.flatMap((step) => speedOf(step, segment) ?? []).sort((a, b) => a - b);
      return {
        fromGateId,
        toGateId,
        segmentId: segment?.segmentId ?? null,
        count: group.length,
        medianSeconds: medianOfSorted(group.map(({ tookMs }) => tookMs / 1_000).sort((a, b) => a - b)),
        medianSpeed: speeds.length === 0 ? null : medianOfSorted(speeds),
      };
    })
    .sort((a, b) => b.count - a.count || compareText(a.fromGateId, b.fromGateId) || compareText(a.toGateId, b.toGateId))
    .slice(0, first);
}
