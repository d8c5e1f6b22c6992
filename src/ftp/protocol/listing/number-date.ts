import { findMonth } from './month-words.js';
import { type DayOrder, MIDNIGHT, toFullYear, type WrittenDate } from './written-date.js';

const shape = /^(\d{1,4})([-/.])(\d{1,2}|\p{L}[\p{L}\p{M}]{1,12}\.?)\2(\d{1,4}),?$/u;
const namedFirst = /^(\p{L}[\p{L}\p{M}]{1,12})([-/.])(\d{1,2})\2(\d{2}|\d{4}),?$/u;

/** Reads a date in one word: `2005-06-07`, `23/02/00`, `02.23.2000`, `19-NOV-2001`, `Feb-28-1998`. */
export function readNumberDate(text: string): WrittenDate | undefined {
  if (text.length < 6) return undefined;
  const parts = shape.exec(text);
  if (parts === null) return readNamedFirst(text);
  const [, first = '', mark, middle = '', last = ''] = parts;
  if (middle > '9') return readNamedMiddle(first, middle, last);
  if (isYear(first)) return yearFirst(toFullYear(first), Number(middle), Number(last));
  if (last.length < 2) return undefined;
  const usual = mark === '.' ? 'day-first' : 'month-first';
  return inOrder(toFullYear(last), [Number(first), Number(middle)], usual);
}

const whole = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Reads date and time in one word: `2024-01-29T03:26:15Z` (ISO 8601). */
export function readWholeDate(text: string): WrittenDate | undefined {
  const parts = text.length < 16 ? null : whole.exec(text);
  const date = readNumberDate(parts?.[1] ?? '');
  if (parts === null || date === undefined) return undefined;
  const [, , hour, minute, second = '0', zone] = parts;
  const timed = { ...date, hour: Number(hour), minute: Number(minute), second: Number(second) };
  return zone === undefined ? timed : { ...timed, zone: zone === 'Z' ? 0 : (readZone(zone) ?? 0) };
}

/** The offset from UTC in minutes, of `+0200` or `-03:30`. */
export function readZone(text: string | undefined): number | undefined {
  const parts = /^([+-])(\d\d):?(\d\d)$/.exec(text ?? '');
  if (parts === null) return undefined;
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  return parts[1] === '-' ? -minutes : minutes;
}

function readNamedFirst(text: string): WrittenDate | undefined {
  const parts = namedFirst.exec(text);
  const word = findMonth(parts?.[1] ?? '');
  if (parts === null || word === undefined) return undefined;
  return {
    year: toFullYear(parts[4] ?? ''),
    month: word.month,
    day: Number(parts[3]),
    ...MIDNIGHT,
  };
}

function readNamedMiddle(first: string, middle: string, last: string): WrittenDate | undefined {
  const word = findMonth(middle);
  if (word === undefined) return undefined;
  const [year, day] = isYear(first) ? [first, last] : [last, first];
  if (year.length < 2 || Number(day) > 31) return undefined;
  return { year: toFullYear(year), month: word.month, day: Number(day), word, ...MIDNIGHT };
}

/** Four digits, a number that can be no day, or the two zeros of the year 2000. */
function isYear(text: string): boolean {
  return text.length === 4 || Number(text) > 31 || text === '00';
}

function yearFirst(year: number, second: number, third: number): WrittenDate | undefined {
  const [month, day] = second > 12 ? [third, second] : [second, third];
  return isDay(month, day) ? { year, month, day, ...MIDNIGHT } : undefined;
}

/** A date whose two small numbers may stand either way round; `usual` is how it is mostly meant. */
export function inOrder(
  year: number | undefined,
  [first, second]: readonly [number, number],
  usual: DayOrder,
): WrittenDate | undefined {
  const proves = provenOrder(first, second);
  const readAs = proves ?? usual;
  const [month, day] = readAs === 'day-first' ? [second, first] : [first, second];
  if (!isDay(month, day)) return undefined;
  const date: WrittenDate = { month, day, readAs, ...MIDNIGHT };
  if (year !== undefined) date.year = year;
  if (proves === undefined) date.isOpen = true;
  else date.proves = proves;
  return date;
}

function provenOrder(first: number, second: number): DayOrder | undefined {
  if (first > 12) return 'day-first';
  return second > 12 ? 'month-first' : undefined;
}

function isDay(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
