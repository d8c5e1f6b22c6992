import { type FoundDate, readTimeAndZone, readYear, readYearOrTime } from './date-tail.js';
import { type Word } from './listing-line.js';
import { MIDNIGHT } from './written-date.js';

// A wrong charset may have turned each of the marks for year, month and day into up to three letters.
const monthShape = /^(\d{1,2})[^!-~].{0,2}$/u;
const glued = /^(?:(\d{4})[^\d\s]{1,3})?(\d{1,2})[^!-~][^\d\s]{0,2}(\d{1,2})[^\d\s]{0,3}$/u;
const dayShape = /^(\d{1,2})(?:[.,]|st|nd|rd|th|[^!-~].{0,2})?$/u;

/** `4月 18日 2003年`, `8월 17 08:52`, `2003 3月 20`, `10月25日 12:30`, in any charset. */
export function readAsianDate(words: readonly Word[], at: number): FoundDate | undefined {
  const text = words[at]?.text ?? '';
  const whole = glued.exec(text);
  if (whole !== null) {
    const [, year, month, day] = whole;
    return toFound(words, at + 1, {
      year: readYear(year),
      month: readMonth(month),
      day: readDay(day),
    });
  }
  const year = readYear(text);
  const from = year === undefined ? at : at + 1;
  const month = readMonth(monthShape.exec(words[from]?.text ?? '')?.[1]);
  if (month === undefined) return undefined;
  return toFound(words, from + 2, { year, month, day: readDay(words[from + 1]?.text) });
}

interface Numbers {
  year: number | undefined;
  month: number | undefined;
  day: number | undefined;
}

function toFound(
  words: readonly Word[],
  next: number,
  { year, month, day }: Numbers,
): FoundDate | undefined {
  if (month === undefined || day === undefined) return undefined;
  const date = { month, day, ...MIDNIGHT };
  if (year === undefined) return readYearOrTime(words, next, date);
  return readTimeAndZone(words, next, { ...date, year });
}

function readMonth(text: string | undefined): number | undefined {
  const month = Number(text);
  return month >= 1 && month <= 12 ? month : undefined;
}

/** A day of the month, perhaps with a full stop, a comma, an English ending or the Asian "day". */
export function readDay(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const day = Number(dayShape.exec(text)?.[1]);
  return day >= 1 && day <= 31 ? day : undefined;
}
