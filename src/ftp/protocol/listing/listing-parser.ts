import { type RemoteEntry } from '../../../base/remote-entry.js';
import { readDosLine } from './dos.js';
import { readEplfLine } from './eplf.js';
import { readFactsLine } from './facts.js';
import { type LineReader, type ListingLine } from './listing-line.js';
import {
  isMemberHeader,
  readDataSetLine,
  readJobLine,
  readLoadModuleLine,
  readMemberLine,
  readMemberName,
} from './mvs.js';
import { readNetWareLine } from './netware.js';
import { readNumericUnixLine } from './numeric-unix.js';
import { readOs400Line } from './os400.js';
import { readNonStopLine, readOs9Line, readWfFtpLine, readZvmLine } from './rare-servers.js';
import { settleLines } from './settle.js';
import { readSizeFirstLine } from './size-first.js';
import { readUnixLine } from './unix.js';
import { isVmsNameAlone, readVmsLine } from './vms.js';
import { cutWords } from './words.js';
import { type ListingClock } from './written-date.js';

/** Tried in this order: the strict shapes first, so that none takes a line from another. */
const readers: readonly LineReader[] = [
  readUnixLine,
  readDosLine,
  readNetWareLine,
  readVmsLine,
  readOs400Line,
  readSizeFirstLine,
  readNumericUnixLine,
  readDataSetLine,
  readMemberLine,
  readLoadModuleLine,
  readJobLine,
  readNonStopLine,
  readZvmLine,
  readOs9Line,
  readWfFtpLine,
];

/** Reads a listing line by line, whatever formats its lines have. */
export class ListingParser {
  readonly #clock: ListingClock;
  readonly #lines: ListingLine[] = [];
  /** OpenVMS breaks the line behind a long name. */
  #nameAlone: string | undefined;
  /** The members of a library on MVS follow. */
  #isMemberList = false;

  constructor(clock: ListingClock) {
    this.#clock = clock;
  }

  /** Takes the next line, with or without its end. */
  push(line: string): void {
    const text = withoutLineEnd(line);
    const read = this.#readBroken(text) ?? readStrictly(text) ?? this.#readName(text);
    if (read !== undefined) this.#lines.push(read);
  }

  /** The entries of all lines, as the listing as a whole explains them. */
  finish(): RemoteEntry[] {
    return settleLines(this.#lines.splice(0), this.#clock);
  }

  #readBroken(line: string): ListingLine | undefined {
    const name = this.#nameAlone;
    if (name === undefined) return undefined;
    this.#nameAlone = undefined;
    const joined = `${name} ${line}`;
    return readVmsLine(joined, cutWords(joined));
  }

  /** What is left are names, where something before has told that names may stand alone. */
  #readName(line: string): ListingLine | undefined {
    if (isVmsNameAlone(line)) this.#nameAlone = line.trim();
    else if (isMemberHeader(line)) this.#isMemberList = true;
    else if (this.#isMemberList) return readMemberName(cutWords(line));
    else return readBareName(line);
    return undefined;
  }
}

function withoutLineEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line.charCodeAt(end - 1) === 13 || line.charCodeAt(end - 1) === 10)) end -= 1;
  return end === line.length ? line : line.slice(0, end);
}

function readStrictly(line: string): ListingLine | undefined {
  return readFactsLine(line) ?? readEplfLine(line) ?? readColumns(line);
}

function readColumns(line: string): ListingLine | undefined {
  const words = cutWords(line);
  if (words.length < 2) return undefined;
  for (const reader of readers) {
    const read = reader(line, words);
    if (read !== undefined) return read;
  }
  return undefined;
}

/** MLSD may tell no fact at all (RFC 3659 section 7.2): then a blank comes first. */
function readBareName(line: string): ListingLine | undefined {
  if (!line.startsWith(' ') || line.trim() === '') return undefined;
  return { dialect: 'bare', entry: { name: line.slice(1), type: 'unknown' } };
}
