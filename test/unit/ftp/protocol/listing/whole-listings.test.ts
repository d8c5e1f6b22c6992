import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteEntry } from '../../../../../src/base/remote-entry.js';
import { parseListing } from '../../../../../src/ftp/parse-listing.js';
import { ListingParser } from '../../../../../src/ftp/protocol/listing/listing-parser.js';
import { parseListingAt } from '../../../../../src/ftp/protocol/parse-listing.js';
import { checkCases, now, parse, utc } from '../../../../support/listing-cases.js';

const modified = utc('2024-01-29 03:26');
const unix = (name: string): string => `-rw-r--r-- 1 me us 5 Jan 29 03:26 ${name}`;
const entry = (name: string): RemoteEntry => {
  return { name, type: 'file', mode: 0o644, owner: 'me', group: 'us', size: 5, modified };
};

const remarks = [
  '',
  '   ',
  'total 12',
  'total 4.0K',
  'insgesamt 12',
  'итого 12',
  '合計 12',
  'ls: cannot access x: Permission denied',
  'ls: reading directory .: Input/output error',
  '.:',
  '/pub/sub:',
  './sub:',
  'No files found.',
  '226 Transfer complete.',
  '550 x: No such file or directory',
  'Output truncated to 2000 lines',
  '<html><body>nothing here</body></html>',
  '-rw-r--r--',
  'zrwxr-xr-x   2 root     root         4096 Mar  2 15:13 no such kind',
  'dxrwr-xr-x   2 root     root         4096 Aug 24  2001 no such order',
  'drwxr-xr-x   2 root     root         4096 Jam  4 00:03 no such month',
  'drwxr-xr-x   2 root     99           4096 Feb 23 30:01 no such hour',
  'drwxr-xr-x   2 root     root         4096 Aug 36  2001 no such day',
  '-rw-r--r--   1 14       staff      119:26 Aug 22  2000 no such size',
  '-rw-r--r--   1 14       staff       80284 Aug 22  no year and no time',
  'drwxr-xr-x 2 me us',
  '-rw-r--r-- 1 me us 5 Jan 29 03:26',
  '+',
  '=; ;',
  'd [RWC',
  '04-27-00',
  '\u0000\u0001\u0002',
];

for (const remark of remarks) {
  test(`${JSON.stringify(remark)} is no entry and spoils none`, () => {
    assert.deepEqual(parse(remark), []);
    assert.deepEqual(parse([unix('a'), remark, unix('b')].join('\r\n')), [entry('a'), entry('b')]);
  });
}

checkCases('a listing', [
  [
    'of several formats is read line by line',
    [
      unix('a'),
      '04-14-00  03:47PM                  589 b',
      'type=file;size=5; c',
      '+r,s5,\td',
      'QSYS 77824 02/23/00 15:09:55 *DIR e/',
    ].join('\n'),
    [
      entry('a'),
      { name: 'b', type: 'file', size: 589, modified: utc('2000-04-14 15:47') },
      { name: 'c', type: 'file', size: 5 },
      { name: 'd', type: 'file', size: 5 },
      {
        name: 'e',
        type: 'directory',
        size: 77824,
        owner: 'QSYS',
        modified: utc('2000-02-23 15:09:55'),
      },
    ],
  ],
  [
    'that was cut in the middle of a line keeps what came before',
    `${unix('a')}\n-rw-r--r-- 1 me u`,
    [entry('a')],
  ],
  ['may begin with a byte order mark', `\ufeff${unix('a')}`, [entry('a')]],
  ['of nothing is empty', '', []],
]);

test('the day comes first for each dialect on its own', () => {
  const text = ['13/04/22  10:00  1 a', 'QSYS 1 05/04/22 10:00:00 *STMF b'].join('\n');
  assert.equal(parse(text)[1]?.modified, utc('2022-05-04 10:00'));
});

test('one word that only Croatian has makes the months Croatian', () => {
  const line = (month: string): string => `-rw-r--r-- 1 me us 5 ${month} 29  2010 ${month}`;
  const months = (...words: string[]): string[] =>
    parse(words.map(line).join('\n')).map((one) =>
      new Date(one.modified ?? 0).toISOString().slice(5, 7),
    );
  assert.deepEqual(months('lip', 'srp', 'lis'), ['07', '08', '11']);
  assert.deepEqual(months('lip', 'srp', 'lis', 'svi'), ['06', '07', '10', '05']);
});

test('times of a listing are those of the server', () => {
  const [east] = parseListingAt(unix('a'), { now, utcOffset: 120 });
  assert.equal(east?.modified, utc('2024-01-29 01:26'));
});

test('a day that has not come yet at the server is one of last year', () => {
  const late = '-rw-r--r-- 1 me us 5 Dec 31 23:30 x';
  const newYear = utc('2024-01-01 00:30');
  assert.equal(parseListingAt(late, { now: newYear })[0]?.modified, utc('2023-12-31 23:30'));
  const early = '-rw-r--r-- 1 me us 5 Jan  1 00:30 x';
  assert.equal(
    parseListingAt(early, { now: utc('2023-12-31 23:30') })[0]?.modified,
    utc('2024-01-01 00:30'),
  );
});

test('February 29 without a year is that of the last leap year', () => {
  const line = '-rw-r--r-- 1 me us 5 Feb 29 10:00 x';
  const [found] = parseListingAt(line, { now: utc('2027-03-01') });
  assert.equal(found?.modified, utc('2024-02-29 10:00'));
});

test('without a moment given, now is now', () => {
  const [found] = parseListing(unix('a'));
  const age = Date.now() - (found?.modified ?? 0);
  assert.ok(age > -2 * 86_400_000 && age < 367 * 86_400_000);
  assert.deepEqual(parseListing(unix('a'), { now, utcOffset: 0 }), [entry('a')]);
});

test('a parser that has finished begins anew', () => {
  const parser = new ListingParser({ now, utcOffset: 0 });
  parser.push(`${unix('a')}\r\n`);
  assert.deepEqual(parser.finish(), [entry('a')]);
  assert.deepEqual(parser.finish(), []);
});
