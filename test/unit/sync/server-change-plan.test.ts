import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removalPlan } from '../../../src/sync/server-change-plan.js';
import { type ServerChange } from '../../../src/sync/server-changes.js';
import { defaultChoices } from '../../../src/sync/plan.js';

const now = { type: 'file', size: 3 } as const;
const changes: ServerChange[] = [
  { kind: 'added', path: 'up', type: 'directory', now: { type: 'directory' } },
  { kind: 'added', path: 'up/shell.php', type: 'file', now },
  { kind: 'changed', path: 'up/index.php', type: 'file', now },
  { kind: 'removed', path: 'up/old.php', type: 'file' },
  { kind: 'added', path: 'up/link', type: 'symlink' },
  { kind: 'blocked', path: 'up/shut', type: 'directory' },
  { kind: 'added', path: 'upper', type: 'file', now },
];

const here = { type: 'file', size: 4 } as const;
const locals = new Map([['up/index.php', here]]);

test('the plan removes what is there, at the path and below it, as it was seen', () => {
  const { steps } = removalPlan('up', { changes, agreedFiles: 4, locals });
  assert.deepEqual(steps, [
    {
      kind: 'delete-remote',
      path: 'up',
      type: 'directory',
      reason: 'only-there',
      remote: { type: 'directory' },
    },
    {
      kind: 'delete-remote',
      path: 'up/shell.php',
      type: 'file',
      reason: 'only-there',
      remote: now,
    },
    {
      kind: 'delete-remote',
      path: 'up/index.php',
      type: 'file',
      reason: 'changed-there',
      local: here,
      remote: now,
    },
  ]);
});

test('nothing of it is chosen unasked', () => {
  assert.equal(defaultChoices(removalPlan('', { changes, agreedFiles: 4, locals })).chosen.size, 0);
});
