import type { EpochMs } from '../core/campus-day.ts';
import type { OutgoingMessage } from '../ports/swipe-log.ts';
import type { CampusPlan } from './campus-plan.ts';
import { layOutDay, publishOrder } from './day-messages.ts';
import { payloadWriter } from './payloads.ts';

/** A plan's messages in publish order, made as they are asked for; at most a day is held in memory. */
export interface MessageSource {
  /** Index of the next message. */
  readonly index: number;
  /** When the next message reaches the log; null when there is none. */
  nextDue(): EpochMs | null;
  /** The next messages that are due by then, at most `max`. */
  take(max: number, dueBy: EpochMs): readonly OutgoingMessage[];
}

/**
 * @param simulation the record's id, which every message carries beside its index
 * @param from index of the first message
 * @param to index after the last
 * Cost: the days before `from` are laid out once to count them.
 */
export function createMessageSource(plan: CampusPlan, simulation: string, from: number, to: number): MessageSource {
  let index = 0;
  let dayIndex = 0;
  let day = openDay(plan, 0);
  /** Places the source on the day that has the next message. */
  const advance = (): boolean => {
    while (day.next >= day.order.length && dayIndex + 1 < plan.input.days) {
      dayIndex += 1;
      day = openDay(plan, dayIndex);
    }
    return day.next < day.order.length;
  };
  while (index < from && advance()) {
    const step = Math.min(from - index, day.order.length - day.next);
    day.next += step;
    index += step;
  }
  const dueAt = (): EpochMs => day.messages.start + (day.messages.columns.due[day.order[day.next] ?? 0] ?? 0);
  return {
    get index() {
      return index;
    },
    nextDue: () => (index < to && advance() ? dueAt() : null),
    take: (max, dueBy) => {
      const batch: OutgoingMessage[] = [];
      while (batch.length < max && index < to && advance() && dueAt() <= dueBy) {
        const row = day.order[day.next] ?? 0;
        const session = day.messages.sessions[day.messages.columns.session[row] ?? 0];
        const key = plan.lectures[session?.lecture ?? 0]?.lectureId ?? '';
        batch.push({ key, payload: day.write(row), simulation: { simulation, index } });
        day.next += 1;
        index += 1;
      }
      return batch;
    },
  };
}

function openDay(plan: CampusPlan, dayIndex: number) {
  const messages = layOutDay(plan, dayIndex);
  return { messages, order: publishOrder(messages), write: payloadWriter(plan, messages), next: 0 };
}
