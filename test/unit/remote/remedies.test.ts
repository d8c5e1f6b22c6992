import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteErrorKind } from '../../../src/base/remote-error.js';
import { reportOf } from '../../../src/remote/remedies.js';

const cases: [kind: RemoteErrorKind, first: string | undefined, reportsListing: boolean][] = [
  ['aborted', undefined, false],
  ['auth', 'enter-password', false],
  ['connect', 'retry', false],
  ['not-found', 'retry', false],
  ['permission', 'retry', true],
  ['data-connection', 'retry', true],
];

for (const [kind, first, reportsListing] of cases) {
  test(`after "${kind}" the first offer is ${first ?? 'none'}`, () => {
    const report = reportOf(kind);
    assert.deepEqual([report.remedies[0], report.reportsListing], [first, reportsListing]);
  });
}
