// Temporary names that a save left behind when its program or its cable was cut. Mostly such a file is
// a part of what was saved again long ago. But where the name it was for is gone, or is shorter and
// younger, it may be the only whole copy: then it is never removed, only told.
import { type RemoteEntry } from '../base/remote-entry.js';
import { isCutOf, isMadeHere, isWhole, nameBehind } from '../base/temporary-name.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** A listing's time may stand in a zone that nobody knows. */
const zoneMs = 14 * hourMs;
/** This program is younger: what looks older comes of a clock that is wrong, and may be in use. */
const firstMs = Date.UTC(2020, 0, 1);

/** The entries without temporary names of ours. */
export function withoutLeftovers<T extends RemoteEntry>(entries: readonly T[]): T[] {
  return entries.filter(({ name }) => nameBehind(name) === undefined);
}

/** What cut saves have left in a folder. */
export interface Leftovers {
  /** Nobody needs these names any more. */
  removable: string[];
  /** These may hold the only whole content of another name. */
  precious: { name: string; of: string }[];
}

/** What to make of the temporary names in a folder's listing; those that are young may be in use. */
export function judgeLeftovers(entries: readonly RemoteEntry[], now: number): Leftovers {
  const leftovers: Leftovers = { removable: [], precious: [] };
  // The clock of the server may be late: nothing goes that is not old by what the listing shows of it.
  const serverNow = Math.min(now, newestOf(entries));
  for (const entry of entries) {
    const of = nameBehind(entry.name);
    if (of === undefined || mayBeInUse(entry, now)) continue;
    const owner = entries.find(({ name }) => isCutOf(of, name));
    if (isReplaced(owner, entry)) {
      if (isOlderThan(dayMs, entry, serverNow)) leftovers.removable.push(entry.name);
    } else leftovers.precious.push({ name: entry.name, of: owner?.name ?? of });
  }
  return leftovers;
}

/** The temporary names of `saved` that are of no use now that it was saved again; `saved` is its new state. */
export function obsoleteFor(saved: RemoteEntry, entries: readonly RemoteEntry[]): string[] {
  const { modified } = saved;
  // Of names that are cut alike nobody can tell whose leftover it is.
  if (modified === undefined || !isWhole(saved.name)) return [];
  const ours = entries.filter(({ name }) => {
    const of = nameBehind(name);
    return of !== undefined && isCutOf(of, saved.name);
  });
  // By the server's own clock: a younger one may be another window's save that is under way.
  return ours.filter((entry) => isOlderThan(hourMs, entry, modified)).map(({ name }) => name);
}

const mayBeInUse = (entry: RemoteEntry, now: number): boolean =>
  isMadeHere(entry.name) || (entry.modified ?? 0) < firstMs || !isOlderThan(dayMs, entry, now);

const newestOf = (entries: readonly RemoteEntry[]): number =>
  entries.reduce((newest, { modified = 0 }) => Math.max(newest, modified), 0);

function isOlderThan(ms: number, { modified, modifiedExact }: RemoteEntry, now: number): boolean {
  if (modified === undefined) return false;
  return now - modified > (modifiedExact === true ? ms : ms + zoneMs);
}

/** Whether the file at the name is surely whole: not one that was written in place, and cut. */
function isReplaced(owner: RemoteEntry | undefined, leftover: RemoteEntry): boolean {
  if (owner?.type !== 'file') return false;
  if (owner.modified === undefined || leftover.modified === undefined) return false;
  if (owner.modified < leftover.modified) return true;
  return owner.size !== undefined && leftover.size !== undefined && owner.size >= leftover.size;
}
