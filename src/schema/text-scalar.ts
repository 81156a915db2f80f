import { type ASTNode, GraphQLError, GraphQLScalarType, Kind, type Token, TokenKind } from 'graphql';

/** The name of the argument or field that a literal is given for: the name before the last colon that is still open. */
function argumentOf(node: ASTNode): string | undefined {
  let depth = 0;
  for (let token: Token | null | undefined = node.loc?.startToken.prev; token; token = token.prev) {
    if (token.kind === TokenKind.BRACKET_R || token.kind === TokenKind.BRACE_R) depth += 1;
    else if (token.kind === TokenKind.BRACKET_L || token.kind === TokenKind.BRACE_L) depth = Math.max(0, depth - 1);
    else if (token.kind === TokenKind.COLON && depth === 0) return token.prev?.value || undefined;
  }
  return undefined;
}

export interface TextScalar<I> {
  readonly name: string;
  readonly description: string;
  /** Ends the sentence "A Duration is …". */
  readonly form: string;
  /** The internal value of a text; null for a text of another form. */
  parse(text: string): I | null;
  format(value: I): string;
  /** Narrows what a resolver gives back. */
  owns(value: unknown): value is I;
}

/** A scalar that is text outside and an internal value inside. A wrong literal or variable is ARGUMENT_INVALID. */
export function textScalar<I>(scalar: TextScalar<I>): GraphQLScalarType<I, string> {
  const read = (value: unknown, node?: ASTNode): I => {
    const parsed = typeof value === 'string' ? scalar.parse(value) : null;
    if (parsed !== null) return parsed;
    const argument = node === undefined ? undefined : argumentOf(node);
    throw new GraphQLError(`${argument === undefined ? '' : `${argument}: `}a ${scalar.name} is ${scalar.form}.`, {
      nodes: node,
      extensions: { code: 'ARGUMENT_INVALID', retriable: false, ...(argument === undefined ? {} : { argument }) },
    });
  };
  return new GraphQLScalarType<I, string>({
    name: scalar.name,
    description: scalar.description,
    parseValue: (value) => read(value),
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined, node),
    serialize: (value) => {
      if (!scalar.owns(value)) throw new TypeError(`${scalar.name} cannot show a ${typeof value}`);
      return scalar.format(value);
    },
  });
}
