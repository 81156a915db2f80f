import type { ContextKind, ContextStream, ContextTaker } from '../../ports/context-stream.ts';
import type { Log } from '../../ports/log.ts';
import { type Kept, keepOpen } from './keep-open.ts';
import { positionText } from './message-place.ts';
import type { PulsarTopics } from './topics.ts';
import type { PulsarTransport, ReceivedMessage, TransportConsumer } from './transport.ts';

/** Of the two context topics; every ingest process shares it. */
export const CONTEXT_SUBSCRIPTION = 'rollcall-context';
const PREFETCH = 500;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;

export interface ContextStreamOptions {
  readonly transport: PulsarTransport;
  readonly topics: Pick<PulsarTopics, 'weather' | 'incidents'>;
  readonly log: Log;
}

/** The topics `weather-observations` and `campus-incidents`, each read by one consumer of this process. */
export function createPulsarContextStream({ transport, topics, log }: ContextStreamOptions): ContextStream {
  const kept: Kept<TransportConsumer>[] = [];
  const working = new Set<Promise<void>>();
  const closing = new AbortController();
  const { signal } = closing;

  /** Gives messages until they are taken: what keeps them from it is a backend that is down. */
  const give = async (
    kind: ContextKind,
    messages: readonly ReceivedMessage[],
    take: ContextTaker,
    consumer: TransportConsumer,
  ): Promise<void> => {
    const given = messages.map(({ place, payload }) => ({ position: positionText(place), payload }));
    for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      try {
        await take(kind, given);
        consumer.permit(messages.length);
        await consumer.acknowledge(messages.map(({ id }) => id));
        return;
      } catch (error) {
        // Lost: they come again to whoever is connected next.
        if (!consumer.isOpen) return;
        log.warn('context.waits', { kind, messages: messages.length, reason: String(error) });
        await pause(waitMs, signal);
      }
    }
  };

  const follow = (kind: ContextKind, topic: string, take: ContextTaker): void => {
    const open = async (): Promise<TransportConsumer> => {
      let last: Promise<void> = Promise.resolve();
      let opened: (consumer: TransportConsumer) => void = () => {};
      const consumer = new Promise<TransportConsumer>((resolve) => {
        opened = resolve;
      });
      const deliver = (messages: readonly ReceivedMessage[]): void => {
        last = Promise.all([consumer, last]).then(([joined]) => give(kind, messages, take, joined));
        const work = last.finally(() => working.delete(work));
        working.add(work);
      };
      const joined = await transport.openConsumer({
        topic,
        subscription: CONTEXT_SUBSCRIPTION,
        prefetch: PREFETCH,
        deliver,
      });
      opened(joined);
      return joined;
    };
    kept.push(keepOpen({ what: `context ${kind.toLowerCase()}`, open, log }));
  };

  return {
    follow(take) {
      follow('WEATHER', topics.weather, take);
      follow('INCIDENTS', topics.incidents, take);
    },
    async close() {
      closing.abort();
      await Promise.all([...working]);
      await Promise.all(kept.map((one) => one.close()));
    },
  };
}

/** Over at once when the signal is given. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
