// What stands behind the month and the day: a year, a time, both, or the offset from UTC.
import { type Word } from './listing-line.js';
import { readZone } from './number-date.js';
import { readTime, type ReadTime } from './time-words.js';
import { type WrittenDate } from './written-date.js';

/** A date among the words of a line. */
export interface FoundDate {
  date: WrittenDate;
  /** The last word that belongs to it. */
  last: number;
  /** All blanks behind it are padding: the name does not begin at once. */
  isPadded?: boolean;
  /** A year in its column's left half: some servers then pad on the right. */
  isLeftYear?: boolean;
  /** Numbers alone, which could be a size and ids as well. */
  isWeak?: boolean;
}

const yearShape = /^((?:19|20)\d\d)(?:,|[^!-~].{0,2})?$/u;

/** A year of four digits, perhaps with the Asian word for "year" behind it. */
export function readYear(text: string | undefined): number | undefined {
  if (text === undefined || text.length < 4) return undefined;
  const year = yearShape.exec(text)?.[1];
  return year === undefined ? undefined : Number(year);
}

/** Behind month and day stands a year, or a time within half a year of now. */
export function readYearOrTime(
  words: readonly Word[],
  at: number,
  date: WrittenDate,
): FoundDate | undefined {
  const text = words[at]?.text;
  const read = readTime(text) ?? readOddTime(text);
  if (read !== undefined) {
    const timed = { ...date, ...read.time };
    return read.hasSeconds ? readYearBehind(words, at, timed) : { date: timed, last: at };
  }
  const year = readYear(text);
  return year === undefined ? undefined : readTimeBehind(words, at, { ...date, year });
}

/** `03.26` and `03h26`, as some languages have it: where month and day stand before, it is no name. */
function readOddTime(text = ''): ReadTime | undefined {
  return /^\d\d[.h]\d\d$/.test(text) ? readTime(text.replace(/[.h]/, ':')) : undefined;
}

/** BSD's `ls -lT` writes the year behind a time with seconds. */
function readYearBehind(words: readonly Word[], at: number, date: WrittenDate): FoundDate {
  const text = words[at + 1]?.text ?? '';
  if (!/^(?:19|20)\d\d$/.test(text)) return { date, last: at };
  return { date: { ...date, year: Number(text) }, last: at + 1 };
}

/** `ls` puts two blanks before a year; where there is only one, a time may follow. */
function readTimeBehind(words: readonly Word[], at: number, date: WrittenDate): FoundDate {
  const blanks = (words[at]?.start ?? 0) - (words[at - 1]?.end ?? 0);
  if (blanks !== 1) return { date, last: at };
  const read = readTime(words[at + 1]?.text);
  if (read === undefined) return { date, last: at, isLeftYear: true };
  return { date: { ...date, ...read.time }, last: at + 1 };
}

/** Behind a whole date may stand a time, and behind that its offset from UTC. */
export function readTimeAndZone(words: readonly Word[], at: number, date: WrittenDate): FoundDate {
  const read = readTime(words[at]?.text);
  if (read === undefined) return { date, last: at - 1, isPadded: true };
  const timed: WrittenDate = { ...date, ...read.time };
  const zone = read.hasSeconds ? readZone(words[at + 1]?.text) : undefined;
  if (zone === undefined) return { date: timed, last: at };
  return { date: { ...timed, zone }, last: at + 1 };
}
