import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../../ports/metrics.ts';

/** Metrics that Prometheus can scrape. */
export interface NodeMetrics extends Metrics {
  readonly contentType: string;
  /** The exposition text of every metric, read now. */
  scrape(): Promise<string>;
}

/** A registry of its own with the process's default metrics in it. */
export function createNodeMetrics(): NodeMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  return {
    contentType: registry.contentType,
    scrape: () => registry.metrics(),
    counter(name, help) {
      const counter = counters.get(name) ?? new Counter({ name, help, registers: [registry] });
      counters.set(name, counter);
      return { add: (value) => counter.inc(value) };
    },
    gauge(name, help, read) {
      // Asked for again: the newer reader takes over.
      registry.removeSingleMetric(name);
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    histogram(name, help, bucketsSeconds) {
      const histogram =
        histograms.get(name) ?? new Histogram({ name, help, buckets: [...bucketsSeconds], registers: [registry] });
      histograms.set(name, histogram);
      return { observe: (seconds) => histogram.observe(seconds) };
    },
  };
}
