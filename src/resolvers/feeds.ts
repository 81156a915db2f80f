import { RollcallError } from '../core/errors.ts';
import type { InvalidAttempt, SessionKey, Swipe } from '../core/swipe.ts';
import type {
  Ending,
  FeedFrame,
  FeedGap,
  FeedPage,
  FeedProgress,
  LiveStream,
  SlowPolicy,
  SnapshotFrame,
  WatchedWindow,
} from '../live/frames.ts';
import { atMost, identifier, identifiers, interval } from './arguments.ts';
import type { RequestContext } from './context.ts';
import {
  attemptFilter,
  type InvalidAttemptFilterArguments,
  type SwipeFilterArguments,
  swipeFilter,
} from './filters.ts';
import { flowScope, type WindowArguments, windowShape } from './flow-scope.ts';
import { PAGE_MAX } from './paging.ts';
import { simulationIdOf } from './simulations.ts';

export type FeedPageView<T> = FeedPage<T>;
export type FeedFrameView<T> = FeedFrame<T>;
export type FeedGapView = FeedGap;
export type FeedProgressView = FeedProgress;
export type EndingView = Ending;

interface Pull<F> {
  readonly after?: string | null | undefined;
  readonly filter?: F | null | undefined;
  readonly first: number;
}
interface Follow<F> {
  readonly after?: string | null | undefined;
  readonly filter?: F | null | undefined;
  readonly onSlow: SlowPolicy;
  readonly progressEvery?: number | null | undefined;
}

/** A refused cursor names the argument it came by; the rest of the error stands. */
function namingAfter(error: unknown): never {
  if (error instanceof RollcallError && error.argument === undefined && error.code.startsWith('CURSOR_')) {
    const { extensions, message, code } = error;
    throw new RollcallError(code, message, { argument: 'after', extensions, cause: error });
  }
  throw error;
}

/** @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID, CURSOR_EXPIRED (with `extensions.oldest`) */
export async function pullSwipes(ctx: RequestContext, args: Pull<SwipeFilterArguments>): Promise<FeedPage<Swipe>> {
  const first = atMost('first', args.first, PAGE_MAX);
  const filter = swipeFilter(args.filter);
  return ctx.services.live.pullSwipes(args.after ?? undefined, filter, first).catch(namingAfter);
}

/** @throws as `pullSwipes` */
export async function pullInvalidAttempts(
  ctx: RequestContext,
  args: Pull<InvalidAttemptFilterArguments>,
): Promise<FeedPage<InvalidAttempt>> {
  const first = atMost('first', args.first, PAGE_MAX);
  const filter = attemptFilter(args.filter);
  return ctx.services.live.pullInvalidAttempts(args.after ?? undefined, filter, first).catch(namingAfter);
}

/** What a durable feed is begun with: over SSE, Last-Event-ID wins over `after`. */
function request<A, F>(ctx: RequestContext, args: Follow<A>, filter: F) {
  const { connection } = ctx;
  return {
    filter,
    after: connection?.lastEventId ?? args.after ?? undefined,
    onSlow: args.onSlow,
    progressEveryMs: typeof args.progressEvery === 'number' ? interval('progressEvery', args.progressEvery) : undefined,
    onEnding: connection === null ? undefined : (ending: Ending) => connection.ending(ending.error.code),
  };
}

/** @throws as `pullSwipes`, before the stream begins */
export async function followSwipes(
  ctx: RequestContext,
  args: Follow<SwipeFilterArguments>,
): Promise<LiveStream<FeedFrame<Swipe>>> {
  return ctx.services.live.swipes(request(ctx, args, swipeFilter(args.filter))).catch(namingAfter);
}

/** @throws as `pullSwipes`, before the stream begins */
export async function followInvalidAttempts(
  ctx: RequestContext,
  args: Follow<InvalidAttemptFilterArguments>,
): Promise<LiveStream<FeedFrame<InvalidAttempt>>> {
  return ctx.services.live.invalidAttempts(request(ctx, args, attemptFilter(args.filter))).catch(namingAfter);
}

/** @throws ARGUMENT_INVALID */
export async function followSession(
  ctx: RequestContext,
  args: { readonly lectureId: string; readonly day?: number | null | undefined; readonly interval: number },
): Promise<LiveStream<SnapshotFrame<SessionKey>>> {
  const lectureId = identifier('lectureId', args.lectureId);
  return ctx.services.live.session(lectureId, args.day ?? null, interval('interval', args.interval));
}

/** @throws ARGUMENT_INVALID, LIMIT_EXCEEDED */
export async function followSessions(
  ctx: RequestContext,
  args: {
    readonly day?: number | null | undefined;
    readonly lectureIds?: readonly string[] | null | undefined;
    readonly interval: number;
  },
): Promise<LiveStream<SnapshotFrame<SessionKey>>> {
  const lectureIds = identifiers('lectureIds', args.lectureIds);
  const wanted = lectureIds === undefined ? null : new Set(lectureIds);
  return ctx.services.live.sessions(args.day ?? null, wanted, interval('interval', args.interval));
}

/** @throws ARGUMENT_INVALID, LIMIT_EXCEEDED naming the argument; STORE_UNAVAILABLE */
export async function followFlow(
  ctx: RequestContext,
  args: WindowArguments & { readonly interval: number },
): Promise<LiveStream<SnapshotFrame<WatchedWindow>>> {
  const scope = await flowScope(ctx, args.scope);
  const shape = windowShape(ctx.services, scope.day, args);
  return ctx.services.live.flow(scope, shape, interval('interval', args.interval));
}

/** @throws ARGUMENT_INVALID for an id that is no simulation's */
export async function followSimulation(
  ctx: RequestContext,
  args: { readonly id: string; readonly interval: number },
): Promise<LiveStream<SnapshotFrame<string>>> {
  const simulation = simulationIdOf(args.id);
  if (simulation === null) {
    throw new RollcallError('ARGUMENT_INVALID', 'id: not the id of a simulation.', { argument: 'id' });
  }
  return ctx.services.live.simulation(simulation, interval('interval', args.interval));
}
