import { RemoteError } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { LineCutter } from '../protocol/line-cutter.js';
import { ListingParser } from '../protocol/listing/listing-parser.js';
import { parseListingAt } from '../protocol/parse-listing.js';
import { type Session } from '../session.js';

export interface Listing {
  /** How many lines came that are not blank. */
  lines: number;
  entries: RemoteEntry[];
  /** Some lines that are neither a total nor the directory itself: entries, or what nobody can read. */
  strange: string[];
}

const maxLineBytes = 65_536;
/** A listing larger than this is no listing any more (hundreds of thousands of entries). */
const maxListingBytes = 67_108_864;

/** As many lines as tell whether anything was listed. */
const fewLines = 8;
/** "total 0" in any language, the directory and its parent. */
const saysNothing = /^\s*\S+:?\s+\d+\s*$|type=[cp]dir|\s\.\.?\/?\s*$/i;

/** Reads a listing while its bytes arrive. */
export class ListingReader {
  bytes = 0;
  readonly #session: Session;
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #cutter = new LineCutter(maxLineBytes);
  readonly #now = Date.now();
  readonly #parser = new ListingParser({ now: this.#now, utcOffset: 0 });
  readonly #foreign: string[] = [];
  readonly #strange: string[] = [];
  #lines = 0;

  constructor(session: Session, onLine?: (line: string) => void) {
    this.#session = session;
    this.#onLine = onLine;
  }

  /** Takes bytes of the listing of `path`; a RemoteError where they never end. */
  read(chunk: Uint8Array, path: string): void {
    this.bytes += chunk.length;
    if (this.bytes > maxListingBytes) {
      throw new RemoteError('protocol', `The listing of ${path} is endless`);
    }
    for (const line of this.#cutter.cut(chunk)) this.#keep(line);
  }

  /** The entries of all that came; names in another charset are remembered with their bytes. */
  finish(): Listing {
    const rest = this.#cutter.rest();
    if (rest !== undefined) this.#keep(rest);
    const { codec } = this.#session.channel;
    const foreign = parseListingAt(this.#foreign.join('\n'), { now: this.#now });
    for (const { name } of foreign) codec.noteForeign(name);
    return { lines: this.#lines, entries: this.#parser.finish(), strange: this.#strange };
  }

  #keep(line: Uint8Array): void {
    if (line.length === 0) return;
    const { codec } = this.#session.channel;
    const text = codec.decode(line);
    this.#lines += 1;
    this.#onLine?.(text);
    this.#parser.push(text);
    if (this.#strange.length < fewLines && !saysNothing.test(text)) this.#strange.push(text);
    if (codec.isForeign(line)) this.#foreign.push(text);
  }
}
