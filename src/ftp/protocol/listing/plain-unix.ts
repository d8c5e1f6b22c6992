// The usual line of `ls -l`, which most servers send by the thousand: one pattern tells it from all
// others, and nothing has to be searched for. What differs in anything is left to unix.ts.
import { type RemoteEntry } from '../../../base/remote-entry.js';
import { toSize } from './facts.js';
import { type ListingLine } from './listing-line.js';
import { findMonth } from './month-words.js';
import { readPermissions } from './permissions.js';
import { toMark } from './unix.js';
import { type WrittenDate } from './written-date.js';

/** `-rw-r--r--    1 owner    group        4096 Nov 20 16:41 name`, or with a year for the time. */
const shape =
  /^([-d][-r][-w][-x][-r][-w][-x][-r][-w][-x]) +\d+ ([\w-]+) +([\w-]+) +(\d+) ([A-Z][a-z][a-z]) ([ 1-3]\d) (?:([01]\d|2[0-3]):([0-5]\d)| ((?:19|20)\d\d)) (?=[^ \t])/;

/** Reads a line that is just so, as unix.ts would; undefined for any other. */
export function readPlainUnixLine(line: string): ListingLine | undefined {
  const parts = shape.exec(line);
  if (parts === null) return undefined;
  const date = toDate(parts);
  const permissions = readPermissions(parts[1] ?? '');
  if (date === undefined || permissions === undefined) return undefined;
  const column = parts[0].length;
  const entry: RemoteEntry = { name: line.slice(column), type: permissions.type };
  if (permissions.mode !== undefined) entry.mode = permissions.mode;
  if (!addColumns(entry, parts)) return undefined;
  const layout = { kind: 'one-blank', lead: 0, column } as const;
  const read: ListingLine = { dialect: 'unix', entry, date, layout };
  const mark = toMark(permissions);
  if (mark !== undefined) read.mark = mark;
  return read;
}

/** Owner, group and size; false where the first two could be parts of a date. */
function addColumns(entry: RemoteEntry, parts: RegExpExecArray): boolean {
  const [, , owner = '', group = '', told] = parts;
  if (mayBeDate(owner) || mayBeDate(group)) return false;
  const size = toSize(told);
  if (size !== undefined) entry.size = size;
  // A dash stands for what the server does not tell.
  if (owner !== '-') entry.owner = owner;
  if (group !== '-') entry.group = group;
  return true;
}

function toDate(parts: RegExpExecArray): WrittenDate | undefined {
  const word = findMonth(parts[5] ?? '');
  const day = Number(parts[6]);
  if (word === undefined || day < 1 || day > 31) return undefined;
  const date: WrittenDate = { month: word.month, day, word, hour: 0, minute: 0, second: 0 };
  const year = parts[9];
  if (year === undefined) {
    date.hour = Number(parts[7]);
    date.minute = Number(parts[8]);
  } else date.year = Number(year);
  return date;
}

/** An owner or group that could be a part of a date. */
function mayBeDate(name: string): boolean {
  return findMonth(name) !== undefined || (name.includes('-') && /\d/.test(name));
}
