import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  isLook,
  rawCommandProblem,
  type RawCommandProblem,
} from '../../../src/remote/raw-command.js';

suite('a raw command', () => {
  const cases: [line: string, problem: RawCommandProblem | undefined][] = [
    ['', 'empty'],
    ['  ', 'empty'],
    ['NOOP\r\nDELE a', 'several-lines'],
    ['PASS secret', 'secret'],
    [' pass secret', 'secret'],
    ['acct x', 'secret'],
    ['PASS\tsecret', 'secret'],
    ['TYPE A', 'unsettling'],
    ['quit', 'unsettling'],
    ['LIST', 'needs-data'],
    ['EPSV', 'needs-data'],
    ['SITE CHMOD 644 a b', undefined],
    ['stat', undefined],
    ['HELP', undefined],
  ];
  for (const [line, problem] of cases) {
    test(`${JSON.stringify(line)} is ${problem ?? 'sent'}`, () => {
      assert.equal(rawCommandProblem(line), problem);
    });
  }
});

test('what only looks is told from what may change something', () => {
  const lines = [
    'pwd',
    'STAT /a',
    'site help',
    'SITE CHMOD 600 a',
    'DELE a',
    'MDTM 20260101000000 a',
    '',
  ];
  assert.deepEqual(lines.filter(isLook), ['pwd', 'STAT /a', 'site help']);
});
