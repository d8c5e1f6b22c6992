import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteEntry } from '../../../../../src/base/remote-entry.js';
import { checkCases, parse, utc } from '../../../../support/listing-cases.js';

function folder(name: string, modified: string): RemoteEntry {
  return { name, type: 'directory', modified: utc(modified) };
}

function file(name: string, size: number, modified: string): RemoteEntry {
  return { name, type: 'file', size, modified: utc(modified) };
}

checkCases('a DOS line', [
  [
    'a folder of IIS',
    '04-27-00  12:09PM       <DIR>          Inet Pub',
    [folder('Inet Pub', '2000-04-27 12:09')],
  ],
  [
    'a file of IIS',
    '04-14-00  03:47PM                  589 readme.htm',
    [file('readme.htm', 589, '2000-04-14 15:47')],
  ],
  [
    'midnight is 12 AM',
    '04-14-00  12:00AM                    1 x',
    [file('x', 1, '2000-04-14 00:00')],
  ],
  ['noon is 12 PM', '04-14-00  12:00PM                    1 x', [file('x', 1, '2000-04-14 12:00')]],
  ['a small letter for the half', '06-01-98  9:05p   1 x', [file('x', 1, '1998-06-01 21:05')]],
  [
    'a year of four digits and a day of 24 hours',
    '2002-09-02  18:48       <DIR>          x',
    [folder('x', '2002-09-02 18:48')],
  ],
  [
    'commas in the size',
    '2002-09-02  19:06                9,730 x',
    [file('x', 9730, '2002-09-02 19:06')],
  ],
  [
    'full stops in the size',
    '02.09.2022  19:06         1.234.567 x',
    [file('x', 1234567, '2022-09-02 19:06')],
  ],
  [
    'no-break spaces in the size',
    '02/09/2022  19:06         1\u00a0234\u00a0567 x',
    [file('x', 1234567, '2022-02-09 19:06')],
  ],
  [
    'the month first where slashes part the date',
    '04/05/2022  10:00 AM    <DIR>          x',
    [folder('x', '2022-04-05 10:00')],
  ],
  [
    'the day first where nothing else is possible',
    '27/04/2022  10:00    <DIR>          x',
    [folder('x', '2022-04-27 10:00')],
  ],
  [
    'the day first where full stops part the date',
    '05.04.2022  10:00    <DIR>          x',
    [folder('x', '2022-04-05 10:00')],
  ],
  ['seconds', '04-14-00  03:47:12PM      589 x', [file('x', 589, '2000-04-14 15:47:12')]],
  ['a half set apart', '04/14/2000  03:47 PM      589 x', [file('x', 589, '2000-04-14 15:47')]],
  [
    'a year before 1970 is none',
    '04-14-69  03:47PM      589 x',
    [file('x', 589, '2069-04-14 15:47')],
  ],
  ['a year after 1970', '04-14-70  03:47PM      589 x', [file('x', 589, '1970-04-14 15:47')]],
  [
    'a size that a number cannot hold',
    '04-14-00  03:47PM 99999999999999999999 x',
    [{ name: 'x', type: 'file', modified: utc('2000-04-14 15:47') }],
  ],
  [
    'a junction and where it leads',
    '01-02-20  12:04PM       <JUNCTION>     Docs [C:\\Users\\me]',
    [{ name: 'Docs', type: 'symlink', target: 'C:\\Users\\me', modified: utc('2020-01-02 12:04') }],
  ],
  [
    'a link to a folder',
    '01/02/2020  12:04 PM    <SYMLINKD>     current [..\\v 2]',
    [{ name: 'current', type: 'symlink', target: '..\\v 2', modified: utc('2020-01-02 12:04') }],
  ],
  [
    'a link that tells no target',
    '01/02/2020  12:04 PM    <SYMLINK>      current',
    [{ name: 'current', type: 'symlink', modified: utc('2020-01-02 12:04') }],
  ],
  [
    'brackets in the name of a file',
    '04-14-00  03:47PM                  589 mail [1].txt',
    [file('mail [1].txt', 589, '2000-04-14 15:47')],
  ],
  [
    'blanks in front of a name, in the usual column',
    '04-14-00  03:47PM                  589   three.txt\n04-27-00  12:09PM       <DIR>            three',
    [file('  three.txt', 589, '2000-04-14 15:47'), folder('  three', '2000-04-27 12:09')],
  ],
  [
    'a name of digits',
    '04-14-00  03:47PM                  589 42',
    [file('42', 589, '2000-04-14 15:47')],
  ],
  ['tabs', '04-14-00\t03:47PM\t589\tx', [file('x', 589, '2000-04-14 15:47')]],
  ['no name', '04-14-00  03:47PM                  589 ', []],
  ['a date that is none', '44-44-00  03:47PM                  589 x', []],
  ['the directory itself', '04-27-00  12:09PM       <DIR>          .', []],
]);

test('one day over 12 puts the day first in the whole listing', () => {
  const lines = ['05/04/22  10:00  1 a', '27/04/22  10:00  1 b', '01/02/22  10:00  1 c'];
  assert.deepEqual(parse(lines.join('\r\n')), [
    file('a', 1, '2022-04-05 10:00'),
    file('b', 1, '2022-04-27 10:00'),
    file('c', 1, '2022-02-01 10:00'),
  ]);
});

test('a month first anywhere keeps it first where full stops part the date', () => {
  const lines = ['05.04.22  10:00  1 a', '04.27.22  10:00  1 b'];
  assert.deepEqual(parse(lines.join('\r\n')), [
    file('a', 1, '2022-05-04 10:00'),
    file('b', 1, '2022-04-27 10:00'),
  ]);
});

test('columns of any width begin all names alike', () => {
  const lines = [
    '01-02-2020  12:04  <DIR>                  folder',
    '01-02-2020  12:04  1                      one',
    '01-02-2020  12:04  100000                 more',
    '01-02-2020  12:04  1                        blanks',
  ];
  assert.deepEqual(
    parse(lines.join('\r\n')).map(({ name }) => name),
    ['folder', 'one', 'more', '  blanks'],
  );
});

test('what `dir` writes around its lines is no entry', () => {
  const text = [
    ' Volume in drive C is SYSTEM',
    ' Volume Serial Number is 1234-ABCD',
    '',
    ' Directory of C:\\inetpub',
    '',
    '01/02/2020  03:04 AM    <DIR>          .',
    '01/02/2020  03:04 AM    <DIR>          ..',
    '01/02/2020  03:04 AM             1,234 web.config',
    '               1 File(s)          1,234 bytes',
    '               2 Dir(s)  10,000,000,000 bytes free',
  ].join('\r\n');
  assert.deepEqual(parse(text), [file('web.config', 1234, '2020-01-02 03:04')]);
});
