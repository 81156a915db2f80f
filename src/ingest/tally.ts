import type { Metrics } from '../ports/metrics.ts';
import type { Counts } from './effects.ts';

/** What the pipeline has done since start, kept for `status` and shown as metrics. */
export interface Tally {
  readonly accepted: number;
  readonly invalid: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  readonly retried: number;
  add(counts: Counts): void;
  addRetry(step: string): void;
  addUnkeyed(messages: number): void;
  addClockAhead(messages: number): void;
  observeBatch(seconds: number): void;
}

const BATCH_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createTally(metrics: Metrics): Tally {
  const accepted = metrics.counter('rollcall_ingest_accepted_total', 'Swipes accepted, redeliveries included.');
  const invalid = metrics.counter('rollcall_ingest_invalid_total', 'Invalid attempts, malformed messages included.');
  const duplicates = metrics.counter('rollcall_ingest_duplicates_total', 'Copies of a swipe sent before.');
  const dead = metrics.counter('rollcall_ingest_dead_letters_total', 'Messages set aside.');
  const retried = metrics.counter('rollcall_ingest_retries_total', 'Waits for a backend that failed.');
  const unkeyed = metrics.counter('rollcall_ingest_unkeyed_total', 'Messages without a key: no order is promised.');
  const ahead = metrics.counter(
    'rollcall_ingest_clock_ahead_total',
    'Messages whose producer stamped them more than a second ahead of the ingest clock.',
  );
  const seconds = metrics.histogram('rollcall_ingest_batch_seconds', 'From received to committed.', BATCH_SECONDS);
  const total = { accepted: 0, invalid: 0, duplicates: 0, deadLettered: 0, retried: 0 };
  return {
    get accepted() {
      return total.accepted;
    },
    get invalid() {
      return total.invalid;
    },
    get duplicates() {
      return total.duplicates;
    },
    get deadLettered() {
      return total.deadLettered;
    },
    get retried() {
      return total.retried;
    },
    add(counts) {
      total.accepted += counts.accepted;
      total.invalid += counts.invalid;
      total.duplicates += counts.duplicates;
      total.deadLettered += counts.deadLettered;
      accepted.add(counts.accepted);
      invalid.add(counts.invalid);
      duplicates.add(counts.duplicates);
      dead.add(counts.deadLettered);
    },
    addRetry(step) {
      if (step === 'receive' || step === 'subscribe') return;
      total.retried += 1;
      retried.add(1);
    },
    addUnkeyed: (messages) => unkeyed.add(messages),
    addClockAhead: (messages) => ahead.add(messages),
    observeBatch: (value) => seconds.observe(value),
  };
}
