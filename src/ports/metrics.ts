/** Names and help texts are declared where a metric is made; asking twice for a name gives the same metric. */
export interface Metrics {
  counter(name: string, help: string): { add(value: number): void };
  /** Read when scraped. */
  gauge(name: string, help: string, read: () => number): void;
  /** Seconds. */
  histogram(name: string, help: string, bucketsSeconds: readonly number[]): { observe(seconds: number): void };
}
