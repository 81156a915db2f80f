import type { CqlSession } from '../../../src/adapters/cassandra/cql-session.ts';

/** The same session; `asked` has the table of each read since it was emptied. */
export function toldSession(session: CqlSession): CqlSession & { readonly asked: string[] } {
  const asked: string[] = [];
  const note = (query: string): void => {
    asked.push(/ FROM (\w+)/.exec(query)?.[1] ?? query);
  };
  return {
    ...session,
    asked,
    rows(query, params) {
      note(query);
      return session.rows(query, params);
    },
    page(query, params, limit, from) {
      note(query);
      return session.page(query, params, limit, from);
    },
  };
}
