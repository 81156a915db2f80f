import { type CampusView, campusOf } from '../resolvers/status.ts';
import { builder } from './builder.ts';

const Campus = builder.objectRef<CampusView>('Campus').implement({
  description: 'The campus clock and the limits a client plans by.',
  fields: (t) => ({
    timeZone: t.exposeString('timeZone', { nullable: false, description: 'IANA name of the campus time zone.' }),
    today: t.expose('today', {
      type: 'LocalDate',
      nullable: false,
      description: 'The calendar day it is now on the campus clock.',
    }),
    now: t.expose('now', { type: 'DateTime', nullable: false, description: 'The time of answering.' }),
    allowedLateness: t.field({
      type: 'Duration',
      nullable: false,
      description: 'How long after the event a swipe may be received without being a revision.',
      resolve: (campus) => campus.allowedLatenessMs,
    }),
    feedRetention: t.field({
      type: 'Duration',
      nullable: false,
      description: 'How far back a feed cursor can be resumed.',
      resolve: (campus) => campus.feedRetentionMs,
    }),
    outcomeRetention: t.field({
      type: 'Duration',
      nullable: false,
      description: 'How long `swipeOutcomes` remembers what became of a swipe.',
      resolve: (campus) => campus.outcomeRetentionMs,
    }),
  }),
});

builder.queryField('campus', (t) =>
  t.field({
    type: Campus,
    nullable: false,
    description: 'The campus clock and the limits a client plans by.',
    resolve: (_, __, ctx) => campusOf(ctx),
  }),
);
