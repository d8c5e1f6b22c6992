import { type RemoteEntry } from '../base/remote-entry.js';
import { parseListingAt } from './protocol/parse-listing.js';

/** What a listing itself does not tell. */
export interface ListingOptions {
  /** "Now", for LIST dates that carry no year. Epoch ms. Default: the clock. */
  now?: number;
  /** The server's offset from UTC in minutes, for LIST times. Default 0. */
  utcOffset?: number;
}

/** Parses a directory listing of any kind that servers send, recognised line by line; no input throws. */
export function parseListing(text: string, options: ListingOptions = {}): RemoteEntry[] {
  return parseListingAt(text, { now: options.now ?? Date.now(), utcOffset: options.utcOffset });
}
