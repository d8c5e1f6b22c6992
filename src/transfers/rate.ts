/** How many bytes had been moved at a moment, epoch ms. */
export interface Sample {
  at: number;
  bytes: number;
}

const windowMs = 5_000;
const apartMs = 200;
/** Before that a rate says more about the first packet than about the line. */
const soonMs = 500;

/** The samples with one more; what is too old to count goes, what came just before is replaced. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const from = samples.findLastIndex(({ at }) => at <= sample.at - windowMs);
  const kept = samples.slice(Math.max(from, 0));
  const before = kept.at(-2);
  const isCrowded = before !== undefined && sample.at - before.at < 2 * apartMs;
  return [...(isCrowded ? kept.slice(0, -1) : kept), sample];
}

/** Bytes a second over the last seconds; undefined where too little is known. */
export function rateOf(samples: readonly Sample[], now: number): number | undefined {
  const last = samples.at(-1);
  const first = samples.findLast(({ at }) => at <= now - windowMs) ?? samples[0];
  if (first === undefined || last === undefined || now - first.at < soonMs) return undefined;
  // What begins anew counts from nothing again.
  return (Math.max(last.bytes - first.bytes, 0) * 1000) / (now - first.at);
}

/** Milliseconds to the end at that rate; undefined where that cannot be said. */
export function msLeft(amount: {
  bytes: number;
  total: number | undefined;
  rate: number | undefined;
}): number | undefined {
  const { bytes, total, rate } = amount;
  if (total === undefined || rate === undefined || rate <= 0) return undefined;
  return (Math.max(total - bytes, 0) * 1000) / rate;
}
