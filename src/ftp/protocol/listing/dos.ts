// The directory listing of Windows, as IIS and others send it: date, time, size or <DIR>, name.
import { type EntryType, type RemoteEntry } from '../../../base/remote-entry.js';
import { toSize } from './facts.js';
import { type LineReader, type ListingLine, type NameLayout, type Word } from './listing-line.js';
import { readNumberDate } from './number-date.js';
import { readSpacedTime } from './time-words.js';
import { skipBlanks } from './words.js';
import { type WrittenDate } from './written-date.js';

/** Reads one line of a DOS listing. */
export const readDosLine: LineReader = (line, words) => {
  const first = words[0]?.text ?? '';
  const date = first.charCodeAt(0) <= 57 ? readNumberDate(first) : undefined;
  const read = date && readSpacedTime(words, 1);
  if (date === undefined || read === undefined) return undefined;
  const kind = words[1 + read.words];
  if (kind === undefined) return undefined;
  const entry = readKind(kind.text);
  return entry && withName(entry, line, { kind, date: { ...date, ...read.time } });
};

function readKind(text: string): RemoteEntry | undefined {
  const mark = /^<([A-Za-z]+)>$/.exec(text)?.[1];
  if (mark !== undefined) return { name: '', type: toType(mark.toUpperCase()) };
  if (!/^\d[\d.,'\u00a0\u202f]*$/.test(text)) return undefined;
  const size = toSize(text.replaceAll(/\D/g, ''));
  return size === undefined ? { name: '', type: 'file' } : { name: '', type: 'file', size };
}

function toType(mark: string): EntryType {
  switch (mark) {
    case 'DIR':
    case 'REP': // French
      return 'directory';
    case 'JUNCTION':
    case 'SYMLINK':
    case 'SYMLINKD':
      return 'symlink';
    default:
      return 'unknown';
  }
}

function withName(
  entry: RemoteEntry,
  line: string,
  { kind, date }: { kind: Word; date: WrittenDate },
): ListingLine {
  const isFile = entry.type === 'file';
  const column = skipBlanks(line, kind.end + 1);
  const usual = usualColumn(kind.end + (isFile ? 1 : 10), column);
  const begin = usual ?? kind.end + 1;
  entry.name = line.slice(begin);
  if (entry.type === 'symlink') cutTarget(entry);
  if (usual !== undefined) return { dialect: 'dos', entry, date };
  const layout: NameLayout = {
    kind: isFile ? 'dos-file' : 'dos-folder',
    lead: column - begin,
    column,
  };
  return { dialect: 'dos', entry, date, layout };
}

/** IIS and `dir` begin names in column 39, or 41 where years have four digits: blanks there are the name's. */
function usualColumn(expected: number, column: number): number | undefined {
  return (expected === 39 || expected === 41) && column >= expected ? expected : undefined;
}

/** A junction shows where it leads as `name [target]`. */
function cutTarget(entry: RemoteEntry): void {
  const at = entry.name.lastIndexOf(' [');
  if (at < 1 || !entry.name.endsWith(']')) return;
  const target = entry.name.slice(at + 2, -1);
  if (target !== '') entry.target = target;
  entry.name = entry.name.slice(0, at);
}
