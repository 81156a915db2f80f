import { Loaders } from './loaders.ts';
import type { Connection, Services, Viewer } from './services.ts';

/** What every resolver gets: one for each request, one for each frame of a subscription. */
export interface RequestContext {
  readonly services: Services;
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  /** The connection of a subscription; null for a request that ends with its answer. */
  readonly connection: Connection | null;
  /** True while a frame is rendered: its operation was weighed when it began. */
  readonly frame: boolean;
}

/** A context for one request, or for the beginning of a subscription. Cost: no I/O. */
export function createRequestContext(
  services: Services,
  viewer: Viewer,
  connection: Connection | null = null,
): RequestContext {
  return { services, viewer, connection, loaders: new Loaders(services), frame: false };
}

/** The same request with nothing remembered: a live frame must see the stores as they are now. Cost: no I/O. */
export function withFreshLoaders(ctx: RequestContext): RequestContext {
  return { ...ctx, loaders: new Loaders(ctx.services), frame: true };
}
