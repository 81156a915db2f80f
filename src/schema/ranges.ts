import { builder } from './builder.ts';

export const SortOrder = builder.enumType('SortOrder', {
  description: 'Which end of a list comes first.',
  values: {
    ASC: { description: 'The smallest or earliest first.' },
    DESC: { description: 'The greatest or latest first.' },
  },
});

export const DayRange = builder.inputType('DayRange', {
  description: 'Reports count only sessions that have started and are not cancelled. At most 400 days.',
  fields: (t) => ({
    from: t.field({ type: 'LocalDate', required: true, description: 'First day, inclusive.' }),
    to: t.field({ type: 'LocalDate', required: true, description: 'Exclusive.' }),
  }),
});

export const TimeRange = builder.inputType('TimeRange', {
  description: 'Half-open range of instants, [from, to).',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', required: true, description: 'First instant, inclusive.' }),
    to: t.field({ type: 'DateTime', required: true, description: 'Exclusive.' }),
  }),
});
