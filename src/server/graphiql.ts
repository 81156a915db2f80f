import type { Example } from './examples.ts';

/** What a page of ours may load and talk to: this origin alone. GraphiQL's editor makes its workers from blobs. */
export const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** GraphiQL as one page that loads nothing else; rendered when first asked for, since it is nine megabytes. */
export function createGraphiqlPage(examples: readonly Example[]): () => Promise<Buffer> {
  let page: Promise<Buffer> | undefined;
  return () => {
    page ??= render(examples);
    return page;
  };
}

async function render(examples: readonly Example[]): Promise<Buffer> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Rollcall',
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    defaultTabs: examples.map(({ query, variables }) => ({
      query,
      variables: variables === undefined ? null : JSON.stringify(variables, null, 2),
      headers: null,
    })),
  });
  return Buffer.from(html);
}
