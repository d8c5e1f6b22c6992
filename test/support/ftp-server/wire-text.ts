import { isUtf8 } from 'node:buffer';

/*
 * Names travel inside this server as raw text: one character per byte (latin1), so that a
 * name that is not UTF-8 survives. Normal strings exist only at the door: options, log, files API.
 */

/** The UTF-8 bytes of `text`, one character per byte. */
export function toRaw(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Raw text as a person would write it: UTF-8 where it is UTF-8, latin1 otherwise. */
export function fromRaw(raw: string): string {
  const bytes = Buffer.from(raw, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : raw;
}

/** A reply of several lines; the lines between the first and the last are indented. */
export function multiline(code: number, ...lines: string[]): string {
  const last = lines.length - 1;
  return lines
    .map((line, index) => {
      if (index === last) return `${String(code)} ${line}`;
      return index === 0 ? `${String(code)}-${line}` : ` ${line}`;
    })
    .join('\r\n');
}

/** `YYYYMMDDHHMMSS` in UTC, the time format of MLSD, MDTM and MFMT. */
export function formatTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/[-:T]/g, '').slice(0, 14);
}

/** Reads `YYYYMMDDHHMM[SS]` as UTC; undefined where it is no time. */
export function tryParseTime(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?$/.exec(text);
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
