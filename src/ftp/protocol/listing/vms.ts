// OpenVMS: `NAME.TXT;1  2/8  19-NOV-2001 21:41:00.00  [GROUP,OWNER]  (RWED,RWED,RE,)`. Sizes count
// blocks of 512 bytes, the number behind the semicolon is the version, directories end in `.DIR;1`.
import { type RemoteEntry } from '../../../base/remote-entry.js';
import { type LineReader, type ListingLine, type Word } from './listing-line.js';
import { readNumberDate } from './number-date.js';
import { readTime } from './time-words.js';
import { type WrittenDate } from './written-date.js';

const BLOCK = 512;
const version = /;\d{1,5}$/;

/** Reads one line of OpenVMS, or two joined ones. */
export const readVmsLine: LineReader = (line, words) => {
  const head = words[0]?.text ?? '';
  const isVersioned = version.test(head);
  if (words.length < 2 || (!isVersioned && !hasOwnerAndRights(line))) return undefined;
  const dateAt = words.findIndex(({ text }, at) => at > 0 && isDate(text));
  if (dateAt === -1) return isVersioned && isRefusal(line) ? toLine(head) : undefined;
  const read = toLine(head);
  addDate(read, words, dateAt);
  addSize(read.entry, words.slice(1));
  addOwner(read.entry, line);
  return read;
};

/** Whether a line is the long name of an entry whose other columns stand in the next line. */
export function isVmsNameAlone(line: string): boolean {
  const text = line.trim();
  return version.test(text) && !/[ \t]/.test(text);
}

function toLine(head: string): ListingLine {
  const name = head.replace(version, '');
  const isFolder = /\.DIR$/i.test(name);
  const entry: RemoteEntry = isFolder
    ? { name: name.slice(0, -4), type: 'directory' }
    : { name, type: 'file' };
  return { dialect: 'vms', entry };
}

/** Servers that hide versions still show owner and protection in their brackets. */
function hasOwnerAndRights(line: string): boolean {
  const owner = line.indexOf('[');
  const rights = line.indexOf('(');
  return owner > 0 && rights > 0 && line.includes(']', owner) && line.includes(')', rights);
}

function isDate(text: string): boolean {
  return /^\d{1,2}-\p{L}{3,4}-\d{4}$/u.test(text);
}

/** The name is told even where the rest is denied. */
function isRefusal(line: string): boolean {
  return /%[A-Z]+-[A-Z]-|privilege|protection/i.test(line);
}

function addDate(read: ListingLine, words: readonly Word[], at: number): void {
  const date = readNumberDate(words[at]?.text ?? '');
  if (date === undefined) return;
  const written: WrittenDate = { ...date, ...readTime(words[at + 1]?.text)?.time };
  read.date = written;
}

/** `2/8` is used and allocated. */
function addSize(entry: RemoteEntry, words: readonly Word[]): void {
  for (const { text } of words) {
    const blocks = /^(\d{1,12})(?:\/\d+)?$/.exec(text)?.[1];
    if (blocks === undefined) continue;
    entry.size = Number(blocks) * BLOCK;
    return;
  }
}

/** `[GROUP,OWNER]`, or the owner alone. */
function addOwner(entry: RemoteEntry, line: string): void {
  const open = line.indexOf('[');
  const close = line.indexOf(']', open);
  if (open === -1 || close === -1) return;
  const parts = line.slice(open + 1, close).split(',');
  const owner = parts.at(-1)?.trim() ?? '';
  if (owner !== '') entry.owner = owner;
  const group = parts.length > 1 ? (parts[0]?.trim() ?? '') : '';
  if (group !== '') entry.group = group;
}
