import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quickVerdict } from '../../../src/sync/quick-sync.js';
import { type StepKind } from '../../../src/sync/step.js';

const cases: [law: string, kinds: StepKind[], verdict: string][] = [
  ['files that are alike need nothing', [], 'alike'],
  [
    'uploads, downloads and new folders need no look',
    ['make-folder-remote', 'upload', 'download'],
    'go',
  ],
  ['what stays out is told of', ['skip'], 'out'],
  ['what stays out beside what goes does not hold it up', ['skip', 'upload'], 'go'],
  ['a conflict wants a look', ['upload', 'conflict'], 'look'],
  ['a deletion here wants a look', ['delete-local'], 'look'],
  ['a deletion on the server wants a look', ['upload', 'delete-remote'], 'look'],
  ['what could not be looked into wants a look', ['blocked'], 'look'],
];

for (const [law, kinds, verdict] of cases) {
  test(law, () => {
    const steps = kinds.map(
      (kind) => ({ kind, path: kind, type: 'file', reason: 'new-here' }) as const,
    );
    const plan = {
      direction: 'to-remote',
      scope: [''],
      steps,
      unchanged: 0,
      agreedFiles: 0,
    } as const;
    assert.equal(quickVerdict(plan).kind, verdict);
  });
}
