// A line is the CRC-32 of what follows, in eight hexadecimal digits, a blank, and a value as JSON.
// JSON has no line ends in it, so a line is whole or it is not there.
import { crc32 } from 'node:zlib';

const LF = 0x0a;
const sumLength = 9;

/** One value as a line that shows whether it is whole. */
export function toLine(value: unknown): string {
  const json = JSON.stringify(value);
  return `${sumOf(json)} ${json}\n`;
}

/** The value of a line without its end; undefined where the line is damaged. */
export function tryParseLine(line: Buffer): { value: unknown } | undefined {
  const json = line.subarray(sumLength);
  if (line.length <= sumLength || line.toString('latin1', 0, sumLength) !== `${sumOf(json)} `) {
    return undefined;
  }
  return { value: JSON.parse(json.toString()) };
}

/** The values of some lines, and how many of the lines are damaged. */
export interface ReadLines {
  values: unknown[];
  damaged: number;
  /** How many of the bytes are whole lines: what is behind them may go on. */
  wholeBytes: number;
}

/** Reads the lines in these bytes. The last one needs no end where `isAll`: nothing follows it. */
export function readLines(bytes: Buffer, isAll: boolean): ReadLines {
  const read: ReadLines = { values: [], damaged: 0, wholeBytes: 0 };
  const add = (line: Buffer): void => {
    const parsed = tryParseLine(line);
    if (parsed === undefined) read.damaged += 1;
    else read.values.push(parsed.value);
  };
  for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, read.wholeBytes)) {
    add(bytes.subarray(read.wholeBytes, end));
    read.wholeBytes = end + 1;
  }
  if (isAll && read.wholeBytes < bytes.length) add(bytes.subarray(read.wholeBytes));
  return read;
}

function sumOf(json: string | Buffer): string {
  return crc32(json).toString(16).padStart(8, '0');
}
