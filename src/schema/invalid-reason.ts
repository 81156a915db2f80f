import { builder } from './builder.ts';

export const InvalidReasonEnum = builder.enumType('InvalidReason', {
  description: 'Why a swipe was refused.',
  values: {
    UNKNOWN_STUDENT: {
      description: 'Not on the roster: the Bloom filter said no, or said maybe and the roster said no.',
    },
    EVENT_ID_REUSED: { description: 'The event id was accepted before with other content.' },
    TIMESTAMP_IN_FUTURE: { description: 'Further ahead of the time it was received than the allowed skew.' },
    MALFORMED: {
      description: 'Not a swipe: bad JSON, a missing or ill-formed field, a timestamp without zone, an unknown action.',
    },
  },
});
