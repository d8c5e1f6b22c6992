import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { formatMode, formatOctal, tryParseMode } from '../../../src/remote/file-mode.js';

suite('permissions', () => {
  const cases: [text: string, mode: number | undefined][] = [
    ['644', 0o644],
    ['0755', 0o755],
    ['1777', 0o1777],
    [' 600 ', 0o600],
    ['rw-r--r--', 0o644],
    ['rwxr-xr-x', 0o755],
    ['-rw-------', 0o600],
    ['drwx------', 0o700],
    ['---------', 0],
    ['', undefined],
    ['64', undefined],
    ['698', undefined],
    ['77777', undefined],
    ['rwx', undefined],
    ['wrxr-xr-x', undefined],
    ['u+x', undefined],
  ];
  for (const [text, mode] of cases) {
    test(`${JSON.stringify(text)} means ${mode === undefined ? 'nothing' : formatOctal(mode)}`, () => {
      assert.equal(tryParseMode(text), mode);
    });
  }

  test('are written so that they can be read again', () => {
    const modes = Array.from({ length: 0o1000 }, (_, mode) => mode);
    assert.deepEqual(modes.map(formatMode).map(tryParseMode), modes);
    assert.deepEqual(modes.map(formatOctal).map(tryParseMode), modes);
  });
});
