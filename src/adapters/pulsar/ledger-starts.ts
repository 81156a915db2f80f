import { comparePartitionPosition } from '../../core/feed.ts';
import { after, type Place } from './feed-place.ts';

/** How far one partition reaches, at one moment. */
export interface Extent {
  /** After its newest message. */
  readonly head: Place;
  /** From here on nothing is missing. */
  readonly oldest: Place;
}

/** The ledgers of one partition as `internalStats` tells them. */
export interface Ledgers {
  /** Never empty, ascending; entries of the one being written are not counted. */
  readonly ledgers: readonly { readonly ledger: number; readonly entries: number }[];
  readonly last: { readonly ledger: number; readonly entry: number };
}

/**
 * Remembers where each ledger of a partition begins, as a place after the last entry of the one before: once that is
 * deleted the broker cannot tell any more, and a cursor at the very end of what expired is still good.
 */
export function createLedgerStarts(): { extent(found: Ledgers): Extent } {
  const starts = new Map<number, Place>();
  return {
    extent({ ledgers, last }) {
      let end: Place = after(last);
      const [first] = ledgers;
      if (first !== undefined) {
        for (const ledger of starts.keys()) if (ledger < first.ledger) starts.delete(ledger);
        // Nothing was written since all before was deleted.
        if (last.ledger >= first.ledger) end = [first.ledger, 0];
      }
      for (const { ledger, entries } of ledgers) {
        const start = starts.get(ledger) ?? end;
        starts.set(ledger, start);
        end = entries > 0 ? [ledger, entries] : start;
      }
      const oldest = first === undefined ? after(last) : (starts.get(first.ledger) ?? [first.ledger, 0]);
      const head = after(last);
      return { head: comparePartitionPosition(head, oldest) < 0 ? oldest : head, oldest };
    },
  };
}

/** Null: these are no such stats. */
export function ledgersOf(stats: unknown): Ledgers | null {
  const [list, last] = [member(stats, 'ledgers'), member(stats, 'lastConfirmedEntry')];
  if (!Array.isArray(list) || typeof last !== 'string') return null;
  const ledgers = list.flatMap((one: unknown) => {
    const [ledger, entries] = [member(one, 'ledgerId'), member(one, 'entries')];
    return typeof ledger === 'number' && typeof entries === 'number' ? [{ ledger, entries }] : [];
  });
  const [ledger, entry] = last.split(':').map(Number);
  if (ledger === undefined || entry === undefined || !Number.isInteger(ledger) || !Number.isInteger(entry)) return null;
  return { ledgers, last: { ledger, entry } };
}

/** A member of an object from outside; undefined: it has none. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return found;
}
