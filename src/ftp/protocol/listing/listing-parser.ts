import { type RemoteEntry } from '../../../base/remote-entry.js';
import { readDosLine } from './dos.js';
import { lastSegment, withoutEndSlashes } from './entry-name.js';
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
import { readPlainUnixLine } from './plain-unix.js';
import { readNonStopLine, readOs9Line, readWfFtpLine, readZvmLine } from './rare-servers.js';
import { settleEarly, settleLines } from './settle.js';
import { readSizeFirstLine } from './size-first.js';
import { readUnixLine } from './unix.js';
import { addToSurvey, emptySurvey } from './survey.js';
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
  /** How many lines were read, and how many nobody could read. */
  count = 0;
  unreadCount = 0;
  /** The first few lines that nobody could read. */
  unread: string[] = [];
  /** Names that came more than once; the first entry of each counts. */
  repeated: string[] = [];
  readonly #clock: ListingClock;
  #survey = emptySurvey();
  #lines: ListingLine[] = [];
  /** `ls -R` goes on with what is in a folder: nothing of that stands in this one. */
  #isOver = false;
  #isFinished = false;
  /** OpenVMS breaks the line behind a long name. */
  #nameAlone: string | undefined;
  /** The members of a library on MVS follow. */
  #isMemberList = false;

  constructor(clock: ListingClock) {
    this.#clock = clock;
  }

  /** Takes the next line, with or without its end; its entry, if it has one, is finished by `finish`. */
  push(line: string): RemoteEntry | undefined {
    if (this.#isFinished) this.#begin();
    const text = withoutLineEnd(line, this.count === 0 ? BYTE_ORDER_MARK : undefined);
    this.count += 1;
    if (this.#isOver) return undefined;
    const read = this.#readBroken(text) ?? readStrictly(text) ?? this.#readName(text);
    if (read === undefined) return undefined;
    addToSurvey(this.#survey, read);
    this.#lines.push(settleEarly(read, this.#clock));
    return read.entry;
  }

  /** The entries of all lines, as the listing as a whole explains them. */
  finish(): RemoteEntry[] {
    const { entries, repeated } = settleLines(this.#lines, this.#survey, this.#clock);
    this.repeated = repeated;
    this.#lines = [];
    this.#isFinished = true;
    return entries;
  }

  /** What was told of one listing stands until the next one begins. */
  #begin(): void {
    this.count = 0;
    this.unreadCount = 0;
    this.unread = [];
    this.#survey = emptySurvey();
    this.#isOver = false;
    this.#isFinished = false;
    this.#nameAlone = undefined;
    this.#isMemberList = false;
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
    else {
      const read = readBareName(line);
      if (read === undefined) this.#leave(line);
      return read;
    }
    return undefined;
  }

  #leave(line: string): void {
    if (line === '') return;
    if (line.endsWith(':') && this.unreadCount < MAX_HEADERS) this.#isOver = this.#isBelow(line);
    this.unreadCount += 1;
    if (this.unread.length < MAX_UNREAD) this.unread.push(line);
  }

  /** The header of a folder that was listed before: what follows is in there. */
  #isBelow(header: string): boolean {
    const name = lastSegment(header.slice(0, -1));
    return this.#lines.some(
      ({ entry }) => entry.type === 'directory' && withoutEndSlashes(entry.name) === name,
    );
  }
}

const BYTE_ORDER_MARK = 0xfeff;
const MAX_UNREAD = 8;
/** So many lines are looked at for the header of a folder. */
const MAX_HEADERS = 1_000;

/** Without CR and LF, however many; Telnet puts a NUL behind a CR. */
function withoutLineEnd(line: string, mark: number | undefined): string {
  let end = line.length;
  while (end > 0 && isLineEnd(line.charCodeAt(end - 1))) end -= 1;
  while (line.charCodeAt(end) === 0) end += 1;
  const start = line.charCodeAt(0) === mark ? 1 : 0;
  return start === 0 && end === line.length ? line : line.slice(start, end);
}

const isLineEnd = (code: number): boolean => code === 13 || code === 10 || code === 0;

function readStrictly(line: string): ListingLine | undefined {
  return readPlainUnixLine(line) ?? readFactsLine(line) ?? readEplfLine(line) ?? readColumns(line);
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
