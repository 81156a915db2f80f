import type { GraphQLSchema } from 'graphql';
import './scalars.ts';
import './node.ts';
import './campus.ts';
import './viewer.ts';
import './lecture.ts';
import './lecture-session.ts';
import './attendee.ts';
import './student.ts';
import './gate.ts';
import './swipe.ts';
import './invalid-attempt.ts';
import './reports.ts';
import './term-reports.ts';
import './attempt-report.ts';
import './swipe-outcome.ts';
import './feed-pages.ts';
import './feed-frames.ts';
import './live-snapshots.ts';
import './simulation.ts';
import './start-simulation.ts';
import './dead-letter.ts';
import './status.ts';
import './submit-swipes.ts';
import './roster-imports.ts';
import { builder } from './builder.ts';

/** The executable schema. Every resolver expects a `RequestContext`; errors are made public with `toGraphQLError`. */
export const schema: GraphQLSchema = builder.toSchema();
