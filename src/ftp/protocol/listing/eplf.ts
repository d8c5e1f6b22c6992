import { type RemoteEntry } from '../../../base/remote-entry.js';
import { toSize } from './facts.js';
import { type ListingLine } from './listing-line.js';

/** Reads a line of EPLF, the listing of D. J. Bernstein's servers: `+facts,` tab, name. */
export function readEplfLine(line: string): ListingLine | undefined {
  if (!line.startsWith('+')) return undefined;
  const end = endOfFacts(line);
  if (end === -1) return undefined;
  const entry: RemoteEntry = { name: line.slice(end + 1), type: 'unknown' };
  for (const fact of line.slice(1, end).split(',')) addFact(entry, fact);
  return { dialect: 'eplf', entry };
}

/** A tab by the book; a blank from servers that lost it. */
function endOfFacts(line: string): number {
  const tab = line.indexOf('\t');
  return tab === -1 ? line.indexOf(' ') : tab;
}

function addFact(entry: RemoteEntry, fact: string): void {
  const value = fact.slice(1);
  switch (fact.charAt(0)) {
    case '/':
      entry.type = 'directory';
      return;
    case 'r':
      if (entry.type === 'unknown') entry.type = 'file';
      return;
    case 's':
      addSize(entry, value);
      return;
    case 'm':
      addTime(entry, value);
      return;
    case 'u':
      if (/^p[0-7]{3,4}$/.test(value)) entry.mode = parseInt(value.slice(1), 8);
      return;
  }
}

function addSize(entry: RemoteEntry, text: string): void {
  const size = toSize(text);
  if (size !== undefined) entry.size = size;
}

/** Seconds since 1970 in UTC, so as exact as MLSD. */
function addTime(entry: RemoteEntry, text: string): void {
  if (!/^\d{1,12}$/.test(text)) return;
  entry.modified = Number(text) * 1000;
  entry.modifiedExact = true;
}
