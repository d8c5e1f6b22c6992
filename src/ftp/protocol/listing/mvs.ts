// MVS and z/OS: data sets, the members of a partitioned data set, and the jobs of JES. Sizes count
// records or tracks there, so they are not taken for bytes.
import { type EntryType, type RemoteEntry } from '../../../base/remote-entry.js';
import { type LineReader, type ListingLine, type Word } from './listing-line.js';
import { readNumberDate } from './number-date.js';
import { readTime } from './time-words.js';
import { textAt } from './words.js';
import { toFullYear, type WrittenDate } from './written-date.js';

const organization = /^(?:P[OS](?:-[A-Z])?|DA|IS|VS|VSAM|GDG|HFS|ZFS|PATH)$/;
const dataSetName = /^'?[\w@#$.\-{}]+(?:\([\w@#$]+\))?'?$/;

/** Reads `WPTA01 3390 2004/03/04 1 3 FB 80 3125 PO DATA.SET` and the shorter forms of what is away. */
export const readDataSetLine: LineReader = (_line, words) => {
  const name = textAt(words, words.length - 1);
  if (words.length < 2 || words.length > 12 || !dataSetName.test(name)) return undefined;
  const type = readAway(words, name) ?? readCataloged(words);
  if (type === undefined) return undefined;
  const entry: RemoteEntry = { name: name.replaceAll("'", ''), type };
  return withDate({ dialect: 'mvs', entry }, toDate(textAt(words, 2)));
};

/** What is migrated, on tape or not mounted shows no attributes. */
const away =
  /^(?:migrated|migrat\d?|arc(?:h)?ive(?: not direct access device)?|error determining attributes|\S+ tape|\S+ not mounted|\S+ \S+ vsam)$/;

function readAway(words: readonly Word[], name: string): EntryType | undefined {
  if (words.length > 6 || (/[a-z]/.test(name) && !name.includes('.'))) return undefined;
  const front = words.slice(0, -1).map(({ text }) => text.toLowerCase());
  if (front.join(' ') === 'pseudo directory') return 'directory';
  return away.test(front.join(' ')) ? 'file' : undefined;
}

/** The columns for extents and tracks may touch; organization and name are always the last two. */
function readCataloged(words: readonly Word[]): EntryType | undefined {
  const told = textAt(words, words.length - 2);
  if (words.length < 6 || !organization.test(told)) return undefined;
  const referred = textAt(words, 2);
  if (referred !== '**NONE**' && toDate(referred) === undefined) return undefined;
  return told.startsWith('PO') ? 'directory' : 'file';
}

/** Reads the member of a library with its statistics: `NAME 01.02 2004/06/22 2004/06/22 16:32 …`. */
export const readMemberLine: LineReader = (_line, words) => {
  if (words.length < 7 || !/^\d\d\.\d\d$/.test(textAt(words, 1))) return undefined;
  const date = toDate(textAt(words, 3));
  const read = readTime(textAt(words, 4));
  if (date === undefined || read === undefined) return undefined;
  const entry: RemoteEntry = { name: textAt(words, 0), type: 'file' };
  const owner = words[8]?.text;
  if (owner !== undefined) entry.owner = owner;
  return { dialect: 'mvs', entry, date: { ...date, ...read.time } };
};

/** Reads a load module: name, size and place in hexadecimal, then attributes and modes. */
export const readLoadModuleLine: LineReader = (_line, words) => {
  const [name, size, place] = [textAt(words, 0), textAt(words, 1), textAt(words, 2)];
  if (words.length < 5 || name.length > 8) return undefined;
  if (!/^[0-9A-F]{6,8}$/.test(size) || !/^[0-9A-F]{6}$/.test(place)) return undefined;
  if (!/^(?:24|31|64|ANY)$/.test(textAt(words, words.length - 1))) return undefined;
  return { dialect: 'mvs', entry: { name, type: 'file', size: parseInt(size, 16) } };
};

const status = /^(?:INPUT|HELD|ACTIVE|OUTPUT)$/;

/** Reads a job of JES; it is fetched by its number, so that is its name. */
export const readJobLine: LineReader = (_line, words) => {
  const [job, third, fourth] = [textAt(words, 1), textAt(words, 2), textAt(words, 3)];
  if (!/^(?:(?:JOB|STC|TSU)\d{3,7}|[JST]\d{7})$/.test(job)) return undefined;
  const entry: RemoteEntry = { name: job, type: 'file' };
  if (status.test(third)) return { dialect: 'mvs', entry };
  return status.test(fourth) ? { dialect: 'mvs', entry: { ...entry, owner: third } } : undefined;
};

const memberHeader = /^[ \t]{0,8}Name[ \t]{1,16}(?:VV\.MM[ \t]{1,16}Created|Size[ \t]{1,16}TTR)/i;

/** Whether the members of a library follow: those without statistics show their name alone. */
export function isMemberHeader(line: string): boolean {
  return memberHeader.test(line);
}

/** Reads the name of a member alone, which counts behind that header only. */
export function readMemberName(words: readonly Word[]): ListingLine | undefined {
  const name = textAt(words, 0);
  if (words.length !== 1 || !/^[A-Z@#$][A-Z0-9@#$]{0,7}$/.test(name)) return undefined;
  return { dialect: 'mvs', entry: { name, type: 'file' } };
}

/** `2004/06/22`, or with a year of two digits that still comes first. */
function toDate(text: string): WrittenDate | undefined {
  const short = /^(\d\d)(\/\d\d\/\d\d)$/.exec(text);
  if (short === null) return readNumberDate(text);
  return readNumberDate(`${String(toFullYear(short[1] ?? ''))}${short[2] ?? ''}`);
}

function withDate(line: ListingLine, date: WrittenDate | undefined): ListingLine {
  return date === undefined ? line : { ...line, date };
}
