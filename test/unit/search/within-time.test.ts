import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withinTime } from '../../../src/search/within-time.js';

test('an expression that would take for ever is given up', () => {
  const evil = `${'a'.repeat(60)}b`;
  assert.deepEqual(
    withinTime(() => /^(a+)+$/.test(evil), 50),
    { isInTime: false },
  );
});

test('what ends in time gives its value, also after something that did not', () => {
  assert.deepEqual(
    withinTime(() => [1, 2], 1_000),
    { isInTime: true, value: [1, 2] },
  );
});

test('what fails fails with its own error', () => {
  const error = new TypeError('no');
  assert.throws(
    () =>
      withinTime(() => {
        throw error;
      }, 1_000),
    error,
  );
});
