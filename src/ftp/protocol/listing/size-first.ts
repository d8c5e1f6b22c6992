import { type RemoteEntry } from '../../../base/remote-entry.js';
import { readDateAt } from './date-reader.js';
import { type LineReader, type Word } from './listing-line.js';
import { readTime } from './time-words.js';
import { toSize } from './facts.js';
import { restAfter } from './words.js';

const FOLDER_MARK = /[ \t]<DIR>$/i;

/**
 * Reads lines that begin with the size: OS/2 (`0 DIR 02-11-103 16:15 name`), old VShell
 * (`206876 Apr 04, 2000 21:06 name`) and VxWorks (`2048 Feb-28-1998 05:23:30 name <DIR>`).
 */
export const readSizeFirstLine: LineReader = (line, words) => {
  const size = toSize(words[0]?.text);
  if (size === undefined) return undefined;
  const dateAt = skipAttributes(words);
  const found = readDateAt(words, dateAt);
  if (found === undefined || readTime(words[found.last]?.text) === undefined) return undefined;
  const rest = restAfter(line, words, found.last);
  const isMarked = FOLDER_MARK.test(rest.slice(-6));
  const isFolder = isMarked || rest.endsWith('/') || hasFolderAttribute(words, dateAt);
  const name = isMarked ? rest.slice(0, -6).trimEnd() : rest;
  const entry: RemoteEntry = { name, type: isFolder ? 'directory' : 'file', size };
  return { dialect: 'size-first', entry, date: found.date };
};

/** OS/2 shows the attributes: archived, hidden, read-only, system, and DIR. */
function skipAttributes(words: readonly Word[]): number {
  let at = 1;
  while (at < 6 && /^(?:DIR|[ADHRS]{1,5})$/.test(words[at]?.text ?? '')) at += 1;
  return at;
}

function hasFolderAttribute(words: readonly Word[], end: number): boolean {
  return words.slice(1, end).some(({ text }) => text === 'DIR');
}
