import type { Incident, Segment, WeatherObservation } from '../core/campus-context.ts';
import type { TimeRange } from '../core/paging.ts';

/**
 * What surrounds the swipes: ways between gates, weather and incidents. Every write is durable once it resolves, whole
 * per row, replaces the row of the same key and is harmless when repeated.
 * Every method @throws ROSTER_UNAVAILABLE (retriable).
 */
export interface CampusContext {
  saveSegments(segments: readonly Segment[]): Promise<void>;
  /** By `at`: one observation an instant. */
  saveWeather(observations: readonly WeatherObservation[]): Promise<void>;
  saveIncidents(incidents: readonly Incident[]): Promise<void>;
  /** All of them, by segmentId. Cost: one read; few. */
  segments(): Promise<readonly Segment[]>;
  /** Observations with `at` in [from, to), ascending. Cost: one read a UTC day of the range. */
  weather(range: TimeRange): Promise<readonly WeatherObservation[]>;
  /** Those open at some instant of [from, to), by incidentId. Cost: one read of all incidents; few. */
  incidents(range: TimeRange): Promise<readonly Incident[]>;
}
