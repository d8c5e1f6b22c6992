// IBM i (OS/400): `QSYS  77824 02/23/00 15:09:55 *DIR  name/`; members of a file tell their owner only.
import { type EntryType, type RemoteEntry } from '../../../base/remote-entry.js';
import { lastSegment } from './entry-name.js';
import { toSize } from './facts.js';
import { type LineReader, type ListingLine, type Word } from './listing-line.js';
import { inOrder, readNumberDate } from './number-date.js';
import { readTime } from './time-words.js';
import { restAfter, textAt } from './words.js';
import { type WrittenDate } from './written-date.js';

/** Reads one line of OS/400. */
export const readOs400Line: LineReader = (line, words) => {
  const typeAt = words.findIndex(
    ({ text }, at) => at > 0 && at < 5 && /^\*[A-Z][A-Z0-9]*$/.test(text),
  );
  if (typeAt !== 1 && typeAt !== 4) return undefined;
  const path = restAfter(line, words, typeAt);
  const type = toType(words[typeAt]?.text ?? '', path);
  const entry: RemoteEntry = { name: lastSegment(path), type };
  const owner = words[0]?.text;
  if (owner !== undefined) entry.owner = owner;
  return typeAt === 1 ? { dialect: 'os400', entry } : withDate(entry, words);
};

/** A `*FILE` holds members, like a directory, unless it is a save file. */
function toType(type: string, path: string): EntryType {
  if (path.endsWith('/')) return 'directory';
  switch (type) {
    case '*DIR':
    case '*DDIR':
    case '*FLR':
    case '*LIB':
      return 'directory';
    case '*SYMLNK':
      return 'symlink';
    case '*FILE':
      return /\.FILE$/i.test(path) ? 'directory' : 'file';
    default:
      return 'file';
  }
}

function withDate(entry: RemoteEntry, words: readonly Word[]): ListingLine | undefined {
  const size = textAt(words, 1);
  const date = readDay(textAt(words, 2));
  const read = readTime(textAt(words, 3).replaceAll('.', ':'));
  if (date === undefined || read === undefined || !/^\d+$/.test(size)) return undefined;
  const bytes = toSize(size);
  if (bytes !== undefined) entry.size = bytes;
  return { dialect: 'os400', entry, date: { ...date, ...read.time } };
}

/** `02/23/00`, or a day of this year without it. */
function readDay(text: string): WrittenDate | undefined {
  const short = /^(\d\d)[-/.](\d\d)$/.exec(text);
  if (short === null) return readNumberDate(text);
  return inOrder(undefined, [Number(short[1]), Number(short[2])], 'month-first');
}
