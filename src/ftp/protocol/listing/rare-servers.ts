// Servers that are seldom met, one reader each; all of them are strict, so that prose never fits.
import { type RemoteEntry } from '../../../base/remote-entry.js';
import { toSize } from './facts.js';
import { type LineReader, type ListingLine, type Word } from './listing-line.js';
import { readNumberDate } from './number-date.js';
import { readTime } from './time-words.js';
import { restAfter, textAt } from './words.js';
import { toFullYear, type WrittenDate } from './written-date.js';

/** Reads HP NonStop (Tandem): `NAME 101 528 6-Apr-07 14:21:18 255, 0 "oooo"`. */
export const readNonStopLine: LineReader = (_line, words) => {
  const rights = textAt(words, words.length - 1);
  if (!/^\d+\+?$/.test(textAt(words, 1)) || !/^"[-A-Za-z]{4}"$/.test(rights)) return undefined;
  const date = toDate(textAt(words, 3), textAt(words, 4));
  if (date === undefined) return undefined;
  const entry = withSize({ name: textAt(words, 0), type: 'file' }, textAt(words, 2));
  const owner = words.slice(5, -1).map(({ text }) => text);
  return withOwner({ dialect: 'other', entry, date }, owner.join(''));
};

/** Reads z/VM: `NAME TYPE V 79 164 3 1997-10-24 12:00:11 OWNER`, or a directory. */
export const readZvmLine: LineReader = (_line, words) => {
  const entry = toZvmEntry(words);
  if (entry === undefined) return undefined;
  const dateAt = words.findIndex(({ text }, at) => at > 2 && zvmDate.test(text));
  if (dateAt === -1 || words.length > dateAt + 3) return undefined;
  const date = toDate(textAt(words, dateAt), textAt(words, dateAt + 1));
  if (date === undefined) return undefined;
  return withOwner({ dialect: 'other', entry, date }, textAt(words, dateAt + 2));
};

const zvmDate = /^(?:\d{4}-\d\d-\d\d|\d{1,2}\/\d\d\/(?:\d\d){1,2})$/;

/** CMS names the disk between the type of the file and the format of its records. */
function toZvmEntry(words: readonly Word[]): RemoteEntry | undefined {
  const [name, type] = [textAt(words, 0), textAt(words, 1)];
  const at = /^[A-Z]\d$/.test(textAt(words, 2)) ? 3 : 2;
  const format = textAt(words, at);
  if (type === 'DIR' || format === 'DIR') return { name, type: 'directory' };
  if (format !== 'F' && format !== 'V') return undefined;
  const entry: RemoteEntry = { name: `${name}.${type}`, type: 'file' };
  // Only records of one fixed length tell the bytes.
  const size = Number(textAt(words, at + 1)) * Number(textAt(words, at + 2));
  return format === 'F' && Number.isSafeInteger(size) ? { ...entry, size } : entry;
}

const os9 =
  /^[ \t]{0,8}(\d+\.\d+)[ \t]+(\d\d)\/(\d\d)\/(\d\d)[ \t]+(\d\d)(\d\d)[ \t]+([-d][-a-z]{7})[ \t]+[\dA-F]+[ \t]+(\d+)[ \t]/i;

/** Reads OS-9: `20.20 07/03/29 1026 d-ewrewr 2650 85920 name`. */
export const readOs9Line: LineReader = (line, words) => {
  const parts = os9.exec(line);
  if (parts === null) return undefined;
  const [, owner = '', year = '', month, day, hour, minute, rights = '', size = ''] = parts;
  const type = rights.startsWith('d') ? 'directory' : 'file';
  const entry = withSize({ name: restAfter(line, words, 5), type, owner }, size);
  const time = { hour: Number(hour), minute: Number(minute), second: 0 };
  const date = { year: toFullYear(year), month: Number(month), day: Number(day), ...time };
  return { dialect: 'other', entry, date };
};

/** Reads Nortel's WfFTP: `name 1014196 06/03/04 Thur. 10:20:03`. */
export const readWfFtpLine: LineReader = (_line, words) => {
  const size = textAt(words, 1);
  if (words.length !== 5 || !/^\d+$/.test(size)) return undefined;
  if (!/^[A-Z][a-z]{1,4}\.$/.test(textAt(words, 3))) return undefined;
  const date = toDate(textAt(words, 2), textAt(words, 4).replace(/\.$/, ''));
  const entry = withSize({ name: textAt(words, 0), type: 'file' }, size);
  return date === undefined ? undefined : { dialect: 'other', entry, date };
};

function toDate(day: string, time: string): WrittenDate | undefined {
  const read = readTime(time);
  const date = readNumberDate(day);
  return read && date && { ...date, ...read.time };
}

function withSize(entry: RemoteEntry, text: string): RemoteEntry {
  const size = toSize(text);
  return size === undefined ? entry : { ...entry, size };
}

function withOwner(line: ListingLine, owner: string): ListingLine {
  if (owner !== '' && owner !== '-') line.entry.owner = owner;
  return line;
}
