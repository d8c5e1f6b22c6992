import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { localNameKey, localNameProblem } from '../../../src/transfers/local-name.js';

suite('a name from a server', () => {
  const refused: [platform: string, names: string[]][] = [
    ['linux', ['..', '.', '', 'a/b', '../x', 'a\0', 'a\nb', 'ü'.repeat(128)]],
    ['win32', ['a\\b', 'C:', 'a?', 'con', 'NUL.txt', 'com1', 'LPT².a', 'end.', 'end ', '\u0001']],
  ];
  for (const [platform, names] of refused) {
    for (const name of names) {
      test(`${JSON.stringify(name)} is refused on ${platform}`, () => {
        assert.equal(typeof localNameProblem(name, platform), 'string');
      });
    }
  }

  const taken: [platform: string, names: string[]][] = [
    ['linux', ['a', '...', '-rf', 'a\\b', 'con', 'end.', ' x ', 'ü', '%2e%2e']],
    ['win32', ['a', '-x', 'console', 'com', 'com10', 'ü', '.htaccess', '%2e%2e']],
  ];
  for (const [platform, names] of taken) {
    test(`may stand on a disk of ${platform} where the disk can have it`, () => {
      assert.deepEqual(
        names.filter((name) => localNameProblem(name, platform) !== undefined),
        [],
      );
    });
  }

  test('is another one in other letters only where the disk tells them apart', () => {
    const same = (platform: string): boolean =>
      localNameKey('Ä.txt', platform) === localNameKey('a\u0308.TXT', platform);
    assert.deepEqual(['linux', 'darwin', 'win32'].map(same), [false, true, true]);
  });
});
