import { tryDayToEpoch } from './calendar.js';

const shape = /^(\d{4,5})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.(\d+))?Z?$/;

/**
 * Reads an RFC 3659 time-val (section 2.3), `YYYYMMDDHHMMSS[.sss]` in UTC, as epoch ms.
 * Servers that print the year as "19" and the years since 1900 (`19100` for 2000) are understood.
 */
export function parseTimeVal(text: string): number | undefined {
  return parseUsual(text) ?? parseAny(text);
}

/** Fourteen digits, which is what most servers write; undefined for all else. */
function parseUsual(text: string): number | undefined {
  if (text.length !== usualLength) return undefined;
  const time = [numberAt(text, 8, 2), numberAt(text, 10, 2), numberAt(text, 12, 2)];
  const day = tryDayToEpoch(numberAt(text, 0, 4), numberAt(text, 4, 2), numberAt(text, 6, 2));
  const isRead = day !== undefined && !Number.isNaN(day) && !time.some(Number.isNaN);
  return isRead ? addTime(day, time, 0) : undefined;
}

const usualLength = 14;

/** NaN where there is anything but digits. */
function numberAt(text: string, from: number, digits: number): number {
  let number = 0;
  for (let at = from; at < from + digits; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : NaN;
  }
  return number;
}

function parseAny(text: string): number | undefined {
  const parts = shape.exec(text.trim());
  if (parts === null) return undefined;
  const [, year = '', month, day, hour, minute, second = '0', fraction = ''] = parts;
  const fullYear = year.length === 4 ? Number(year) : yearSince1900(year);
  if (fullYear === undefined) return undefined;
  const time = [hour, minute, second].map(Number);
  const days = tryDayToEpoch(fullYear, Number(month), Number(day));
  return days === undefined ? undefined : addTime(days, time, toMilliseconds(fraction));
}

function yearSince1900(text: string): number | undefined {
  return text.startsWith('191') ? 1900 + Number(text.slice(2)) : undefined;
}

function addTime(days: number, time: number[], milliseconds: number): number | undefined {
  const [hour = 0, minute = 0, second = 0] = time;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  return days + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
}

function toMilliseconds(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, '0'));
}
