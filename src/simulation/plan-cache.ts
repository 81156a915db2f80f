import type { SimulationInput, SimulationTruth } from '../core/simulation.ts';
import { type CampusPlan, createCampusPlan } from './campus-plan.ts';
import { planTag } from './tag.ts';
import { type PlanSurvey, surveyAtOnce, surveyPlan } from './truth.ts';

const KEPT = 4;
/** Looked at in one go before others get a turn. */
const BREATH_MESSAGES = 100_000;

/** The last few plans and truths, since both are asked for again and again while a simulation runs. */
export interface PlanCache {
  plan(input: SimulationInput): CampusPlan;
  /** The truth of a plan's first messages. */
  truth(input: SimulationInput, messages: number): SimulationTruth;
  /**
   * Counts a plan's messages, up to `limit`, and remembers their truth.
   * @param breathe awaited every 100,000 messages
   */
  survey(input: SimulationInput, limit: number, breathe: () => Promise<void>): Promise<PlanSurvey>;
}

export function createPlanCache(): PlanCache {
  const plans = new Map<string, CampusPlan>();
  const truths = new Map<string, SimulationTruth>();
  const planOf = (input: SimulationInput): CampusPlan => {
    const tag = planTag(input);
    return plans.get(tag) ?? keep(plans, tag, createCampusPlan(input));
  };
  const truthKey = (input: SimulationInput, messages: number) => `${planTag(input)}:${messages}`;
  return {
    plan: planOf,
    truth: (input, messages) => {
      const key = truthKey(input, messages);
      return truths.get(key) ?? keep(truths, key, surveyAtOnce(planOf(input), messages).truth);
    },
    survey: async (input, limit, breathe) => {
      const steps = surveyPlan(planOf(input), limit);
      let breathed = 0;
      for (;;) {
        const step = steps.next();
        if (step.done === true) {
          keep(truths, truthKey(input, step.value.messages), step.value.truth);
          return step.value;
        }
        if (step.value - breathed < BREATH_MESSAGES) continue;
        breathed = step.value;
        await breathe();
      }
    },
  };
}

function keep<T>(cache: Map<string, T>, key: string, value: T): T {
  cache.set(key, value);
  for (const oldest of cache.keys()) {
    if (cache.size <= KEPT) break;
    cache.delete(oldest);
  }
  return value;
}
