import { type RemoteEntry } from '../base/remote-entry.js';

/** What a look tells of an entry's content. */
type Look = Pick<RemoteEntry, 'type' | 'size' | 'modified' | 'modifiedExact'>;

const minuteMs = 60_000;
/** Offsets of time zones are multiples of this. */
const zoneStepMs = 900_000;
/** No zone is farther from UTC. */
const farthestZoneMs = 14 * 3_600_000;
const dayMs = 86_400_000;

/**
 * Whether two looks at a file saw the same content, as far as size and time can tell. What one of
 * them does not know cannot differ.
 */
export function isSameState(a: Look, b: Look): boolean {
  const isOtherSize = a.size !== undefined && b.size !== undefined && a.size !== b.size;
  return a.type === b.type && !isOtherSize && isSameTime(a, b);
}

/**
 * Whether two times may be the same moment. A LIST date has no seconds, and stands in a time zone that
 * may be learned between two looks: it is compared by what it tells.
 */
export function isSameTime(a: Look, b: Look): boolean {
  if (a.modified === undefined || b.modified === undefined) return true;
  const apart = a.modified - b.modified;
  return apart === 0 || (!(isExact(a) && isExact(b)) && mayBeOne(a, b, apart));
}

function mayBeOne(a: Look, b: Look, apart: number): boolean {
  if (isDateOnly(a) || isDateOnly(b)) return Math.abs(apart) < 2 * dayMs;
  return Math.abs(apart) <= farthestZoneMs + minuteMs && isZoneApart(a, b, apart);
}

/** Whether two times differ by a zone, and by the seconds that one of them does not tell. */
function isZoneApart(a: Look, b: Look, apart: number): boolean {
  if (isExact(a) === isExact(b)) return apart % zoneStepMs === 0;
  const beyond = isExact(a) ? apart : -apart;
  return ((beyond % zoneStepMs) + zoneStepMs) % zoneStepMs < minuteMs;
}

/** A listing tells no time of day for what is old. */
const isDateOnly = (entry: Look): boolean => !isExact(entry) && (entry.modified ?? 0) % dayMs === 0;

const isExact = (entry: Look): boolean => entry.modifiedExact === true;

/** `entry`, with the time of an earlier look at the same state where that told it better. */
export function withFinerTime(entry: RemoteEntry, known: RemoteEntry | undefined): RemoteEntry {
  if (known?.modified === undefined || !isExact(known) || isExact(entry)) return entry;
  return isSameState(entry, known)
    ? { ...entry, modified: known.modified, modifiedExact: true }
    : entry;
}
