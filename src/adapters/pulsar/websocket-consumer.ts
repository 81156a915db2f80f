import type { ConsumerOptions, TransportConsumer } from './transport.ts';
import type { SocketLink } from './web-socket.ts';
import { createDelivery } from './websocket-delivery.ts';

/** Joined permits are worth a frame from here on. */
const PERMIT_SHARE = 0.25;
/** Text of messages that were delivered and not handed on, above which nothing is taken from the network. */
const HELD_BYTES_MAX = 64 * 1_024 * 1_024;

/** @param open connects, in pull mode, with what takes the texts that come */
export async function openWebSocketConsumer(
  { prefetch, deliver }: Pick<ConsumerOptions, 'prefetch' | 'deliver'>,
  open: (onText: (text: string) => void) => Promise<SocketLink>,
): Promise<TransportConsumer> {
  let permits = 0;
  let isPaused = false;
  const delivery = createDelivery((messages) => {
    deliver(messages);
    if (!isPaused && held > HELD_BYTES_MAX) {
      isPaused = true;
      link.pause();
    }
  });
  let held = 0;
  const sizes: number[] = [];
  const link = await open((text) => {
    held += text.length;
    sizes.push(text.length);
    delivery.take(text);
  });
  const grant = (count: number): void => link.send(`{"type":"permit","permitMessages":${count}}`);
  grant(prefetch);

  return {
    lost: link.lost,
    get isOpen() {
      return link.isOpen;
    },
    permit(count) {
      for (const size of sizes.splice(0, count)) held -= size;
      if (isPaused && held < HELD_BYTES_MAX / 2) {
        isPaused = false;
        link.resume();
      }
      permits += count;
      if (permits < prefetch * PERMIT_SHARE) return;
      grant(permits);
      permits = 0;
    },
    async acknowledge(ids) {
      for (const id of ids) link.send(`{"messageId":"${id}"}`);
      await link.confirm();
    },
    close: () => link.close(),
  };
}
