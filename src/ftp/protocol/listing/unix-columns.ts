// What stands between the permissions and the date of an `ls -l` line: link count, owner, group, size.
// Each may be missing, owner and group may hold blanks, and columns that grew too wide are glued.
import { type RemoteEntry } from '../../../base/remote-entry.js';
import { toSize } from './facts.js';
import { type Word } from './listing-line.js';

/** The words between permissions and date, and whether the link count was already there. */
export interface Columns {
  line: string;
  words: readonly Word[];
  hasLinks: boolean;
  /** A device has `major, minor` where others have their size. */
  isDevice: boolean;
}

/** Puts owner, group and size into the entry. */
export function addColumns(entry: RemoteEntry, { line, words, hasLinks, isDevice }: Columns): void {
  const [rest, size] = (isDevice ? cutDevice(words) : undefined) ?? cutSize(words);
  if (size !== undefined) entry.size = size;
  if (isResourceFork(rest, entry)) return;
  addOwner(entry, line, hasLinks ? rest : withoutLinks(rest));
}

const sizeShape = /^(\d+(?:[.,]\d+)?)([kmgtp])(?:i?b)?$/i;
const powers = 'kmgtp';

/** Bytes of `531`, `1,234`, `33.5k` or `4M`; undefined where the word is no size. */
export function readSize(text: string): number | undefined {
  if (/^\d+$/.test(text)) return toSize(text);
  if (/^\d{1,3}(?:,\d{3})+$/.test(text)) return toSize(text.replaceAll(',', ''));
  const parts = sizeShape.exec(text);
  if (parts === null) return undefined;
  const power = powers.indexOf((parts[2] ?? '').toLowerCase()) + 1;
  const size = Math.round(Number(parts[1]?.replace(',', '.')) * 1024 ** power);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** Whether a word can be the size column, be it the numbers of a device or glued to the group. */
export function isSizeWord(text: string): boolean {
  return /^(?:[\d,]+|\D.*\d)$/.test(text) || sizeShape.test(text);
}

type Cut = [rest: readonly Word[], size: number | undefined];

/** The size is the last column. */
function cutSize(words: readonly Word[]): Cut {
  const last = words.at(-1);
  if (last === undefined) return [words, undefined];
  // A size over 2 GiB in a number of 32 bits.
  if (/^-\d+$/.test(last.text)) return [words.slice(0, -1), undefined];
  if (isGlued(last.text)) return unglue(words, last);
  if (!isSizeWord(last.text)) return [words, undefined];
  return [words.slice(0, -1), readSize(last.text)];
}

/** `5, 1` and `5,1`. */
function cutDevice(words: readonly Word[]): Cut | undefined {
  if (/^\d+,\d+$/.test(words.at(-1)?.text ?? '')) return [words.slice(0, -1), undefined];
  return /^\d+,$/.test(words.at(-2)?.text ?? '') ? [words.slice(0, -2), undefined] : undefined;
}

/** A group that leaves no blank before a long size, as in `ftpgroup12345678`. */
function isGlued(text: string): boolean {
  return /^\D.*\d$/.test(text);
}

function unglue(words: readonly Word[], last: Word): Cut {
  let cut = last.text.length;
  while (/\d/.test(last.text.charAt(cut - 1))) cut -= 1;
  const group = { text: last.text.slice(0, cut), start: last.start, end: last.start + cut };
  return [[...words.slice(0, -1), group], toSize(last.text.slice(cut))];
}

/** NetPresenz and Rumpus (old Mac servers) write both forks and their sum, or `folder` and a count. */
function isResourceFork(rest: readonly Word[], entry: RemoteEntry): boolean {
  const [first, second] = rest;
  if (rest.length > 2 || first === undefined) return false;
  if (entry.type === 'directory' && rest.at(-1)?.text === 'folder') {
    delete entry.size;
    return true;
  }
  return second !== undefined && Number(first.text) + Number(second.text) === entry.size;
}

function withoutLinks(words: readonly Word[]): readonly Word[] {
  const first = words[0]?.text ?? '';
  return /^\d+$/.test(first) ? words.slice(1) : words;
}

/** Two blanks part owner and group where one of them has blanks of its own; else the first word is the owner. */
function addOwner(entry: RemoteEntry, line: string, words: readonly Word[]): void {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return;
  const cut = findCut(words);
  const before = words[cut - 1] ?? first;
  setTold(entry, 'owner', line.slice(first.start, before.end));
  const after = words[cut];
  if (after !== undefined) setTold(entry, 'group', line.slice(after.start, last.end));
}

function findCut(words: readonly Word[]): number {
  if (words.length < 3) return 1;
  const gap = words.findIndex((word, at) => at > 0 && word.start - (words[at - 1]?.end ?? 0) > 1);
  return gap === -1 ? 1 : gap;
}

/** A dash stands for what the server does not tell. */
function setTold(entry: RemoteEntry, key: 'owner' | 'group', text: string): void {
  if (text !== '-' && text !== '') entry[key] = text;
}
