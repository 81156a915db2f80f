import type { TimetableSlot } from '../core/roster.ts';
import { builder } from './builder.ts';
import { Weekday } from './weekday.ts';

export const TimetableSlotRef = builder.objectRef<TimetableSlot>('TimetableSlot').implement({
  description:
    'At most one slot a day for a lecture; two that overlap in weekday and dates are the problem SLOT_CONFLICT. A lecture taught twice a day is two lectures.',
  fields: (t) => ({
    weekday: t.field({
      type: Weekday,
      nullable: false,
      description: 'The day of the week it runs on.',
      resolve: (slot) => slot.weekday,
    }),
    startsAt: t.field({
      type: 'LocalTime',
      nullable: false,
      description: 'When it starts, on the campus clock.',
      resolve: (slot) => slot.startSecond,
    }),
    duration: t.field({
      type: 'Duration',
      nullable: false,
      description: 'How long it runs; never past midnight.',
      resolve: (slot) => slot.durationMs,
    }),
    from: t.expose('from', {
      type: 'LocalDate',
      description: 'First and last day it runs, inclusive; null: unbounded.',
    }),
    until: t.expose('until', { type: 'LocalDate', description: 'Last day it runs, inclusive; null: unbounded.' }),
  }),
});
