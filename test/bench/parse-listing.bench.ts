// How long 50 000 lines of a listing take: the median and the spread of nine runs, after two to warm up.
import { performance } from 'node:perf_hooks';
import { parseListing } from '../../src/ftp/parse-listing.js';

const LINES = 50_000;
const RUNS = 9;
const WARM_UPS = 2;

const formats: Record<string, (index: number) => string> = {
  mlsd: (index) =>
    `type=file;size=${String(index)};modify=20240102030405;UNIX.mode=0644;unique=801U${String(index)}; file ${String(index)}.txt`,
  unix: (index) =>
    `-rw-r--r--   1 user     group    ${String(index).padStart(10)} Jan 29 03:26 file ${String(index)}.txt`,
  dos: (index) => `04-14-00  03:47PM ${String(index).padStart(20)} file ${String(index)}.txt`,
};

function measure(text: string): number {
  const start = performance.now();
  const entries = parseListing(text);
  const ms = performance.now() - start;
  if (entries.length !== LINES) throw new Error(`${String(entries.length)} entries were read`);
  return ms;
}

for (const [format, toLine] of Object.entries(formats)) {
  const text = Array.from({ length: LINES }, (_, index) => toLine(index)).join('\r\n');
  const times = Array.from({ length: RUNS + WARM_UPS }, () => measure(text)).slice(WARM_UPS);
  const [least = 0, median = 0, most = 0] = [0, RUNS >> 1, RUNS - 1].map(
    (place) => times.toSorted((one, other) => one - other)[place] ?? 0,
  );
  console.log(`${format}: ${median.toFixed(0)} ms (${least.toFixed(0)} to ${most.toFixed(0)})`);
}
