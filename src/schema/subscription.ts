import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../resolvers/context.ts';
import type { EndingView } from '../resolvers/feeds.ts';

/**
 * Begins a stream once its operation is known to be affordable. Limits are applied where a root field resolves, which for
 * a subscription is its first frame; any root field of the schema weighs the whole operation, so one is asked here.
 * @throws QUERY_TOO_COMPLEX
 */
export async function weighed<T>(ctx: RequestContext, info: GraphQLResolveInfo, begin: () => Promise<T>): Promise<T> {
  const weigh = info.schema.getQueryType()?.getFields().campus?.resolve;
  await weigh?.({}, {}, ctx, info);
  return begin();
}

/** What a stream's item shows. An ending is the server's to send; met here all the same, it is the error it carries. */
export function liveItem<T extends { readonly kind: string }>(item: T | EndingView): T {
  if (isEnding(item)) throw item.error;
  return item;
}

function isEnding(item: { readonly kind: string }): item is EndingView {
  return item.kind === 'ENDING';
}
