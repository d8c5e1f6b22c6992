import { type RemoteEntry } from '../../base/remote-entry.js';
import { ListingParser } from './listing/listing-parser.js';

/** What the time words of a listing are measured against. */
export interface ListingMoment {
  /** "Now", for dates that carry no year. Epoch ms. */
  now: number;
  /** The server's offset from UTC in minutes. Default 0. */
  utcOffset?: number | undefined;
}

/** The entries of a directory listing in any format servers send; lines that are no entry yield nothing. */
export function parseListingAt(text: string, { now, utcOffset = 0 }: ListingMoment): RemoteEntry[] {
  const parser = new ListingParser({ now, utcOffset });
  // Only LF ends a line: names may hold U+0085 and U+2028, which other splitters take for one.
  let start = 0;
  for (let end = text.indexOf('\n', start); end !== -1; end = text.indexOf('\n', start)) {
    parser.push(text.slice(start, end));
    start = end + 1;
  }
  const rest = text.slice(start);
  // Old Mac servers end lines with CR alone: then no LF came at all.
  for (const line of start === 0 ? rest.split('\r') : [rest]) parser.push(line);
  return parser.finish();
}
