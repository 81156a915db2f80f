import type { IngestStatus, LiveStatus, PortStatus } from '../core/status.ts';
import { OPERATE } from '../resolvers/scopes.ts';
import type { About } from '../resolvers/services.ts';
import { backlogOf, liveOf, portsOf, watermarkOf } from '../resolvers/status.ts';
import { builder } from './builder.ts';

const PortStatusRef = builder.objectRef<PortStatus>('PortStatus').implement({
  description: 'One port and the adapter that serves it.',
  fields: (t) => ({
    port: t.exposeString('port', { nullable: false, description: 'Name of the port.' }),
    adapter: t.exposeString('adapter', { nullable: false, description: 'Name of the adapter that serves it.' }),
    healthy: t.exposeBoolean('healthy', { nullable: false, description: 'True when it answers.' }),
  }),
});

const IngestStatusRef = builder.objectRef<IngestStatus>('IngestStatus').implement({
  description: 'Counters of ingest since this process started, and its state now.',
  fields: (t) => ({
    accepted: t.exposeFloat('accepted', { nullable: false, description: 'Swipes accepted.' }),
    invalid: t.exposeFloat('invalid', { nullable: false, description: 'Swipes refused.' }),
    duplicates: t.exposeFloat('duplicates', { nullable: false, description: 'Copies of accepted swipes.' }),
    deadLettered: t.exposeFloat('deadLettered', { nullable: false, description: 'Messages set aside.' }),
    retried: t.exposeFloat('retried', {
      nullable: false,
      description: 'Times a batch was tried again because a backend failed.',
    }),
    backlog: t.float({
      description: 'Published and not yet processed; null where the log cannot tell.',
      resolve: (_, __, ctx) => backlogOf(ctx),
    }),
    watermark: t.field({
      type: 'DateTime',
      description: 'What ingest has processed through, less the allowed lateness; null before its first sign of life.',
      resolve: (_, __, ctx) => watermarkOf(ctx),
    }),
    paused: t.exposeBoolean('paused', {
      nullable: false,
      description: "True while a backend's failure holds consumption up.",
    }),
  }),
});

const LiveStatusRef = builder.objectRef<LiveStatus>('LiveStatus').implement({
  description: 'The live side of this process.',
  fields: (t) => ({
    subscribers: t.exposeInt('subscribers', { nullable: false, description: 'Open subscriptions.' }),
    groups: t.exposeInt('groups', { nullable: false, description: 'Groups that share their frames.' }),
    delivered: t.exposeFloat('delivered', { nullable: false, description: 'Frames handed to subscribers.' }),
    dropped: t.exposeFloat('dropped', { nullable: false, description: 'Frames that slow subscribers did not get.' }),
  }),
});

const SystemStatus = builder.objectRef<About>('SystemStatus').implement({
  description: 'What serves, and how it does.',
  fields: (t) => ({
    version: t.exposeString('version', { nullable: false, description: 'Version of Rollcall.' }),
    role: t.exposeString('role', { nullable: false, description: 'What this process does: all, ingest or gateway.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When this process started.',
    }),
    ports: t.field({
      type: [PortStatusRef],
      nullable: false,
      description: 'Which backend serves each port, and whether it answers.',
      resolve: (_, __, ctx) => portsOf(ctx),
    }),
    ingest: t.field({
      type: IngestStatusRef,
      description: 'null in a process that does not ingest.',
      resolve: (about) => about.ingest(),
    }),
    live: t.field({
      type: LiveStatusRef,
      description: 'The live side of this process.',
      resolve: (_, __, ctx) => liveOf(ctx),
    }),
  }),
});

builder.queryField('status', (t) =>
  t.field({
    type: SystemStatus,
    authScopes: { any: OPERATE },
    description: 'Which backend serves each port, and counters since start.',
    resolve: (_, __, ctx) => ctx.services.about,
  }),
);
