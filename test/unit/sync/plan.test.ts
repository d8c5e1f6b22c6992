import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenDeletes, defaultChoices, isCheckable, type Plan } from '../../../src/sync/plan.js';
import { type Step, stepId, type StepKind } from '../../../src/sync/step.js';

const kinds: readonly StepKind[] = [
  'upload',
  'download',
  'delete-remote',
  'delete-local',
  'make-folder-remote',
  'make-folder-local',
  'conflict',
  'skip',
  'blocked',
];

const file = { type: 'file', size: 1 } as const;

function stepOf(kind: StepKind, path: string): Step {
  return { kind, path, type: 'file', reason: 'new-here', local: file, remote: file };
}

function planOf(steps: readonly Step[], agreedFiles = 100): Plan {
  return { direction: 'both', scope: [''], steps, unchanged: 0, agreedFiles };
}

test('what only tells something cannot be chosen', () => {
  const steps = kinds.map((kind) => stepOf(kind, kind));
  assert.deepEqual(
    steps.filter((step) => !isCheckable(step)).map(({ kind }) => kind),
    ['conflict', 'skip', 'blocked'],
  );
});

test('deletions are not chosen until somebody does', () => {
  const plan = planOf(kinds.map((kind) => stepOf(kind, kind)));
  assert.deepEqual([...defaultChoices(plan).chosen].sort(), [
    'download download',
    'make-folder-local make-folder-local',
    'make-folder-remote make-folder-remote',
    'upload upload',
  ]);
});

const limits: [name: string, deletes: number, agreed: number, needsConfirmation: boolean][] = [
  ['no deletion', 0, 10, false],
  ['few deletions of few files', 5, 5, false],
  ['more than the share', 21, 100, true],
  ['as many as the share', 20, 100, false],
  ['more than the count', 51, 100_000, true],
  ['as many as the count', 50, 100_000, false],
  ['few deletions where nothing was agreed on', 5, 0, false],
  ['more deletions where nothing was agreed on', 6, 0, true],
];

for (const [name, deletes, agreedFiles, needsConfirmation] of limits) {
  test(`${name}: ${needsConfirmation ? 'is' : 'is not'} asked for once more`, () => {
    const steps = Array.from({ length: deletes }, (_, at) => stepOf('delete-remote', String(at)));
    const plan = planOf(steps, agreedFiles);
    const chosen = new Set(steps.map(stepId));
    const told = chosenDeletes(plan, { chosen, resolutions: new Map() }, { count: 50, share: 0.2 });
    assert.deepEqual([told.paths.length, told.needsConfirmation], [deletes, needsConfirmation]);
  });
}

test('a conflict that ends with a deletion is one, and folders do not count', () => {
  const gone: Step = {
    kind: 'conflict',
    path: 'a',
    type: 'file',
    reason: 'new-here',
    remote: file,
  };
  const folder: Step = { ...stepOf('delete-local', 'd'), type: 'directory' };
  const plan = planOf([gone, folder]);
  const chosen = new Set([stepId(folder)]);
  const resolutions = new Map([['a', 'keep-local' as const]]);
  const told = chosenDeletes(plan, { chosen, resolutions }, { count: 50, share: 0.2 });
  assert.deepEqual(told.paths, ['a']);
});
