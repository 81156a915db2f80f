import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Simulator } from '../ports/simulator.ts';
import type { LiveStream, SnapshotFrame } from './frames.ts';
import { createSnapshotStream, type SnapshotSource } from './snapshot-stream.ts';

const LOOK_MS = 500;

/** Streams of simulations that may have moved on; each completes when its simulation has ended. */
export interface SimulationWatch {
  readonly size: number;
  watch(id: string, intervalMs: number): Promise<LiveStream<SnapshotFrame<string>>>;
  close(): void;
}

export function createSimulationWatch(options: {
  clock: Clock;
  log: Log;
  simulator: Pick<Simulator, 'get' | 'onChange' | 'observed'>;
  onDelivered: () => void;
}): SimulationWatch {
  const { clock, simulator } = options;
  const sources = new Set<SnapshotSource<string>>();
  return {
    get size() {
      return sources.size;
    },
    async watch(id, intervalMs) {
      let processed = -1;
      let cancel: () => void = () => undefined;
      const source = createSnapshotStream<string>({
        clock,
        intervalMs,
        onDelivered: options.onDelivered,
        onLeave() {
          sources.delete(source);
          cancel();
          unlisten();
        },
      });
      const unlisten = simulator.onChange((record) => {
        if (record.id !== id) return;
        source.mark(id, id);
        if (record.finishedAt !== null) source.finish();
      });
      sources.add(source);
      /** What ingest has made of it moves without the record: it is asked for. */
      const look = async (): Promise<void> => {
        const { accepted, invalid, duplicates, malformed } = await simulator.observed(id);
        const total = accepted + invalid + duplicates + malformed;
        if (total !== processed) source.mark(id, id);
        processed = total;
      };
      const schedule = (): void => {
        cancel = clock.setTimer(LOOK_MS, () => {
          look()
            .catch((error: unknown) => options.log.warn('live.look_failed', { reason: String(error) }))
            .finally(() => {
              if (sources.has(source)) schedule();
            });
        });
      };
      try {
        const [record] = await simulator.get([id]);
        if (record === null || record === undefined) source.finish();
        else {
          source.mark(id, id);
          if (record.finishedAt !== null) source.finish();
          else schedule();
        }
      } catch (error) {
        await source.stream.return?.();
        throw error;
      }
      return source.stream;
    },
    close() {
      for (const source of sources) source.end();
    },
  };
}
