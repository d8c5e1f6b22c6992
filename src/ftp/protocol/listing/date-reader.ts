// Finds the date of an `ls` line among its words. Each shape that servers write is one small reader,
// chosen by the first character of the word it begins with.
import { readAsianDate, readDay } from './asian-date.js';
import { type FoundDate, readTimeAndZone, readYearOrTime } from './date-tail.js';
import { type Word } from './listing-line.js';
import { findMonth } from './month-words.js';
import { inOrder, readNumberDate, readWholeDate } from './number-date.js';
import { MIDNIGHT } from './written-date.js';

/** The date that begins with word `at`, in any of the shapes of `ls`. */
export function readDateAt(words: readonly Word[], at: number): FoundDate | undefined {
  const word = words[at];
  if (word === undefined) return undefined;
  const code = word.text.charCodeAt(0);
  if (code >= 48 && code <= 57) return readNumberFirst(words, at, word);
  if (code < 63 || code === 64) return undefined;
  return readMonthFirst(words, at) ?? readAfterWeekday(words, at);
}

/** `Jan 29 03:26`, `Apr  8  1994`, `Oct 08, 2002 09:47`, `Jan 29 03:26:15 1998`. */
function readMonthFirst(words: readonly Word[], at: number): FoundDate | undefined {
  const text = words[at]?.text ?? '';
  const word = findMonth(text);
  if (word === undefined) return readNamedDate(words, at, text);
  const day = readDay(words[at + 1]?.text);
  if (day === undefined) return undefined;
  return readYearOrTime(words, at + 2, { month: word.month, day, word, ...MIDNIGHT });
}

function readNamedDate(words: readonly Word[], at: number, text: string): FoundDate | undefined {
  const date = text.length > 8 ? readNumberDate(text) : undefined;
  return date && readTimeAndZone(words, at + 1, date);
}

/** `Thu Jan 29 …`: no weekday is checked, a month and a day behind it are proof enough. */
function readAfterWeekday(words: readonly Word[], at: number): FoundDate | undefined {
  const text = words[at]?.text ?? '';
  if (!/^\p{L}{2,4}[.,]?$/u.test(text)) return undefined;
  return /^\p{L}/u.test(words[at + 1]?.text ?? '') ? readMonthFirst(words, at + 1) : undefined;
}

function readNumberFirst(words: readonly Word[], at: number, word: Word): FoundDate | undefined {
  const { text } = word;
  const next = words[at + 1]?.text;
  if (next === undefined) return readOneWord(words, at, text);
  return readDayFirst(words, at) ?? readOneWord(words, at, text) ?? readApart(words, at, next);
}

/** `26. Juli, 20:10`, `2. Okt. 2003`, `29 янв 03:26`. */
function readDayFirst(words: readonly Word[], at: number): FoundDate | undefined {
  const day = readDay(words[at]?.text);
  const month = words[at + 1]?.text;
  if (day === undefined || month === undefined) return undefined;
  const word = findMonth(month);
  if (word === undefined) return undefined;
  return readYearOrTime(words, at + 2, { month: word.month, day, word, ...MIDNIGHT });
}

/** `2005-06-07 21:22`, `24-04-2003`, `10月25日 12:30`, `2003年3月20日`. */
function readOneWord(words: readonly Word[], at: number, text: string): FoundDate | undefined {
  const date = readNumberDate(text);
  if (date !== undefined) return readTimeAndZone(words, at + 1, date);
  const whole = readWholeDate(text);
  if (whole !== undefined) return { date: whole, last: at };
  return readMonthAndDay(words, at, text) ?? readAsianDate(words, at);
}

/** `09-26 2000`, `09-26 13:45`, `26/09 13:45`. */
function readMonthAndDay(words: readonly Word[], at: number, text: string): FoundDate | undefined {
  const parts = /^(\d{1,2})[-/.](\d{1,2})\.?$/.exec(text);
  if (parts === null) return undefined;
  const date = inOrder(undefined, [Number(parts[1]), Number(parts[2])], 'month-first');
  return date && readYearOrTime(words, at + 1, date);
}

/** `3 29 03:26` and `3 29 2003`: a month, a day, and what makes them a date. */
function readApart(words: readonly Word[], at: number, next: string): FoundDate | undefined {
  const first = words[at]?.text ?? '';
  if (first.length > 2 || next.length > 2 || !isDigits(first) || !isDigits(next)) return undefined;
  const date = inOrder(undefined, [Number(first), Number(next)], 'month-first');
  const found = date && readYearOrTime(words, at + 2, date);
  if (found?.date.year !== undefined) found.isWeak = true;
  return found;
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}
