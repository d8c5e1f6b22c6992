// A clock may jump, and with it everything would be old at once. So a batch goes for its age only when it
// was found too old twice, a day apart: until then somebody has seen to the clock.
import { type KeptBatch, type KeptLimits } from './kept-records.js';

/** What the limits make of batches. */
export interface Limited {
  /** In their order, and with what is remembered of their age. */
  stay: KeptBatch[];
  /** Those that could stay by their age, and had to make room. */
  crowdedOut: KeptBatch[];
}

interface Moment {
  now: number;
  isUnderWay: (batch: KeptBatch) => boolean;
}

const confirmMs = 24 * 60 * 60 * 1000;

/**
 * From the newest batch on as many as the limits bear. Those under way stay, and so does the newest,
 * however big it is: what was done last can be undone.
 */
export function withinLimits(
  batches: readonly KeptBatch[],
  limits: KeptLimits,
  { now, isUnderWay }: Moment,
): Limited {
  const aged = batches.map((batch) => withAge(batch, limits, now));
  const current = aged.filter((batch) => isUnderWay(batch) || !isTooOld(batch, now));
  const first = new Set(current.filter(isUnderWay));
  const newest = current.findLast((batch) => !first.has(batch));
  if (newest !== undefined) first.add(newest);
  const stay = withRoom([...first], current.toReversed(), limits.bytes);
  return {
    stay: current.filter((batch) => stay.has(batch)),
    crowdedOut: current.filter((batch) => !stay.has(batch)),
  };
}

function withAge(batch: KeptBatch, { ageMs }: KeptLimits, now: number): KeptBatch {
  const { oldSince, ...others } = batch;
  if (now - batch.time <= ageMs) return others;
  return { ...others, oldSince: Math.min(oldSince ?? now, now) };
}

function isTooOld({ oldSince }: KeptBatch, now: number): boolean {
  return oldSince !== undefined && now - oldSince >= confirmMs;
}

/** `first` and, in their order, those others that there is room for. */
function withRoom(
  first: readonly KeptBatch[],
  others: readonly KeptBatch[],
  mostBytes: number,
): Set<KeptBatch> {
  const counted = new Set<string>();
  let bytes = 0;
  const count = ({ changes }: KeptBatch): void => {
    for (const { before } of changes) {
      if (before === null || counted.has(before.hash)) continue;
      counted.add(before.hash);
      bytes += before.size;
    }
  };
  const stay = new Set(first);
  for (const batch of stay) count(batch);
  for (const batch of others) {
    if (stay.has(batch)) continue;
    count(batch);
    // An older one that is small does not outlive a newer one that is big.
    if (bytes > mostBytes) break;
    stay.add(batch);
  }
  return stay;
}
