// `ls -l` in all its variants. The permissions are found first, then the earliest date behind them
// that follows something like a size; what lies between are the columns, what lies behind is the name.
import { type RemoteEntry } from '../../../base/remote-entry.js';
import { readDateAt } from './date-reader.js';
import { type FoundDate } from './date-tail.js';
import { type ListingLine, type NameLayout, type Word } from './listing-line.js';
import { type Permissions, readPermissions } from './permissions.js';
import { skipBlanks, textAt } from './words.js';
import { addColumns, isSizeWord } from './unix-columns.js';

/** Reads one line of `ls -l`. */
export function readUnixLine(line: string, words: readonly Word[]): ListingLine | undefined {
  const start = findPermissions(words);
  const permissions = readPermissions(textAt(words, start));
  if (permissions === undefined) return undefined;
  const first = isLoneMark(textAt(words, start + 1)) ? start + 2 : start + 1;
  const dateAt = findDate(words, first);
  if (dateAt === undefined) return readUnknown(line, words.slice(first), permissions);
  const entry = toEntry(permissions);
  addColumns(entry, {
    line,
    words: words.slice(first, dateAt.from),
    hasLinks: permissions.hasLinks,
    isDevice: 'bc'.includes(permissions.kind),
  });
  const end = words[dateAt.found.last]?.end ?? line.length;
  const read = toLine(entry, line, { end, found: dateAt.found });
  const mark = toMark(permissions);
  if (mark !== undefined) read.mark = mark;
  return read;
}

/** GNU's ls shows `-????????? ? ? ? ?            ? name` for what it may see but not look at. */
function readUnknown(
  line: string,
  words: readonly Word[],
  { type, mode }: Permissions,
): ListingLine | undefined {
  const last = words[4];
  const isHidden = mode === undefined && words.slice(0, 5).every(({ text }) => text === '?');
  if (!isHidden || last === undefined) return undefined;
  return { dialect: 'unix', entry: { name: line.slice(last.end + 1), type } };
}

/** An inode number and a count of blocks may stand before the permissions. */
function findPermissions(words: readonly Word[]): number {
  let at = 0;
  while (at < 2 && /^\d+$/.test(words[at]?.text ?? '')) at += 1;
  return at;
}

/** A mark for access lists that the server set apart. */
function isLoneMark(text: string): boolean {
  return text === '+' || text === '@' || text === '.';
}

interface PlacedDate {
  from: number;
  found: FoundDate;
}

function findDate(words: readonly Word[], first: number): PlacedDate | undefined {
  let second: PlacedDate | undefined;
  for (let from = first; from < words.length; from += 1) {
    const found = readDateAt(words, from);
    if (found === undefined) continue;
    const isSized = from > first && isSizeWord(textAt(words, from - 1));
    if (isSized && found.isWeak !== true) return { from, found };
    if (isSized || !/^\d/.test(textAt(words, from - 1))) second ??= { from, found };
  }
  return second;
}

function toEntry({ type, mode }: Permissions): RemoteEntry {
  const entry: RemoteEntry = { name: '', type };
  if (mode !== undefined) entry.mode = mode;
  return entry;
}

function toLine(
  entry: RemoteEntry,
  line: string,
  { end, found }: { end: number; found: FoundDate },
): ListingLine {
  const begin = found.isPadded === true ? skipBlanks(line, end) : end + 1;
  const column = skipBlanks(line, begin);
  const kind: NameLayout['kind'] = found.isLeftYear === true ? 'left-year' : 'one-blank';
  const layout: NameLayout = { kind, lead: column - begin, column };
  entry.name = line.slice(begin);
  if (entry.type === 'symlink') cutTarget(entry);
  const { date } = found;
  return { dialect: 'unix', entry, date, layout };
}

/** The mark of `ls -F`. */
export function toMark({ kind, isExecutable }: Permissions): string | undefined {
  return kind === '-' && !isExecutable ? undefined : marks[kind];
}

const marks: Readonly<Record<string, string>> = {
  '-': '*',
  d: '/',
  l: '@',
  s: '=',
  p: '|',
  D: '>',
};

const ARROW = ' -> ';

/** Names and targets may hold arrows too: the size of a link is the length of its target. */
function cutTarget(entry: RemoteEntry): void {
  const at = findArrow(entry.name, entry.size);
  if (at === -1) return;
  const target = entry.name.slice(at + ARROW.length);
  entry.name = entry.name.slice(0, at);
  if (target !== '') entry.target = target;
}

function findArrow(text: string, size: number | undefined): number {
  const first = text.indexOf(ARROW, 1);
  if (first === -1 || !text.includes(ARROW, first + 1)) return first;
  const bytes = byteEnds(text);
  const whole = bytes[text.length] ?? 0;
  for (let at = first; at !== -1; at = text.indexOf(ARROW, at + 1)) {
    const from = at + ARROW.length;
    if (whole - (bytes[from] ?? 0) === size || text.length - from === size) return at;
  }
  return first;
}

/** How many UTF-8 bytes the text takes up to each of its places. */
function byteEnds(text: string): number[] {
  const ends = [0];
  for (let at = 0; at < text.length; at += 1)
    ends.push((ends[at] ?? 0) + bytesOf(text.charCodeAt(at)));
  return ends;
}

/** Each half of a surrogate pair counts two of its four bytes. */
function bytesOf(code: number): number {
  if (code < 0x80) return 1;
  return code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
}
