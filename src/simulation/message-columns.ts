/** What a message of the plan is. */
export const KIND = { swipe: 0, stranger: 1, duplicate: 2, malformed: 3 } as const;

const FIRST_CAPACITY = 4_096;

/**
 * The messages of a day in columns, in the order they were laid out. `who` is a student's index, a stranger's, or for a
 * malformed message the kind of its fault; `attendee` numbers the day's (session, student) pairs.
 */
export interface MessageColumns {
  length: number;
  /** Milliseconds since the day's start at which the badge was read. */
  ts: Uint32Array;
  /** Milliseconds since the day's start at which the message reaches the log. */
  due: Uint32Array;
  /** Index into the day's sessions. */
  session: Uint16Array;
  who: Uint32Array;
  attendee: Uint32Array;
  /** Numbers the day's event ids; a duplicate has its original's. */
  event: Uint32Array;
  gate: Uint8Array;
  kind: Uint8Array;
  /** 1: ENTER, 0: EXIT. */
  enter: Uint8Array;
}

export function createMessageColumns(): MessageColumns {
  return {
    length: 0,
    ts: new Uint32Array(FIRST_CAPACITY),
    due: new Uint32Array(FIRST_CAPACITY),
    session: new Uint16Array(FIRST_CAPACITY),
    who: new Uint32Array(FIRST_CAPACITY),
    attendee: new Uint32Array(FIRST_CAPACITY),
    event: new Uint32Array(FIRST_CAPACITY),
    gate: new Uint8Array(FIRST_CAPACITY),
    kind: new Uint8Array(FIRST_CAPACITY),
    enter: new Uint8Array(FIRST_CAPACITY),
  };
}

/** Makes room for one more message. @returns its index, to be filled in */
export function appendRow(columns: MessageColumns): number {
  const row = columns.length;
  if (row === columns.ts.length) grow(columns);
  columns.length = row + 1;
  return row;
}

function grow(columns: MessageColumns): void {
  const capacity = columns.ts.length * 2;
  const wider = <T extends Uint8Array | Uint16Array | Uint32Array>(next: T, old: T): T => {
    next.set(old);
    return next;
  };
  columns.ts = wider(new Uint32Array(capacity), columns.ts);
  columns.due = wider(new Uint32Array(capacity), columns.due);
  columns.session = wider(new Uint16Array(capacity), columns.session);
  columns.who = wider(new Uint32Array(capacity), columns.who);
  columns.attendee = wider(new Uint32Array(capacity), columns.attendee);
  columns.event = wider(new Uint32Array(capacity), columns.event);
  columns.gate = wider(new Uint8Array(capacity), columns.gate);
  columns.kind = wider(new Uint8Array(capacity), columns.kind);
  columns.enter = wider(new Uint8Array(capacity), columns.enter);
}
