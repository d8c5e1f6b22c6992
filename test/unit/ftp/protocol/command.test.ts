import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemoteError } from '../../../../src/base/remote-error.js';
import { command, rawCommand, withoutSecret } from '../../../../src/ftp/protocol/command.js';

test('a command is its verb and its argument, verbatim', () => {
  assert.deepEqual(command('RETR', '/a  b '), {
    verb: 'RETR',
    line: 'RETR /a  b ',
    log: 'RETR /a  b ',
  });
});

for (const line of ['PASS hunter2', 'pass hunter2', 'Acct hunter2', 'SITE PSWD hunter2 x']) {
  test(`nothing secret of "${line}" is for the log`, () => {
    assert.doesNotMatch(rawCommand(line).log, /hunter2/);
  });
}

for (const name of ['a\r\nDELE b', 'a\nDELE b', 'a\rb', 'a\0b']) {
  test(`the name ${JSON.stringify(name)} cannot forge a command`, () => {
    assert.throws(
      () => command('RETR', name),
      (error) => error instanceof RemoteError && error.kind === 'unsafe',
    );
  });
}

test('a password that would forge a command is in no part of the error', () => {
  assert.throws(
    () => command('PASS', 'hunter2\r\nDELE x'),
    (error) =>
      error instanceof RemoteError &&
      !`${error.message} ${error.command ?? ''}`.includes('hunter2'),
  );
});

test('a secret that the server repeats is hidden', () => {
  assert.equal(withoutSecret('530 PASS hunter2 is wrong', 'hunter2'), '530 PASS *** is wrong');
  assert.equal(withoutSecret('530 no', ''), '530 no');
});
