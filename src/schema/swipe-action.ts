import { builder } from './builder.ts';

export const SwipeActionEnum = builder.enumType('SwipeAction', {
  description: 'Which way a badge went through a gate.',
  values: { ENTER: { description: 'Into the room.' }, EXIT: { description: 'Out of the room.' } },
});
