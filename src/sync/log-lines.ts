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

/** Cuts chunks into lines without their ends; what stands behind the last end is a line too. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let tail: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      const rest = chunk.subarray(start, end);
      yield tail.length === 0 ? rest : Buffer.concat([...tail, rest]);
      tail = [];
      start = end + 1;
    }
    if (start < chunk.length) tail.push(chunk.subarray(start));
  }
  if (tail.length > 0) yield Buffer.concat(tail);
}

function sumOf(json: string | Buffer): string {
  return crc32(json).toString(16).padStart(8, '0');
}
