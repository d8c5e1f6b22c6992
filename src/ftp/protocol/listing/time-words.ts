import { type Word } from './listing-line.js';
import { type TimeOfDay } from './written-date.js';

/** A time of day as a listing tells it. */
export interface ReadTime {
  time: TimeOfDay;
  hasSeconds: boolean;
}

const shape = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?([ap]\.?(?:m\.?)?)?,?$/i;
const half = /^[ap]\.?m\.?$/i;

/** Reads `hh:mm`, with seconds and AM or PM where they are there. */
export function readTime(text: string | undefined): ReadTime | undefined {
  if (text === undefined || text.length < 4) return undefined;
  const parts = shape.exec(text);
  if (parts === null) return undefined;
  const [, hour, minute, second, mark] = parts;
  const time = {
    hour: toHour(Number(hour), mark),
    minute: Number(minute),
    second: Number(second ?? 0),
  };
  return time.hour > 24 || time.minute > 59
    ? undefined
    : { time, hasSeconds: second !== undefined };
}

/** Reads a time whose AM or PM may be a word of its own; `words` tells how many words it took. */
export function readSpacedTime(
  words: readonly Word[],
  at: number,
): (ReadTime & { words: number }) | undefined {
  const text = words[at]?.text;
  const read = readTime(text);
  if (text === undefined || read === undefined) return undefined;
  const mark = words[at + 1]?.text;
  if (mark === undefined || !half.test(mark)) return { ...read, words: 1 };
  const spaced = readTime(text + mark);
  return spaced === undefined ? { ...read, words: 1 } : { ...spaced, words: 2 };
}

/** Twelve at night is hour 0, twelve at noon hour 12. */
function toHour(hour: number, mark: string | undefined): number {
  if (mark === undefined || hour > 12) return hour;
  const isAfternoon = mark.toLowerCase().startsWith('p');
  return (hour % 12) + (isAfternoon ? 12 : 0);
}
