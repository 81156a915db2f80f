import type { CampusDay, EpochMs } from '../../core/campus-day.ts';
import { createLru } from '../../core/lru.ts';
import type { SessionKey } from '../../core/swipe.ts';
import { bucketOf, GATE_BUCKETS, LECTURE_BUCKETS, ONE_BUCKET } from './buckets.ts';
import type { CqlValue, RowWrite } from './cql-session.ts';
import {
  ADD_ATTEMPT_HOUR,
  ADD_DAY,
  ADD_GATE,
  ADD_GATE_OF_DAY,
  ADD_LECTURE,
  ADD_SESSION_OF_DAY,
  ADD_SESSION_OF_LECTURE,
} from './swipe-statements.ts';
import { dayBytes, longBytes } from './swipe-values.ts';
import { partitionOf } from './values.ts';

/** Rows this process has stored and need not store again; a restart forgets them. */
const NAMES_HELD = 100_000;

/** Which days, sessions, lectures, gates and hours of attempts there are: rows that say the same for every batch. */
export interface SeenRows {
  /** Rows of these that this process has not stored yet. */
  missing(seen: {
    readonly sessions: readonly SessionKey[];
    readonly gates: readonly { readonly gateId: string; readonly day: CampusDay }[];
    readonly hours: readonly EpochMs[];
  }): SeenWrites;
}

export interface SeenWrites {
  readonly rows: readonly RowWrite[];
  /** To be called once they are durable: they are not written again. */
  stored(): void;
}

export function createSeenRows(): SeenRows {
  const held = createLru<string, true>(NAMES_HELD);
  return {
    missing({ sessions, gates, hours }) {
      const rows: RowWrite[] = [];
      const names = new Set<string>();
      const add = (name: string, query: string, partition: Buffer, params: readonly CqlValue[]): void => {
        if (names.has(name) || held.get(name) === true) return;
        names.add(name);
        rows.push({ query, params, partition });
      };
      for (const { lectureId, day } of sessions) {
        const session = `${day} ${lectureId}`;
        if (held.get(`session ${session}`) === true) continue;
        const date = dayBytes(day);
        const bucket = bucketOf(lectureId, LECTURE_BUCKETS);
        add(`day ${day}`, ADD_DAY, partitionOf({ int: ONE_BUCKET }), [ONE_BUCKET, date]);
        add(`lecture ${lectureId}`, ADD_LECTURE, partitionOf({ int: bucket }), [bucket, lectureId]);
        add(`session ${session}`, ADD_SESSION_OF_DAY, partitionOf({ day }), [date, lectureId]);
        add(`lecture day ${session}`, ADD_SESSION_OF_LECTURE, partitionOf(lectureId), [lectureId, date]);
      }
      for (const { gateId, day } of gates) {
        const bucket = bucketOf(gateId, GATE_BUCKETS);
        add(`gate ${gateId}`, ADD_GATE, partitionOf({ int: bucket }), [bucket, gateId]);
        add(`gate day ${day} ${gateId}`, ADD_GATE_OF_DAY, partitionOf({ day }), [dayBytes(day), gateId]);
      }
      for (const hour of hours) {
        add(`hour ${hour}`, ADD_ATTEMPT_HOUR, partitionOf({ int: ONE_BUCKET }), [ONE_BUCKET, longBytes(hour)]);
      }
      return {
        rows,
        stored() {
          for (const name of names) held.set(name, true, 1);
        },
      };
    },
  };
}
