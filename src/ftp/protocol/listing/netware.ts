import { type RemoteEntry } from '../../../base/remote-entry.js';
import { readDateAt } from './date-reader.js';
import { type LineReader, type ListingLine } from './listing-line.js';
import { readSize } from './unix-columns.js';
import { cutWords, restAfter } from './words.js';

const head = /^[ \t]{0,8}([-d])[ \t]{0,4}\[([-A-Za-z ]{1,12})\](?=[ \t])/;

/** Reads a line of Novell NetWare: `d [RWCEAFMS] owner size date name`. */
export const readNetWareLine: LineReader = (line) => {
  const found = head.exec(line);
  if (found === null) return undefined;
  const read = readColumns(line.slice(found[0].length));
  if (read !== undefined) read.entry.type = found[1] === 'd' ? 'directory' : 'file';
  return read;
};

function readColumns(rest: string): ListingLine | undefined {
  const words = cutWords(rest);
  for (const [at, { text, start }] of words.entries()) {
    const size = readSize(text);
    const found = size === undefined ? undefined : readDateAt(words, at + 1);
    if (size === undefined || found === undefined) continue;
    const entry: RemoteEntry = { name: restAfter(rest, words, found.last), type: 'file', size };
    // HellSoft's server writes a link count too.
    const owner = rest
      .slice(0, start)
      .trim()
      .replace(/^\d+[ \t]+/, '');
    if (owner !== '') entry.owner = owner;
    return { dialect: 'other', entry, date: found.date };
  }
  return undefined;
}
