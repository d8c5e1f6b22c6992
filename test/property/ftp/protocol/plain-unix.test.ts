// The quick way to read the usual line of `ls -l`, and the thorough one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readPlainUnixLine } from '../../../../src/ftp/protocol/listing/plain-unix.js';
import { readUnixLine } from '../../../../src/ftp/protocol/listing/unix.js';
import { cutWords } from '../../../../src/ftp/protocol/listing/words.js';
import { propertyRuns } from '../../../support/property-runs.js';

const owner = fc.oneof(
  fc.constantFrom('root', 'www-data', 'ftp', 'mar', 'May', 'Thu', '0', '12', '1000', '2003', '-'),
  fc.constantFrom('20031122', 'user1', 'web-12', 'Feb-28-1998', '19-NOV-2001', '01-02-03', 'a_b'),
  fc.nat(99_999).map(String),
  fc.string({
    unit: fc.constantFrom('a', 'b', 'y', 'z', 'J', '0', '1', '9', '-', '_', '.', '@'),
    minLength: 1,
    maxLength: 12,
  }),
);
const two = (most: number): fc.Arbitrary<string> =>
  fc.nat(most).map((number) => String(number).padStart(2, '0'));
const when = fc.oneof(
  fc.tuple(two(25), two(61)).map(([hour, minute]) => `${hour}:${minute}`),
  fc.constantFrom(' 2003', ' 1999', ' 1234', '2003', '03:26:15', ' 16:41'),
);
const line = fc
  .record({
    rights: fc.constantFrom('-rw-r--r--', 'drwxr-xr-x', '-rwxr-xr-x', '-rwsr-xr-x', 'lrwxrwxrwx'),
    links: fc.oneof(fc.nat(40).map(String), fc.constantFrom('1464', '2003')),
    owner,
    group: owner,
    size: fc.oneof(fc.nat(40).map(String), fc.nat().map(String), fc.constantFrom('2003', '1e3')),
    month: fc.constantFrom('Jan', 'Mar', 'May', 'Nov', 'Dec', 'Okt', 'Foo', 'Lis', 'jan'),
    day: fc.oneof(
      fc.nat(40).map((day) => String(day).padStart(2)),
      two(31),
    ),
    when,
    name: fc.oneof(
      fc.constantFrom(
        'file.txt',
        ' leading',
        'a -> b',
        '.',
        '..',
        'x*',
        'x/',
        '',
        'Nov 20 16:41 x',
      ),
      fc.string({ maxLength: 8 }),
    ),
    gap: fc.constantFrom(' ', '    ', '\t'),
  })
  .map(({ rights, links, owner: own, group, size, month, day, when: time, name, gap }) =>
    [
      rights,
      gap,
      links,
      ' ',
      own,
      gap,
      group,
      gap,
      size,
      ' ',
      month,
      ' ',
      day,
      ' ',
      time,
      ' ',
      name,
    ].join(''),
  );

test('what the quick way reads the thorough one reads just so', () => {
  fc.assert(
    fc.property(line, (text) => {
      const read = readPlainUnixLine(text);
      if (read !== undefined) assert.deepEqual(read, readUnixLine(text, cutWords(text)));
    }),
    { ...propertyRuns, numRuns: propertyRuns.numRuns * 5 },
  );
});

const usual = [
  '-rw-r--r--    1 1000     1000         4096 Nov 20 16:41 file-0000.txt',
  'drwxr-xr-x    2 ftp      www-data      512 Jan  5  2003 a folder',
];
for (const text of usual) {
  test(`the quick way reads ${text}`, () => {
    assert.deepEqual(readPlainUnixLine(text), readUnixLine(text, cutWords(text)));
    assert.notEqual(readPlainUnixLine(text), undefined);
  });
}
