import { type RemoteEntry } from '../../../base/remote-entry.js';
import { readEplfLine } from './eplf.js';
import { readFactsLine } from './facts.js';
import { type LineReader, type ListingLine } from './listing-line.js';
import { settleLines } from './settle.js';
import { readUnixLine } from './unix.js';
import { cutWords } from './words.js';
import { type ListingClock } from './written-date.js';

/** Tried in this order: the strict shapes first, so that none takes a line from another. */
const readers: readonly LineReader[] = [readUnixLine];

/** Reads a listing line by line, whatever formats its lines have. */
export class ListingParser {
  readonly #clock: ListingClock;
  readonly #lines: ListingLine[] = [];

  constructor(clock: ListingClock) {
    this.#clock = clock;
  }

  /** Takes the next line, with or without its end. */
  push(line: string): void {
    const read = readLine(withoutLineEnd(line));
    if (read !== undefined) this.#lines.push(read);
  }

  /** The entries of all lines, as the listing as a whole explains them. */
  finish(): RemoteEntry[] {
    return settleLines(this.#lines.splice(0), this.#clock);
  }
}

function withoutLineEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line.charCodeAt(end - 1) === 13 || line.charCodeAt(end - 1) === 10)) end -= 1;
  return end === line.length ? line : line.slice(0, end);
}

function readLine(line: string): ListingLine | undefined {
  return readFactsLine(line) ?? readEplfLine(line) ?? readColumns(line) ?? readBareName(line);
}

function readColumns(line: string): ListingLine | undefined {
  const words = cutWords(line);
  for (const reader of readers) {
    const read = reader(line, words);
    if (read !== undefined) return read;
  }
  return undefined;
}

/** MLSD may tell no fact at all (RFC 3659 section 7.2): then a blank comes first. */
function readBareName(line: string): ListingLine | undefined {
  if (!line.startsWith(' ')) return undefined;
  return { dialect: 'bare', entry: { name: line.slice(1), type: 'unknown' } };
}
