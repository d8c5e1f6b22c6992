// What became of a folder between two looks, as plain values.
import { type RemoteEntry } from '../base/remote-entry.js';
import { isSameState } from './same-state.js';

/** A name that is not as it was. */
export interface Difference {
  name: string;
  kind: 'created' | 'changed' | 'deleted';
}

/** What others did to a folder, by its listings before and after; in the order of the names. */
export function diffListings(
  before: readonly RemoteEntry[],
  after: readonly RemoteEntry[],
): Difference[] {
  const old = new Map(before.map((entry) => [entry.name, entry]));
  const differences: Difference[] = [];
  for (const entry of after) {
    const known = old.get(entry.name);
    old.delete(entry.name);
    if (known === undefined) differences.push({ name: entry.name, kind: 'created' });
    else if (!isAsBefore(known, entry)) differences.push({ name: entry.name, kind: 'changed' });
  }
  for (const name of old.keys()) differences.push({ name, kind: 'deleted' });
  return differences.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A folder's own time moves with what is in it, which its own listing tells. */
function isAsBefore(before: RemoteEntry, after: RemoteEntry): boolean {
  if (before.type !== after.type || before.target !== after.target) return false;
  return after.type === 'directory' || isSameState(before, after);
}
