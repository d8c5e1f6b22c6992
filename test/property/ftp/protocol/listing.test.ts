import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type RemoteEntry } from '../../../../src/base/remote-entry.js';
import { parseMlsdLine, parseMlst } from '../../../../src/ftp/protocol/listing/facts.js';
import { ListingParser } from '../../../../src/ftp/protocol/listing/listing-parser.js';
import { parseTimeVal } from '../../../../src/ftp/protocol/listing/time-val.js';
import { propertyRuns } from '../../../support/property-runs.js';
import { parseListingAt } from '../../../../src/ftp/protocol/parse-listing.js';

const now = Date.UTC(2024, 5, 15, 12);

/** Pieces of real lines, so that random lines come near to real ones. */
const piece = fc.constantFrom(
  ...['-rw-r--r--', 'drwxr-xr-x+', 'lrwxrwxrwx', '1', '531', 'root', 'Jan', '29', '03:26', '2003'],
  ...[
    '04-27-00',
    '12:09PM',
    '<DIR>',
    'type=file;',
    'size=5;',
    'modify=20240102030405;',
    '+r,s5,\t',
  ],
  ...['X.DIR;1', '2/8', '19-NOV-2001', '[A,B]', '(RWED)', 'QSYS', '*DIR', '3390', 'PO', 'Migrated'],
  ...[
    'd [R----F--]',
    '->',
    '..',
    '.',
    '/',
    './x',
    '\u0000',
    '\r',
    '4月',
    '18日',
    'ao\ufffdt',
    '5,',
    '0100644',
  ],
);
const blank = fc.constantFrom(' ', '  ', '\t', '', '      ');
const nearLine = fc
  .array(fc.tuple(fc.oneof(piece, piece, fc.string({ unit: 'binary', maxLength: 6 })), blank), {
    maxLength: 14,
  })
  .map((pairs) => pairs.flat().join(''));
const lineEnd = fc.constantFrom('\n', '\r\n', '\r\r\n');
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.tuple(nearLine, lineEnd), { maxLength: 12 }).map((pairs) => pairs.flat().join('')),
);

const legalName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 30 })
  .filter((name) => !/[/\u0000\r\n]/.test(name) && name !== '.' && name !== '..');

/** What a caller may rely on, whatever a server sends. */
function assertSound(entries: readonly RemoteEntry[]): void {
  for (const { name, size, modified } of entries) {
    assert.doesNotMatch(name, /^\.{0,2}$|[/\u0000\r\n]/);
    assert.ok(size === undefined || (Number.isSafeInteger(size) && size >= 0));
    assert.ok(modified === undefined || Number.isSafeInteger(modified));
  }
  assert.equal(new Set(entries.map(({ name }) => name)).size, entries.length);
}

test('any text gives sound entries and never an error', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assertSound(parseListingAt(text, { now }));
    }),
    propertyRuns,
  );
});

test('any line gives a sound MLSD entry or none, and any reply line an MLST entry or none', () => {
  fc.assert(
    fc.property(fc.oneof(nearLine, fc.string({ unit: 'binary' })), (line) => {
      const entry = parseMlsdLine(line);
      if (entry !== undefined) assertSound([entry]);
      parseMlst(line);
      parseTimeVal(line);
    }),
    propertyRuns,
  );
});

test('a text gives what its lines give one by one', () => {
  fc.assert(
    fc.property(fc.array(nearLine, { maxLength: 12 }), lineEnd, (lines, end) => {
      // CR ends a line where no LF does, as on old Macs.
      const whole = lines.map((line) => line.replaceAll(/[\r\n]/g, '').replace(/^\ufeff/, ''));
      const parser = new ListingParser({ now, utcOffset: 0 });
      for (const line of whole) parser.push(line);
      assert.deepEqual(parseListingAt(whole.join(end), { now }), parser.finish());
    }),
    propertyRuns,
  );
});

test('MLSD keeps every legal name', () => {
  fc.assert(
    fc.property(legalName, (name) => {
      const line = `type=file;size=5;modify=20240102030405; ${name}`;
      assert.equal(parseMlsdLine(line)?.name, name);
      assert.deepEqual(parseListingAt(`${line}\r\n`, { now })[0]?.name, name);
    }),
    propertyRuns,
  );
});

test('EPLF keeps every legal name', () => {
  fc.assert(
    fc.property(legalName, (name) => {
      assert.equal(parseListingAt(`+r,s5,m1700000000,\t${name}\r\n`, { now })[0]?.name, name);
    }),
    propertyRuns,
  );
});

const when = fc.constantFrom('Jan 29 03:26', 'Apr  8  1994', '2005-06-07 21:22');

test('ls -l keeps every legal name of a file', () => {
  fc.assert(
    fc.property(legalName, when, (name, date) => {
      const line = `-rw-r--r--   1 root     other        531 ${date} ${name}`;
      assert.equal(parseListingAt(line, { now })[0]?.name, name);
    }),
    propertyRuns,
  );
});

test('ls -l keeps the name and the target of every link', () => {
  fc.assert(
    fc.property(legalName, fc.string({ minLength: 1 }), (name, target) => {
      fc.pre(!/[\r\n]/.test(target) && !`${name} `.includes(' -> '));
      const line = `lrwxrwxrwx 1 root other ${String(target.length)} Jan 29 03:26 ${name} -> ${target}`;
      const [entry] = parseListingAt(line, { now });
      assert.deepEqual([entry?.name, entry?.target], [name, target]);
    }),
    propertyRuns,
  );
});

test('DOS keeps every legal name in the usual column', () => {
  fc.assert(
    fc.property(legalName, (name) => {
      const line = `04-14-00  03:47PM                  589 ${name}`;
      assert.equal(parseListingAt(line, { now })[0]?.name, name);
    }),
    propertyRuns,
  );
});

test('the time of an MLSD entry is the time that was written', () => {
  const time = fc.date({
    min: new Date(0),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(time, (date) => {
      const text = date.toISOString().replaceAll(/[-:TZ]/g, '');
      assert.equal(parseTimeVal(text), date.getTime());
    }),
    propertyRuns,
  );
});

const floods: readonly string[] = [
  ...[' ', '\t', 'a', '1', '-', ';', '=', ',', '.', '/', '[', '(', '"', '월', '\ufffd', 'a ', '1 '],
  ...['- ', ' -> ', 'a=b;', 'Jan 29 03:26 ', '1/', '1,', '1.', '1:', 'x;1 ', '*A ', ' [', 'rwx'],
];
const heads: readonly string[] = [
  ...[
    '',
    '-rw-r--r-- 1 a b 5 ',
    'lrwxrwxrwx 1 a b 5 Jan 29 03:26 ',
    '04-27-00  12:09PM ',
    'type=file;',
  ],
  ...[
    '+',
    'd [',
    'X;1 ',
    'QSYS ',
    '0100644 ',
    'type=os.unix=slink:',
    '1 ',
    'X 101 ',
    '20.20 07/03/29 ',
  ],
];

/** A reader that went back over a line again and again would not end within the limit of the test. */
test('lines of any length are read in linear time', { timeout: 60_000 }, () => {
  for (const head of heads) {
    for (const flood of floods) {
      const line = head + flood.repeat(100_000 / flood.length);
      assertSound(parseListingAt(`${line}\n${line}x`, { now }));
      parseMlsdLine(line);
    }
  }
});
