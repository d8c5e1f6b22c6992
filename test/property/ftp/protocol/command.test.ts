import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isRemoteError, type RemoteError } from '../../../../src/base/remote-error.js';
import {
  type Command,
  command,
  rawCommand,
  withoutSecret,
} from '../../../../src/ftp/protocol/command.js';
import { propertyRuns } from '../../../support/property-runs.js';

const hard = fc.constantFrom('\r', '\n', '\0', '\r\n', ' ', '\u2028', '\u0085', '\uD800', 'DELE a');
const argument = fc
  .array(fc.oneof(hard, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 8 })
  .map((parts) => parts.join(''));

function made(make: () => Command): Command | RemoteError {
  try {
    return make();
  } catch (error) {
    if (isRemoteError(error, 'unsafe')) return error;
    throw error;
  }
}

test('no argument makes a second line: it is one line or unsafe', () => {
  fc.assert(
    fc.property(argument, (text) => {
      const order = made(() => command('RETR', text));
      assert.equal(isRemoteError(order), /[\0\r\n]/.test(text));
      if (isRemoteError(order)) return;
      const bytes = Buffer.from(order.line);
      assert.ok(![0, 10, 13].some((byte) => bytes.includes(byte)));
      assert.equal(order.line, `RETR ${text}`);
    }),
    propertyRuns,
  );
});

test('a password is in no log, however the command was typed', () => {
  const verb = fc.constantFrom('PASS', 'pass', ' Pass', 'ACCT', 'SITE PSWD', 'site  chpwd');
  const blank = fc.constantFrom(' ', '\t', '  ', '\0', '\r\n');
  // A number of sixteen digits cannot stand there by chance.
  const secret = fc.integer({ min: 10 ** 15, max: 9 * 10 ** 15 }).map(String);
  fc.assert(
    fc.property(verb, blank, fc.tuple(argument, secret, argument), (name, gap, parts) => {
      const [before, password, after] = parts;
      const order = made(() => rawCommand(`${name}${gap}${before}${password}${after}`));
      const told = isRemoteError(order) ? [order.message, order.command] : [order.verb, order.log];
      assert.ok(!JSON.stringify(told).includes(password));
    }),
    propertyRuns,
  );
});

test('the log of PASS tells nothing of the password, not even its length', () => {
  fc.assert(
    fc.property(argument, (password) => {
      const order = made(() => command('PASS', password));
      if (!isRemoteError(order)) assert.deepEqual([order.verb, order.log], ['PASS', 'PASS ***']);
    }),
    propertyRuns,
  );
});

test('a secret that is repeated anywhere in a text is hidden', () => {
  const secret = fc.string({ minLength: 1 }).filter((text) => !text.includes('*'));
  fc.assert(
    fc.property(secret, fc.array(fc.string()), (hidden, texts) => {
      assert.ok(!withoutSecret(texts.join(hidden), hidden).includes(hidden));
    }),
    propertyRuns,
  );
});
