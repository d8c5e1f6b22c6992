/** A name or a path as a glob that fits nothing else. */
export function literalGlob(literal: string): string {
  return literal.replace(/[\\*?[\]{}()!+@]/g, '\\$&');
}

/**
 * The globs of those regular expressions that are plain enough: a literal part of a file's or folder's
 * name, or its end. The others are told of.
 */
export function globsOf(expressions: readonly string[], onOdd: () => void): string[] {
  return expressions.flatMap((expression) => {
    const glob = globOf(expression);
    if (glob === undefined) onOdd();
    return glob ?? [];
  });
}

function globOf(expression: string): string | undefined {
  const [, body, end = ''] =
    /^(?:\.\*)?((?:[\w -]|\\[.\-_+@()])+)(\$|\/(?:\.\*)?|\.\*)?$/.exec(expression) ?? [];
  if (body === undefined) return undefined;
  const literal = literalGlob(body.replace(/\\(.)/g, '$1'));
  if (end === '$') return `*${literal}`;
  return end.startsWith('/') ? `*${literal}/` : `*${literal}*`;
}

/** The lines of a list of globs that are rules: no blank ones, no comments. */
export function rulesOf(lines: readonly string[] | undefined): string[] | undefined {
  return lines?.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
