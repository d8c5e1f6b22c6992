// Reads a log in parts of many records each, from its beginning or from where a reader stopped before.
// Who goes on must find the very file that was read: one that was written anew is read as a whole, even
// where the disk has given it the number of the old one.
import { type FileHandle } from 'node:fs/promises';
import { readLines } from './log-lines.js';

/** Where a reader of a log stands. */
export interface LogPlace {
  /** Which file was read, as far as the disk tells files apart. */
  readonly file: string;
  /** How much of it was read; lines that are whole. */
  readonly bytes: number;
  /** The last bytes of that. */
  readonly tail: Buffer;
}

/** Some records, in their order. */
export interface LogPart {
  records: readonly unknown[];
  /** How many lines crashes have spoilt. */
  damaged: number;
  /** These are the first records of the log: what was read before is no part of it any more. */
  isAnew: boolean;
  /** Where it goes on; undefined: there is no log. */
  place: LogPlace | undefined;
}

/** With larger parts nothing else would have its turn for too long. */
const partBytes = 262_144;
const tailBytes = 128;

/** The records behind `place`, or all of them where this is another log than that. */
export async function* partsOf(
  handle: FileHandle,
  { place, check }: { place: LogPlace | undefined; check: (header: string) => void },
): AsyncGenerator<LogPart> {
  const file = await fileOf(handle);
  const known = place !== undefined && (await isIn(handle, file, place)) ? place : undefined;
  let at = known?.bytes ?? (await endOfHeader(handle, check));
  let tail = known?.tail ?? Buffer.alloc(0);
  let isAnew = known === undefined;
  let buffer = Buffer.allocUnsafe(partBytes);
  for (let isOver = false; !isOver;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    isOver = bytesRead < buffer.length;
    const { values, damaged, wholeBytes } = readLines(buffer.subarray(0, bytesRead), isOver);
    at += wholeBytes;
    if (wholeBytes > 0) tail = endOf(buffer.subarray(0, wholeBytes));
    yield { records: values, damaged, isAnew, place: { file, bytes: at, tail } };
    isAnew = false;
    // A line that is longer than all that was read.
    if (wholeBytes === 0) buffer = Buffer.allocUnsafe(buffer.length * 2);
  }
}

/** The disk may give the number of a file that is gone to a new one, but not its time of birth too. */
async function fileOf(handle: FileHandle): Promise<string> {
  const { dev, ino, birthtimeNs } = await handle.stat({ bigint: true });
  return [dev, ino, birthtimeNs].join(' ');
}

async function isIn(handle: FileHandle, file: string, place: LogPlace): Promise<boolean> {
  const { bytes, tail } = place;
  if (place.file !== file || tail.length === 0) return false;
  const there = Buffer.alloc(tail.length);
  const { bytesRead } = await handle.read(there, 0, there.length, bytes - tail.length);
  return bytesRead === tail.length && there.equals(tail);
}

/** An empty file has no header yet. */
async function endOfHeader(handle: FileHandle, check: (header: string) => void): Promise<number> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
  if (bytesRead === 0) return 0;
  const [header = ''] = buffer.toString('utf8', 0, bytesRead).split('\n', 1);
  check(header);
  return Buffer.byteLength(header) + 1;
}

/** No header is longer. */
const headerBytes = 256;

function endOf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(Math.max(0, bytes.length - tailBytes)));
}
