/** One server of the bench `http`, as a process of its own: the same schema over the same data behind another edge. */
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { createYoga } from 'graphql-yoga';
import mercurius from 'mercurius';
import { createRequestContext, type RequestContext } from '../../src/resolvers/context.ts';
import { OPERATOR } from '../../src/resolvers/scopes.ts';
import { schema } from '../../src/schema/schema.ts';
import { openServices, serve } from './services-over-store.ts';
import { ingestTerm, saveRoster, type Term } from './term.ts';

export type HttpKind = 'rollcall' | 'yoga' | 'mercurius' | 'mercurius-jit';

const [kind, dir = '', termText = ''] = process.argv.slice(2);
const term = JSON.parse(termText) as Term;
const { services, store } = await openServices(dir, (own) => own.feed);
await saveRoster(store, term);
await ingestTerm(store, term, () => {});
const context = (): RequestContext => createRequestContext(services, OPERATOR);

async function listen(): Promise<number> {
  if (kind === 'rollcall') return (await serve(services)).port;
  if (kind === 'yoga') {
    const http = createHttpServer(createYoga({ schema, context, logging: false }));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return (http.address() as AddressInfo).port;
  }
  const app = fastify();
  await app.register(mercurius, { schema, context: () => ({ ...context() }), jit: kind === 'mercurius-jit' ? 1 : 0 });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}

process.on('disconnect', () => process.exit(0));
process.send?.({ port: await listen() });
