// Reads a listing while its bytes arrive. What came is decoded by whole lines and as many at once as
// there are; where some are in another charset, line by line.
import { RemoteError } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { ListingParser } from '../protocol/listing/listing-parser.js';
import { type Session } from '../session.js';

/** What a listing has told, and what of it could not be read. */
export interface Listing {
  /** How many lines came that are not blank. */
  lines: number;
  entries: RemoteEntry[];
  /** The directory itself, ".", was among them. */
  showsItself: boolean;
  /** The first lines that are neither a total nor the directory itself: entries, or what nobody can read. */
  strange: string[];
  /** The first lines that nobody can read, and how many there are. */
  unread: { count: number; first: readonly string[] };
  /** Names that came more than once; the first of each counts. */
  repeated: string[];
}

/** What is needed to read a listing. */
export interface ReaderOptions {
  codec: Session['channel']['codec'];
  /** The server's offset from UTC in minutes. Default 0. */
  utcOffset?: number;
  onLine?: ((line: string) => void) | undefined;
}

const LF = 0x0a;
const maxLineChars = 65_536;
/** A listing larger than this is no listing any more. */
const maxListingBytes = 67_108_864;
const maxLines = 500_000;

const endless = (path: string): RemoteError =>
  new RemoteError('protocol', `The listing of ${path} is endless`);

/** As many lines as tell whether anything was listed. */
const fewLines = 8;
/** "total 0" in any language, the directory and its parent. */
const saysNothing = /^\s*\S+:?\s+\d+\s*$|type=[cp]dir|\s\.\.?\/?\s*$/i;

/** A directory called ".", as ls and Windows list it. */
const itself = /^ ?d.*\s\.\/?$|<DIR>\s+\.$/i;

/** Reads a listing as it comes, a line at a time. */
export class ListingReader {
  bytes = 0;
  readonly #options: ReaderOptions;
  readonly #parser: ListingParser;
  /** The bytes of the line whose end has not come. */
  #tail: Uint8Array[] = [];
  #tailBytes = 0;
  /** Entries of lines in another charset. */
  readonly #foreign: RemoteEntry[] = [];
  readonly #strange: string[] = [];
  #lines = 0;
  #showsItself = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#parser = new ListingParser({ now: Date.now(), utcOffset: options.utcOffset ?? 0 });
  }

  /** Takes bytes of the listing of `path`; a RemoteError where they never end. */
  read(chunk: Uint8Array, path: string): void {
    this.bytes += chunk.length;
    const end = chunk.lastIndexOf(LF);
    if (end === -1) this.#keep(chunk);
    else {
      this.#readLines(this.#joined(chunk.subarray(0, end)));
      this.#keep(chunk.subarray(end + 1));
    }
    const isEndless =
      this.bytes > maxListingBytes ||
      this.#lines > maxLines ||
      // A character of a line takes three bytes at most.
      this.#tailBytes > 3 * maxLineChars;
    if (isEndless) throw endless(path);
  }

  /** Takes lines that came otherwise, without their ends, of names in the usual charset. */
  readLines(lines: readonly string[], path: string): void {
    if (lines.length > maxLines) throw endless(path);
    for (const line of lines) this.#take(line);
  }

  /** The entries of all that came; names in another charset are remembered with their bytes. */
  finish(): Listing {
    const rest = this.#joined(new Uint8Array(0));
    // Old Mac servers end lines with CR alone: then no LF came at all.
    const isMac = this.#lines === 0 && rest.includes(0x0d);
    this.#readLines(isMac ? rest.map((byte) => (byte === 0x0d ? LF : byte)) : rest);
    const entries = this.#parser.finish();
    for (const { name } of this.#foreign) this.#options.codec.noteForeign(name);
    const { unread, unreadCount, repeated } = this.#parser;
    return {
      lines: this.#lines,
      entries,
      showsItself: this.#showsItself,
      strange: this.#strange,
      unread: { count: unreadCount, first: unread },
      repeated,
    };
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    // A copy: the socket may use its buffer again.
    this.#tail.push(new Uint8Array(bytes));
    this.#tailBytes += bytes.length;
  }

  #joined(end: Uint8Array): Uint8Array {
    if (this.#tailBytes === 0) return end;
    const whole = Buffer.concat([...this.#tail, end]);
    this.#tail = [];
    this.#tailBytes = 0;
    return whole;
  }

  /** Lines without the end of the last one. */
  #readLines(bytes: Uint8Array): void {
    const { codec } = this.#options;
    if (!codec.isForeign(bytes)) this.#readText(codec.decode(bytes));
    else {
      let start = 0;
      for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
        this.#readLine(bytes.subarray(start, end));
        start = end + 1;
      }
      this.#readLine(bytes.subarray(start));
    }
  }

  #readLine(line: Uint8Array): void {
    const { codec } = this.#options;
    const entry = this.#take(codec.decode(line));
    if (entry !== undefined && codec.isForeign(line)) this.#foreign.push(entry);
  }

  #readText(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#take(text.slice(start, end));
      start = end + 1;
    }
    this.#take(text.slice(start));
  }

  #take(text: string): RemoteEntry | undefined {
    if (text.length > maxLineChars) {
      throw new RemoteError('protocol', `a line is over ${String(maxLineChars)} characters long`);
    }
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (line === '') return undefined;
    this.#lines += 1;
    if (this.#lines <= fewLines && itself.test(line)) this.#showsItself = true;
    this.#options.onLine?.(line);
    if (this.#strange.length < fewLines && !saysNothing.test(line)) this.#strange.push(line);
    return this.#parser.push(line);
  }
}
