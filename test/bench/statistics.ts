/** The middle, the ends and the number of some figures. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

/** Undefined where there are no figures. */
export function summarize(figures: readonly number[]): Summary | undefined {
  const sorted = figures.toSorted((one, other) => one - other);
  const least = sorted[0];
  const most = sorted.at(-1);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (least === undefined || most === undefined) return undefined;
  if (upper === undefined || lower === undefined) return undefined;
  return { median: (lower + upper) / 2, least, most, count: sorted.length };
}

/** The median alone. */
export function medianOf(figures: readonly number[]): number | undefined {
  return summarize(figures)?.median;
}

/** A number with three digits that mean something, such as 0.0123, 4.56 or 1234. */
export function toText(figure: number): string {
  if (figure === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(figure))));
  return figure.toFixed(Math.min(digits, 4));
}
