import type { RowProblem } from '../core/roster.ts';
import { builder } from './builder.ts';

export interface ProblemView {
  readonly code: string;
  readonly message: string;
  /** Absent: sending the same again changes nothing. */
  readonly retriable?: boolean;
}

export const Problem = builder.interfaceRef<ProblemView>('Problem').implement({
  description: 'Something the caller can mend.',
  fields: (t) => ({
    code: t.exposeString('code', { nullable: false, description: 'Stable upper-case name of the problem.' }),
    message: t.exposeString('message', { nullable: false, description: 'One sentence for a person.' }),
    retriable: t.boolean({
      nullable: false,
      description: 'True when sending the same again later can succeed.',
      resolve: (problem) => problem.retriable ?? false,
    }),
  }),
});

export const InputProblem = builder.objectRef<RowProblem>('InputProblem').implement({
  description: 'What stands in the way of one row; the others were taken.',
  interfaces: [Problem],
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'index' in value,
  fields: (t) => ({
    index: t.exposeInt('index', { nullable: false, description: 'Place of the row in the call, from 0.' }),
    field: t.exposeString('field', { description: 'The field at fault; null when the row as a whole is.' }),
  }),
});
