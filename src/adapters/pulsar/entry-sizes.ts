import type { MessagePlace } from './message-place.ts';

/** How many messages producers put in one entry of the topic: the broker counts entries. */
export interface EntrySizes {
  saw(place: MessagePlace): void;
  /** ≥ 1; 1 while nothing was seen. */
  messagesPerEntry(): number;
}

/** The older half is forgotten at this many. */
const MESSAGES_MAX = 100_000;

export function createEntrySizes(): EntrySizes {
  let messages = 0;
  let entries = 0;
  return {
    saw({ batchIndex }) {
      messages += 1;
      if (batchIndex <= 0) entries += 1;
      if (messages < MESSAGES_MAX) return;
      messages /= 2;
      entries /= 2;
    },
    messagesPerEntry: () => (entries === 0 ? 1 : messages / entries),
  };
}
