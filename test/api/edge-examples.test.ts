import { getOperationAST, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/schema.ts';
import { EXAMPLES } from '../../src/server/examples.ts';

describe('the tabs that GraphiQL opens with', () => {
  it.each(EXAMPLES)('$name fits the schema and is named as its tab', ({ name, query }) => {
    const document = parse(query);
    expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
    expect(getOperationAST(document)?.name?.value).toBe(name);
  });

  it('show a query, a mutation and a subscription', () => {
    const kinds = EXAMPLES.map(({ query }) => getOperationAST(parse(query))?.operation);
    expect(kinds.slice(0, 3)).toEqual(['query', 'mutation', 'subscription']);
  });
});
