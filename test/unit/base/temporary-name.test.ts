import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isTemporaryName, nameBehind, temporaryPath } from '../../../src/base/temporary-name.js';

suite('temporary names', () => {
  const names: [name: string, of: string | undefined][] = [
    ['.a.txt.ftpws-0123abcd.tmp', 'a.txt'],
    ['.a.txt.ftpws-0123abcd-old.tmp', 'a.txt'],
    ['..hidden.ftpws-0123abcd.tmp', '.hidden'],
    ['.a.ftpws-0123abcd.tmp.ftpws-00000000.tmp', 'a.ftpws-0123abcd.tmp'],
    ['a.txt.ftpws-0123abcd.tmp', undefined],
    ['.a.txt.ftpws-0123abcX.tmp', undefined],
    ['.a.txt.ftpws-0123abcd.tmp.bak', undefined],
    ['.ftpws-0123abcd.tmp', undefined],
  ];
  for (const [name, of] of names) {
    test(`${name} ${of === undefined ? 'is none of ours' : `was made for ${of}`}`, () => {
      assert.equal(nameBehind(name), of);
      assert.equal(isTemporaryName(name), of !== undefined);
    });
  }

  test('are those that a save makes', () => {
    assert.equal(
      nameBehind(temporaryPath('/www/a b.txt', '0123abcd').slice('/www/'.length)),
      'a b.txt',
    );
  });
});
