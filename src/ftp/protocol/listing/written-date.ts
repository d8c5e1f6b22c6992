import { tryDayToEpoch } from './calendar.js';
import { type MonthWord } from './month-words.js';

/** A date as a server wrote it, by its own wall clock. */
export interface WrittenDate extends TimeOfDay {
  /** Left out by `ls` for what changed within half a year. */
  year?: number;
  /** 1 to 12. */
  month: number;
  day: number;
  /** Month and day might be the other way round: nothing in this date tells. */
  isOpen?: boolean;
  /** This date shows by a number over 12 which of its two numbers is the day. */
  proves?: DayOrder;
  /** The order the date was read in, where it has an order at all. */
  readAs?: DayOrder;
  /** The word that named the month, where it means another month in another language. */
  word?: MonthWord;
  /** Minutes east of UTC, where the line itself tells. */
  zone?: number;
}

/** How a date like 03/04 is meant. */
export type DayOrder = 'day-first' | 'month-first';

/** A time without its day, on a clock of 24 hours. */
export interface TimeOfDay {
  hour: number;
  minute: number;
  second: number;
}

/** The time of a date that has none. */
export const MIDNIGHT: TimeOfDay = { hour: 0, minute: 0, second: 0 };

/** What turns a server's wall clock into UTC, and a date without a year into one with it. */
export interface ListingClock {
  /** Epoch ms. */
  now: number;
  /** The server's offset from UTC in minutes. */
  utcOffset: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Epoch ms of a written date; undefined where the calendar has no such day. */
export function toEpoch(date: WrittenDate, clock: ListingClock): number | undefined {
  if (date.hour > 24 || date.minute > 59 || date.second > 60) return undefined;
  const offset = (date.zone ?? clock.utcOffset) * MINUTE_MS;
  if (date.year !== undefined) {
    const local = localEpoch(date, date.year);
    return local === undefined ? undefined : local - offset;
  }
  return latestBefore(date, clock.now + DAY_MS, offset);
}

/** The last time this day came round before `limit`; February 29 may be some years back. */
function latestBefore(date: WrittenDate, limit: number, offset: number): number | undefined {
  const thisYear = new Date(limit + offset).getUTCFullYear();
  for (let year = thisYear; year > thisYear - 9; year -= 1) {
    const local = localEpoch(date, year);
    if (local !== undefined && local - offset <= limit) return local - offset;
  }
  return undefined;
}

function localEpoch(date: WrittenDate, year: number): number | undefined {
  const day = tryDayToEpoch(year, date.month, date.day);
  if (day === undefined) return undefined;
  return day + ((date.hour * 60 + date.minute) * 60 + date.second) * 1000;
}

/** A year written with two digits, or with three as the count since 1900 (OS/2). */
export function toFullYear(text: string): number {
  const year = Number(text);
  if (text.length > 3) return year;
  if (text.length === 3) return 1900 + year;
  return year < 70 ? 2000 + year : 1900 + year;
}
