import { type EntryType, type RemoteEntry } from '../../../base/remote-entry.js';
import { type LineReader } from './listing-line.js';
import { toSize } from './facts.js';
import { restAfter } from './words.js';

/** The kinds of file in the upper bits of `st_mode`. */
const kinds = new Map<number, EntryType>([
  [0o04, 'directory'],
  [0o10, 'file'],
  [0o12, 'symlink'],
]);

const shape = /^[ \t]{0,8}(0?[0-7]{5,6})[ \t]+(\d+)[ \t]+(\d+)[ \t]+(\d+)[ \t]+(\d{6,11})(?=[ \t])/;

/** Reads `0100644 500 101 12345 123456789 name`: mode, ids, size and seconds since 1970. */
export const readNumericUnixLine: LineReader = (line, words) => {
  const parts = shape.exec(line);
  if (parts === null) return undefined;
  const [, mode = '', owner = '', group = '', size, seconds] = parts;
  const bits = parseInt(mode, 8);
  const type = kinds.get(bits >> 12);
  if (type === undefined) return undefined;
  const name = restAfter(line, words, 4);
  const entry: RemoteEntry = { name, type, mode: bits & 0o7777, owner, group };
  const bytes = toSize(size);
  if (bytes !== undefined) entry.size = bytes;
  entry.modified = Number(seconds) * 1000;
  return { dialect: 'other', entry };
};
