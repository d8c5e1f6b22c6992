// How long 50 000 lines of a listing take, from the bytes of the data connection to the entries: the
// median and the spread of nine runs, after two to warm up, in milliseconds of processor time.
import { textCodec } from '../../src/ftp/net/text-codec.js';
import { ListingReader } from '../../src/ftp/operations/listing-reader.js';

const LINES = 50_000;
const RUNS = 9;
const WARM_UPS = 2;
/** As much as a socket gives at once. */
const CHUNK_BYTES = 65_536;

const two = (value: number): string => String(value).padStart(2, '0');

const formats: Record<string, (index: number) => string> = {
  mlsd: (index) =>
    `type=file;size=${String(index)};modify=20240102${two(index % 24)}${two(index % 60)}05;UNIX.mode=0644;UNIX.uid=1000;UNIX.gid=1000;unique=801U${String(index)}; file ${String(index)}.txt`,
  'mlsd, not ASCII': (index) =>
    `type=file;size=${String(index)};modify=20240102030405;UNIX.mode=0644;unique=801U${String(index)}; größe ${String(index)}.txt`,
  unix: (index) =>
    `-rw-r--r--   1 user     group    ${String(index).padStart(10)} Jan ${two(1 + (index % 28))} ${two(index % 24)}:${two(index % 60)} file ${String(index)}.txt`,
  'unix, not UTF-8': (index) =>
    `-rw-r--r--   1 user     group    ${String(index).padStart(10)} Jan 29  2021 gr\xf6\xdfe ${String(index)}.txt`,
  dos: (index) => `04-14-00  03:47PM ${String(index).padStart(20)} file ${String(index)}.txt`,
};

function measure(bytes: Uint8Array): number {
  const codec = textCodec();
  const start = process.cpuUsage();
  const reader = new ListingReader({ codec });
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    reader.read(bytes.subarray(at, at + CHUNK_BYTES), '/');
  }
  const { entries } = reader.finish();
  const { user, system } = process.cpuUsage(start);
  if (entries.length !== LINES) throw new Error(`${String(entries.length)} entries were read`);
  return (user + system) / 1000;
}

for (const [format, toLine] of Object.entries(formats)) {
  const text = Array.from({ length: LINES }, (_, index) => toLine(index)).join('\r\n');
  const bytes = Buffer.from(text, format.includes('not UTF-8') ? 'latin1' : 'utf8');
  const times = Array.from({ length: RUNS + WARM_UPS }, () => measure(bytes)).slice(WARM_UPS);
  const [least = 0, median = 0, most = 0] = [0, RUNS >> 1, RUNS - 1].map(
    (place) => times.toSorted((one, other) => one - other)[place] ?? 0,
  );
  console.log(`${format}: ${median.toFixed(0)} ms (${least.toFixed(0)} to ${most.toFixed(0)})`);
}
