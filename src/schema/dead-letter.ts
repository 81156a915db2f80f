import {
  type DeadLetterResult,
  discardDeadLetters,
  listDeadLetters,
  readablePayload,
  replayDeadLetters,
} from '../resolvers/dead-letters.ts';
import { OPERATE } from '../resolvers/scopes.ts';
import { builder } from './builder.ts';
import { pageArguments, pageCost } from './page-arguments.ts';
import { InputProblem } from './problem.ts';
import { DeadLetterConnection, DeadLetterRef, NodeRef } from './refs.ts';

DeadLetterRef.implement({
  description: 'A message set aside: not a swipe, or one that could not be written.',
  interfaces: [NodeRef],
  fields: (t) => ({
    receivedAt: t.expose('receivedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When the ingest log took it, as stamped by its producer.',
    }),
    reason: t.exposeString('reason', { nullable: false, description: 'A short upper-case code.' }),
    message: t.exposeString('message', { nullable: false, description: 'One sentence for a person.' }),
    payload: t.string({
      nullable: false,
      description: 'The bytes as received; base64 where they are not UTF-8.',
      resolve: (letter) => readablePayload(letter).text,
    }),
    payloadIsBase64: t.boolean({
      nullable: false,
      description: 'True where `payload` is base64.',
      resolve: (letter) => readablePayload(letter).isBase64,
    }),
    attempts: t.exposeInt('attempts', { nullable: false, description: 'How often it was tried.' }),
  }),
});

const DeadLetterPayload = builder.objectRef<DeadLetterResult>('DeadLetterPayload').implement({
  description: 'What was done, and what stood in the way of the others.',
  fields: (t) => ({
    done: t.exposeInt('done', {
      nullable: false,
      description: 'Dead letters dealt with; an id given twice counts once.',
    }),
    problems: t.expose('problems', {
      type: [InputProblem],
      nullable: false,
      description: 'Ids that stand for no dead letter, by index.',
    }),
  }),
});

const idsText = '`DeadLetter.id` of each, at most 500.';

builder.queryField('deadLetters', (t) =>
  t.field({
    type: DeadLetterConnection,
    authScopes: { any: OPERATE },
    description: 'Newest first.',
    args: pageArguments,
    complexity: pageCost,
    resolve: (_, args, ctx) => listDeadLetters(ctx, args),
  }),
);

builder.mutationFields((t) => ({
  replayDeadLetters: t.field({
    type: DeadLetterPayload,
    authScopes: { any: OPERATE },
    description: 'Back to the ingest log; one that fails again comes back as a new dead letter.',
    args: { ids: t.arg.idList({ required: true, description: idsText }) },
    resolve: (_, { ids }, ctx) => replayDeadLetters(ctx, ids),
  }),
  discardDeadLetters: t.field({
    type: DeadLetterPayload,
    authScopes: { any: OPERATE },
    description: 'Their bytes go for good; the invalid attempts stay.',
    args: { ids: t.arg.idList({ required: true, description: idsText }) },
    resolve: (_, { ids }, ctx) => discardDeadLetters(ctx, ids),
  }),
}));
