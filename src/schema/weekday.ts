import { builder } from './builder.ts';

const nth = (value: number) => ({ value, description: 'That day of the week, on the campus clock.' });

export const Weekday = builder.enumType('Weekday', {
  description: 'A day of the week; weeks begin on Monday.',
  values: {
    MONDAY: nth(0),
    TUESDAY: nth(1),
    WEDNESDAY: nth(2),
    THURSDAY: nth(3),
    FRIDAY: nth(4),
    SATURDAY: nth(5),
    SUNDAY: nth(6),
  },
});
