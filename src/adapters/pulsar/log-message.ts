import type { LogMessage, OutgoingMessage, SimulationTag } from '../../ports/swipe-log.ts';
import { positionText } from './message-place.ts';
import type { ReceivedMessage, SentMessage } from './transport.ts';

const SIMULATION = 'rollcall-simulation';
const INDEX = 'rollcall-index';
const NONE: Readonly<Record<string, string>> = {};

export function toSent({ key, payload, simulation }: OutgoingMessage): SentMessage {
  const properties =
    simulation === undefined ? NONE : { [SIMULATION]: simulation.simulation, [INDEX]: String(simulation.index) };
  return { key, payload, properties };
}

/** @param isRepeat that it may have been handed out before, whatever the broker remembers */
export function toLogMessage(message: ReceivedMessage, isRepeat: boolean): LogMessage {
  return {
    position: positionText(message.place),
    key: message.key,
    payload: message.payload,
    publishedAt: message.publishedAt,
    simulation: tagOf(message.properties),
    redelivered: isRepeat || message.redeliveries > 0,
  };
}

function tagOf(properties: Readonly<Record<string, string>>): SimulationTag | null {
  const simulation = properties[SIMULATION];
  const index = Number(properties[INDEX]);
  return simulation === undefined || !Number.isSafeInteger(index) ? null : { simulation, index };
}
