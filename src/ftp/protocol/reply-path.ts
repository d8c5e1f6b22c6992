/** The path of a 257 (RFC 959 appendix II): quoted with `""` for a quote, or the bare second word. */
export function tryParsePath(text: string): string | undefined {
  const quoted = /"((?:[^"]|"")*)"/.exec(text);
  if (quoted !== null) return quoted[1] === '' ? undefined : quoted[1]?.replaceAll('""', '"');
  return /^257[ -]"?(\/\S*)/.exec(text)?.[1];
}

/** The size that a 150 tells at its end, as `(1234 bytes)`; undefined where it tells none. */
export function tryParseToldSize(text: string): number | undefined {
  // At the end only: a file may be called "(5 bytes)" itself.
  const match = /\((\d{1,15}) bytes?\)\.?\s*$/i.exec(text);
  return match === null ? undefined : Number(match[1]);
}

/** The number of a 213 to SIZE: its last digits, whatever stands before them. */
export function tryParseSize(text: string): number | undefined {
  const match = /(?<!\d)(\d{1,16})\s*$/.exec(text.replace(/^213[ -]/, ''));
  const size = Number(match?.[1] ?? Number.NaN);
  return Number.isSafeInteger(size) ? size : undefined;
}
