import type { Viewer } from '../resolvers/services.ts';
import { builder } from './builder.ts';

const ViewerRef = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who asks, and what they may do.',
  fields: (t) => ({
    subject: t.exposeString('subject', {
      description: "The token's subject; null while no authentication is configured.",
    }),
    scopes: t.field({
      type: ['String'],
      nullable: false,
      description: 'What the viewer may do, by name, in ascending order.',
      resolve: (viewer) => [...viewer.scopes].sort(),
    }),
    studentId: t.exposeString('studentId', {
      description: 'The student whose own record a viewer with attendance:read:self may read.',
    }),
    lectureIds: t.field({
      type: ['String'],
      description: 'The lectures a viewer with attendance:read:lectures may read; null where there is no such bound.',
      resolve: (viewer) => viewer.lectureIds,
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When the token ends; null: never.' }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    nullable: false,
    description: 'Who asks. Without authentication: an operator with every scope.',
    resolve: (_, __, ctx) => ctx.viewer,
  }),
);
