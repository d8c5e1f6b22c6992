import { type RemoteEntry } from '../base/remote-entry.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Offsets of time zones are multiples of this. */
const zoneStepMs = 900_000;

/**
 * Whether two looks at a file saw the same content, as far as size and time can tell. What one of
 * them does not know cannot differ.
 */
export function isSameState(a: RemoteEntry, b: RemoteEntry): boolean {
  const isOtherSize = a.size !== undefined && b.size !== undefined && a.size !== b.size;
  return a.type === b.type && !isOtherSize && isSameTime(a, b);
}

/**
 * Whether two times may be the same moment: a LIST date has no seconds and is in the server's
 * zone, so it is compared by what it tells.
 */
export function isSameTime(a: RemoteEntry, b: RemoteEntry): boolean {
  if (a.modified === undefined || b.modified === undefined) return true;
  if (isExact(a) === isExact(b) && isDateOnly(a.modified) === isDateOnly(b.modified)) {
    return a.modified === b.modified;
  }
  // Of two listings the one without a time of day is the coarser: files that have grown old get there.
  const isCoarserB = isExact(a) === isExact(b) ? isDateOnly(b.modified) : isExact(a);
  const [coarse, fine] = isCoarserB ? [b.modified, a.modified] : [a.modified, b.modified];
  const beyond = (((fine - coarse) % zoneStepMs) + zoneStepMs) % zoneStepMs;
  return isDateOnly(coarse) ? Math.abs(fine - coarse) < 2 * dayMs : beyond < minuteMs;
}

const isDateOnly = (modified: number): boolean => modified % dayMs === 0;

const isExact = (entry: RemoteEntry): boolean => entry.modifiedExact === true;
