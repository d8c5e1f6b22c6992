import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTimeVal } from '../../../../../src/ftp/protocol/listing/time-val.js';
import { utc } from '../../../../support/listing-cases.js';

const cases: readonly [text: string, expected: number | undefined][] = [
  ['20240102030405', utc('2024-01-02 03:04:05')],
  [' 20240102030405\r\n', utc('2024-01-02 03:04:05')],
  ['20240102030405.5', utc('2024-01-02 03:04:05.500')],
  ['20240102030405.123999', utc('2024-01-02 03:04:05.123')],
  ['20240102030460', utc('2024-01-02 03:05:00')],
  ['19700101000000', 0],
  ['19691231235959', -1000],
  ['191000229101112', utc('2000-02-29 10:11:12')],
  ['191240102030405', utc('2024-01-02 03:04:05')],
  ['202401020304', utc('2024-01-02 03:04:00')],
  ['20240230000000', undefined],
  ['20230229000000', undefined],
  ['20240101240000', undefined],
  ['20240101006100', undefined],
  ['2024010203', undefined],
  ['20240102030405 and more', undefined],
  ['yesterday', undefined],
  ['', undefined],
];

for (const [text, expected] of cases) {
  test(`the time-val ${JSON.stringify(text)} is ${String(expected)}`, () => {
    assert.equal(parseTimeVal(text), expected);
  });
}
