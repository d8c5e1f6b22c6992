import { type RemoteEntry } from '../../../base/remote-entry.js';
import { type WrittenDate } from './written-date.js';

/** The family of listings a line belongs to; the lines of one family settle each other's doubts. */
export type Dialect =
  | 'facts'
  | 'eplf'
  | 'unix'
  | 'dos'
  | 'vms'
  | 'mvs'
  | 'os400'
  | 'size-first'
  | 'other'
  /** A name and nothing else. */
  | 'bare';

/** How a line was laid out where its name begins, which only the whole listing explains. */
export interface NameLayout {
  kind: 'one-blank' | 'left-year' | 'dos-file' | 'dos-folder';
  /** Blanks before the name's first other character, beyond the one that separates. */
  lead: number;
  /** Where in the line the first character of the name that is no blank stands. */
  column: number;
}

/** One line that was read on its own; what the others must settle is still open. */
export interface ListingLine {
  dialect: Dialect;
  /** Everything but the time; the name still carries its open blanks and its `ls -F` mark. */
  entry: RemoteEntry;
  date?: WrittenDate;
  layout?: NameLayout;
  /** What `ls -F` would put behind this name, if it was used. */
  mark?: string;
  /** MLSD `unique` fact: a link and its target share it. */
  unique?: string;
}

/** What a reader gets: the line as it came and its words, cut at blanks and tabs. */
export type LineReader = (line: string, words: readonly Word[]) => ListingLine | undefined;

/** One run of characters between blanks, and where it stands. */
export interface Word {
  text: string;
  start: number;
  end: number;
}
