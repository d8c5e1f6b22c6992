// Each format of listings as its own servers write it: what is read is what was written. And all of
// them as bytes, wherever they are cut.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isRemoteError } from '../../../../src/base/remote-error.js';
import { type RemoteEntry } from '../../../../src/base/remote-entry.js';
import { textCodec } from '../../../../src/ftp/net/text-codec.js';
import { type Listing, ListingReader } from '../../../../src/ftp/operations/listing-reader.js';
import { parseTimeVal } from '../../../../src/ftp/protocol/listing/time-val.js';
import { parseListingAt } from '../../../../src/ftp/protocol/parse-listing.js';
import { cutAt } from '../../../support/cut-at.js';
import { propertyRuns } from '../../../support/property-runs.js';

const now = Date.UTC(2024, 5, 15, 12);
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An entry before it is written. */
interface Written {
  name: string;
  isFolder: boolean;
  size: number;
  mode: number;
  /** Whole days since 1970, and minutes of the day. */
  day: number;
  minute: number;
}

interface Format {
  name: string;
  line: (written: Written) => string;
  /** What of the entry the format can tell. */
  told: (written: Written) => Partial<RemoteEntry>;
}

const dayMs = 86_400_000;
const two = (value: number): string => String(value).padStart(2, '0');
const dateOf = ({ day }: Written): Date => new Date(day * dayMs);
const timeOf = ({ day, minute }: Written): number => day * dayMs + minute * 60_000;
const clockOf = ({ minute }: Written): string =>
  `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const typeOf = ({ isFolder }: Written): 'directory' | 'file' => (isFolder ? 'directory' : 'file');

function timeValOf(written: Written): string {
  return new Date(timeOf(written)).toISOString().replaceAll(/[-:TZ]|\.\d+/g, '');
}

function rights({ mode, isFolder }: Written): string {
  const bits = mode.toString(2).padStart(9, '0');
  const letters = Array.from(bits, (bit, at) => (bit === '1' ? 'rwx'.charAt(at % 3) : '-'));
  return (isFolder ? 'd' : '-') + letters.join('');
}

function unixLine(written: Written, when: string): string {
  return `${rights(written)}   1 root     other ${String(written.size).padStart(10)} ${when} ${written.name}`;
}

const monthDay = (date: Date): string =>
  `${months[date.getUTCMonth()] ?? ''} ${String(date.getUTCDate()).padStart(2)}`;
const americanDay = (date: Date): string =>
  `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;

const formats: readonly Format[] = [
  {
    name: 'MLSD',
    line: (w) =>
      `type=${w.isFolder ? 'dir' : 'file'};size=${String(w.size)};modify=${timeValOf(w)};` +
      `UNIX.mode=0${w.mode.toString(8).padStart(3, '0')}; ${w.name}`,
    told: (w) => ({
      type: typeOf(w),
      size: w.size,
      modified: timeOf(w),
      modifiedExact: true,
      mode: w.mode,
    }),
  },
  {
    name: 'ls -l with years',
    line: (w) => unixLine(w, `${monthDay(dateOf(w))}  ${String(dateOf(w).getUTCFullYear())}`),
    told: (w) => ({ type: typeOf(w), size: w.size, modified: w.day * dayMs, mode: w.mode }),
  },
  {
    name: 'ls -l with ISO dates',
    line: (w) => unixLine(w, `${dateOf(w).toISOString().slice(0, 10)} ${clockOf(w)}`),
    told: (w) => ({ type: typeOf(w), size: w.size, modified: timeOf(w), mode: w.mode }),
  },
  {
    name: 'DOS',
    line: (w) => {
      const hour = Math.floor(w.minute / 60);
      const clock = `${two(hour % 12 === 0 ? 12 : hour % 12)}:${two(w.minute % 60)}${hour < 12 ? 'AM' : 'PM'}`;
      const date = `${americanDay(dateOf(w))}-${String(dateOf(w).getUTCFullYear())}`;
      const kind = w.isFolder ? '<DIR>'.padEnd(14) : String(w.size).padStart(20);
      return `${date}  ${clock} ${w.isFolder ? `      ${kind}` : kind} ${w.name}`;
    },
    told: (w) => ({
      type: typeOf(w),
      modified: timeOf(w),
      ...(w.isFolder ? {} : { size: w.size }),
    }),
  },
  {
    name: 'EPLF',
    line: (w) =>
      `+i1.2,m${String(timeOf(w) / 1000)},${w.isFolder ? '/' : `r,s${String(w.size)}`},up${w.mode.toString(8).padStart(3, '0')},\t${w.name}`,
    told: (w) => ({
      type: typeOf(w),
      modified: timeOf(w),
      modifiedExact: true,
      mode: w.mode,
      ...(w.isFolder ? {} : { size: w.size }),
    }),
  },
  {
    name: 'numeric Unix',
    line: (w) =>
      `0${w.isFolder ? '40' : '100'}${w.mode.toString(8).padStart(3, '0')} 500 101 ${String(w.size)} ${String(timeOf(w) / 1000)} ${w.name}`.replace(
        /^0(40\d{3}) /,
        '0$1 ',
      ),
    told: (w) => ({ type: typeOf(w), size: w.size, modified: timeOf(w), mode: w.mode }),
  },
  {
    name: 'NetWare',
    line: (w) =>
      `${w.isFolder ? 'd' : '-'} [RWCEAFMS] admin ${String(w.size).padStart(12)} ${monthDay(dateOf(w))}  ${String(dateOf(w).getUTCFullYear())} ${w.name}`,
    told: (w) => ({ type: typeOf(w), size: w.size, modified: w.day * dayMs, owner: 'admin' }),
  },
];

