import { isRetriable, RollcallError } from '../core/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { FeedChannel } from './feed-channel.ts';

const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 5_000;

/**
 * A channel whose feed may be away when the process starts: resolves after the first try, and goes on trying in the
 * background. Until it is open, subscribing and pulling are FEED_UNAVAILABLE.
 * @throws what trying again does not cure
 */
export async function openLateChannel<T, F>(
  open: () => Promise<FeedChannel<T, F>>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<FeedChannel<T, F>> {
  let channel: FeedChannel<T, F> | null = null;
  let closed = false;
  let cancel = (): void => {};
  let opening: Promise<void> = Promise.resolve();

  const attempt = async (): Promise<void> => {
    const opened = await open();
    if (closed) return opened.close();
    channel = opened;
  };
  const retryIn = (delayMs: number): void => {
    cancel = clock.setTimer(delayMs, () => {
      opening = attempt().catch((error: unknown) => {
        log.warn('live.feed_not_open', { reason: String(error) });
        if (!closed) retryIn(Math.min(delayMs * 2, RETRY_MAX_MS));
      });
    });
  };
  try {
    await attempt();
  } catch (error) {
    if (!isRetriable(error)) throw error;
    log.warn('live.feed_not_open', { reason: String(error) });
    retryIn(RETRY_FIRST_MS);
  }
  const ready = (): FeedChannel<T, F> => {
    if (channel === null) throw new RollcallError('FEED_UNAVAILABLE');
    return channel;
  };

  return {
    get position() {
      return channel?.position ?? [];
    },
    get subscribers() {
      return channel?.subscribers ?? 0;
    },
    get groups() {
      return channel?.groups ?? 0;
    },
    get delivered() {
      return channel?.delivered ?? 0;
    },
    get dropped() {
      return channel?.dropped ?? 0;
    },
    subscribe: async (request) => ready().subscribe(request),
    pull: async (after, filter, first) => ready().pull(after, filter, first),
    async close() {
      closed = true;
      cancel();
      await opening;
      await channel?.close();
    },
  };
}
