// Traps in listings, each seen from some server or near to one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListingParser } from '../../../../../src/ftp/protocol/listing/listing-parser.js';
import { now, parse, utc } from '../../../../support/listing-cases.js';

const line = (rest: string): string => `-rw-r--r-- 1 me us ${rest}`;
const namesOf = (text: string): string[] => parse(text).map(({ name }) => name);
const datesOf = (...rests: string[]): (number | undefined)[] =>
  parse(rests.map((rest) => line(`5 ${rest}`)).join('\n')).map(({ modified }) => modified);

test('entries that ls may see but not look at have a name and a type', () => {
  const text =
    '-????????? ? ? ? ?            ? no access\nd????????? ? ?    ?       ?            ? ?\n-????????? ? ? ?';
  assert.deepEqual(parse(text), [
    { name: 'no access', type: 'file' },
    { name: '?', type: 'directory' },
  ]);
});

test('a size below zero is no size and no part of the group', () => {
  const [entry] = parse(line('-2147483648 Jan 29  2021 big'));
  assert.deepEqual([entry?.size, entry?.group, entry?.name], [undefined, 'us', 'big']);
});

test('a name that begins at once behind its year loses nothing to the padding of others', () => {
  const padded = ['a', 'b', 'c'].map((name) => line(`5 Jan 29 03:26  ${name}`));
  const text = [...padded, line('5 Feb 18 2005 name')].join('\n');
  assert.deepEqual(namesOf(text), ['a', 'b', 'c', 'name']);
});

test('what ls -R shows of other folders is not taken for this one', () => {
  const text = `.:\ntotal 8\ndrwxr-xr-x 2 me us 5 Jan 29 2021 sub\n${line('5 Jan 29  2021 x')}\n\n./sub:\n${line('5 Jan 29  2021 y')}`;
  assert.deepEqual(namesOf(text), ['sub', 'x']);
  const remark = `${line('5 Jan 29  2021 x')}\nNote:\n${line('5 Jan 29  2021 y')}`;
  assert.deepEqual(namesOf(remark), ['x', 'y']);
});

test('lines may end in CRCRLF, in CR NUL or in nothing', () => {
  const ends = ['\r\r\n', '\r\0\n', '\n', '\r\n', ''];
  const text = ends.map((end, at) => `${line(`5 Jan 29  2021 f${String(at)}`)}${end}`).join('');
  assert.deepEqual(namesOf(text), ['f0', 'f1', 'f2', 'f3', 'f4']);
});

test('lines of an old Mac end in CR', () => {
  const text = ['a', 'b'].map((name) => line(`5 Jan 29  2021 ${name}\r`)).join('');
  assert.deepEqual(namesOf(text), ['a', 'b']);
});

test('a folder of MLSD may have a slash behind its name', () => {
  const text = 'type=dir; folder/\r\ntype=file; file/\r\ntype=dir; a/b/';
  assert.deepEqual(namesOf(text), ['folder']);
});

test('date and time may be one word', () => {
  assert.deepEqual(
    datesOf('2024-01-29T03:26 a', '2024-01-29T03:26:15Z b', '2024-01-29T03:26:15.5+02:00 c'),
    [utc('2024-01-29 03:26'), utc('2024-01-29 03:26:15'), utc('2024-01-29 01:26:15')],
  );
  assert.deepEqual(datesOf('2024-13-29T03:26 a'), []);
});

test('a time may have a full stop or an h for its colon', () => {
  assert.deepEqual(datesOf('29 jan 03.26 a', 'Jan 29 03h26 b'), [
    utc('2024-01-29 03:26'),
    utc('2024-01-29 03:26'),
  ]);
  assert.deepEqual(namesOf(line('5 Jan 29  2021 03.26 x')), ['03.26 x']);
});

test('permissions may be written in capitals', () => {
  const [entry] = parse('DRWXR-XR-X 2 me us 5 Jan 29 2021 UP');
  assert.deepEqual([entry?.type, entry?.mode], ['directory', 0o755]);
});

test('a data set that is away may say so in many words', () => {
  const text = 'ARCIVE Not Direct Access Device                         KJ.IOP998.ERROR';
  assert.deepEqual(parse(text), [{ name: 'KJ.IOP998.ERROR', type: 'file' }]);
});

test('what looks like a header or an error may be a name', () => {
  const names = ['total 12', 'x:', 'ls: cannot', '12', '.hidden', '...', '-> y'];
  assert.deepEqual(namesOf(names.map((name) => line(`5 Jan 29  2021 ${name}`)).join('\n')), names);
});

test('words that are months may be owners, groups and names', () => {
  const [entry] = parse('-rw-r--r-- 1 may jan 12 Jan 29 12:30 mar 2 10:00');
  assert.deepEqual([entry?.owner, entry?.group, entry?.size], ['may', 'jan', 12]);
  assert.deepEqual([entry?.name, entry?.modified], ['mar 2 10:00', utc('2024-01-29 12:30')]);
});

test('numbers may be owners, groups, sizes and names', () => {
  const [entry] = parse('-rw-r--r-- 1 1000 2021 2024 Jan 29 12:30 2019 10:00');
  assert.deepEqual([entry?.owner, entry?.group, entry?.size], ['1000', '2021', 2024]);
  assert.equal(entry?.name, '2019 10:00');
});

test('lines that nobody can read, and names that come twice, are told', () => {
  const parser = new ListingParser({ now, utcOffset: 0 });
  for (const text of ['total 3', line('5 Jan 29  2021 x'), 'what?', line('6 Jan 29  2021 x')]) {
    parser.push(text);
  }
  assert.deepEqual(
    parser.finish().map(({ size }) => size),
    [5],
  );
  assert.deepEqual([parser.unread, parser.repeated], [['total 3', 'what?'], ['x']]);
});

test('a parser that has finished begins anew with nothing in mind', () => {
  const parser = new ListingParser({ now, utcOffset: 0 });
  for (const text of ['drwxr-xr-x 2 me us 5 Jan 29 2021 sub', 'sub:', '13/04/22  10:00  1 a']) {
    parser.push(text);
  }
  assert.equal(parser.finish().length, 1);
  parser.push('\ufeff05/04/22  10:00  1 b');
  assert.deepEqual(parser.finish(), [
    { name: 'b', type: 'file', size: 1, modified: utc('2022-05-04 10:00') },
  ]);
});
