import { type RemoteEntry } from '../base/remote-entry.js';

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Folders first, then by name as people count: `page2` before `page10`. */
export function sortEntries<T extends RemoteEntry>(entries: readonly T[]): T[] {
  const rank = ({ type }: T): number => (type === 'directory' ? 0 : 1);
  return [...entries].sort((a, b) => rank(a) - rank(b) || collator.compare(a.name, b.name));
}