const written: fc.Arbitrary<Written> = fc.record({
  name: fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((text) => `n${text.replaceAll(/[/\u0000-\u001f\u0085\u2028\u2029\\]/g, '_')}x`)
    .filter((name) => !name.includes(' -> ')),
  isFolder: fc.boolean(),
  size: fc.integer({ min: 0, max: 999_999_999 }),
  mode: fc.integer({ min: 0, max: 0o777 }),
  // From 2001 to 2023: years of four digits, seconds of nine or ten.
  day: fc.integer({ min: 11_600, max: 19_600 }),
  minute: fc.integer({ min: 0, max: 1439 }),
});

for (const { name, line, told } of formats) {
  test(`what ${name} writes of an entry is what is read of it`, () => {
    fc.assert(
      fc.property(written, (entry) => {
        const [read] = parseListingAt(`${line(entry)}\r\n`, { now });
        assert.equal(read?.name, entry.name, line(entry));
        const wanted = told(entry);
        const keys = Object.keys(wanted) as (keyof RemoteEntry)[];
        const seen = Object.fromEntries(keys.map((key) => [key, read[key]]));
        assert.deepEqual(seen, wanted, line(entry));
      }),
      propertyRuns,
    );
  });
}

const anyLine = fc
  .tuple(fc.constantFrom(...formats), written)
  .map(([format, entry]) => Buffer.from(format.line(entry)));
const foreignLine = fc
  .tuple(fc.constantFrom(...formats), written)
  .map(([format, entry]) => Buffer.from(`${format.line(entry)}\u00e9`, 'latin1'));
const lineEnd = fc.constantFrom('\n', '\r\n', '\r\r\n', '');
const listing = fc
  .array(
    fc
      .tuple(fc.oneof(anyLine, foreignLine, fc.uint8Array({ maxLength: 80 })), lineEnd)
      .map(([bytes, end]) => Buffer.concat([bytes, Buffer.from(end)])),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts));

function listingOf(chunks: readonly Uint8Array[]): Listing | string {
  const reader = new ListingReader({ codec: textCodec() });
  try {
    for (const chunk of chunks) reader.read(chunk, '/');
    return reader.finish();
  } catch (error) {
    if (isRemoteError(error)) return error.kind;
    throw error;
  }
}

test('any bytes give the same listing however they are cut, and no name that is unsafe', () => {
  fc.assert(
    fc.property(listing, fc.array(fc.nat(), { maxLength: 8 }), (bytes, places) => {
      const whole = listingOf([bytes]);
      assert.deepEqual(listingOf(cutAt(bytes, places)), whole);
      assert.ok(typeof whole !== 'string', 'it was refused');
      for (const entry of whole.entries) {
        assert.doesNotMatch(entry.name, /^\.{0,2}$|[/\0\r\n]/);
      }
    }),
    propertyRuns,
  );
});

test('a time-val is read to the millisecond, and any text is a time or none', () => {
  const time = fc.date({
    min: new Date(0),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  const nearTime = fc.string({ unit: fc.constantFrom('0', '1', '9', '2', '.', 'Z', ' ', '-') });
  fc.assert(
    fc.property(time, fc.oneof(nearTime, fc.string()), (date, text) => {
      const digits = date.toISOString().replaceAll(/[-:TZ]/g, '');
      assert.equal(parseTimeVal(digits), date.getTime());
      const read = parseTimeVal(text);
      assert.ok(read === undefined || Number.isSafeInteger(read));
    }),
    propertyRuns,
  );
});
