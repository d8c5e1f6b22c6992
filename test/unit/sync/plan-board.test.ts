import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemoteError } from '../../../src/base/remote-error.js';
import { PlanBoard } from '../../../src/sync/plan-board.js';
import { type PlanNode } from '../../../src/sync/plan-tree.js';
import { type Plan } from '../../../src/sync/plan.js';
import { type Resolution, type Step, type StepKind } from '../../../src/sync/step.js';
import { type StepOutcome } from '../../../src/sync/step-result.js';

const all: readonly Resolution[] = ['keep-local', 'keep-remote', 'keep-both', 'skip'];

function step(kind: StepKind, path: string): Step {
  const choices = kind === 'conflict' ? { choices: all } : {};
  const local = kind === 'upload' ? { local: { type: 'file' as const, size: 10 } } : {};
  return { kind, path, type: 'file', reason: 'new-here', ...choices, ...local };
}

function planOf(...steps: Step[]): Plan {
  return { direction: 'both', scope: [''], steps, unchanged: 0, agreedFiles: 100 };
}

function rowOf(board: PlanBoard, id: string): PlanNode {
  const find = (nodes: readonly PlanNode[]): PlanNode | undefined =>
    nodes
      .map((node) => (node.id === id || node.kind === 'step' ? node : find(node.children)))
      .find((node) => node?.id === id);
  const row = find(board.nodes);
  assert.ok(row, `there is a row ${id}`);
  return row;
}

const failed: StepOutcome = { outcome: 'failed', error: new RemoteError('failed', 'no') };
const done: StepOutcome = { outcome: 'done', bytes: 10 };

const mixed = (): Plan =>
  planOf(
    step('upload', 'a/one'),
    step('upload', 'a/two'),
    step('delete-remote', 'a/old'),
    step('delete-remote', 'gone/old'),
    step('conflict', 'both'),
    step('skip', 'link'),
    step('blocked', 'shut'),
  );

test('everything but deletions is chosen at first', () => {
  const { chosen } = new PlanBoard(mixed()).choices(false);
  assert.deepEqual([...chosen], ['upload a/one', 'upload a/two']);
});

test('conflicts, skipped and blocked steps have no box', () => {
  const board = new PlanBoard(mixed());
  const boxes = [
    'conflict both',
    'skip link',
    'blocked shut',
    'upload a/one',
    'delete-remote a/old',
  ].map((id) => board.isChecked(rowOf(board, id)));
  assert.deepEqual(boxes, [undefined, undefined, undefined, true, false]);
});

test('the box of a folder stands for all below it but deletions', () => {
  const board = new PlanBoard(mixed());
  const folder = rowOf(board, 'folder a');
  assert.equal(board.isChecked(folder), true);
  board.check(rowOf(board, 'upload a/one'), false);
  assert.equal(board.isChecked(folder), false);
  board.check(folder, true);
  assert.deepEqual([...board.choices(false).chosen], ['upload a/one', 'upload a/two']);
});

test('a folder with nothing but deletions is chosen with them', () => {
  const board = new PlanBoard(mixed());
  board.check(rowOf(board, 'folder gone'), true);
  assert.ok(board.choices(false).chosen.has('delete-remote gone/old'));
});

test('taking a folder back takes its deletions back too', () => {
  const board = new PlanBoard(mixed());
  board.check(rowOf(board, 'delete-remote a/old'), true);
  board.check(rowOf(board, 'folder a'), false);
  assert.deepEqual([...board.choices(false).chosen], []);
});

test('choosing all never chooses a deletion, choosing none takes all back', () => {
  const board = new PlanBoard(mixed());
  board.check(rowOf(board, 'delete-remote a/old'), true);
  board.checkAll(false);
  assert.equal(board.choices(false).chosen.size, 0);
  board.checkAll(true);
  assert.deepEqual([...board.choices(false).chosen], ['upload a/one', 'upload a/two']);
});

test('rows by kind have the same boxes', () => {
  const board = new PlanBoard(mixed());
  board.group('kind');
  assert.equal(board.isChecked(rowOf(board, 'group upload')), true);
  assert.equal(board.isChecked(rowOf(board, 'group delete-remote')), false);
  board.check(rowOf(board, 'group delete-remote'), true);
  assert.equal(board.chosenTotals().deletes, 2);
});

test('a conflict ends only in a way that it offers', () => {
  const conflict: Step = { ...step('conflict', 'gone'), choices: ['keep-local', 'skip'] };
  const board = new PlanBoard(planOf(conflict));
  assert.equal(board.resolve(conflict, 'keep-both'), false);
  assert.equal(board.resolve(conflict, 'keep-local'), true);
  assert.equal(board.resolutionOf(conflict), 'keep-local');
  assert.deepEqual([...board.choices(false).resolutions], [['gone', 'keep-local']]);
});

test('what is chosen is counted with its bytes; a conflict counts once it is to end', () => {
  const board = new PlanBoard(mixed());
  const both = mixed().steps.find(({ path }) => path === 'both');
  assert.ok(both);
  assert.deepEqual(board.chosenTotals(), { steps: 2, deletes: 0, bytes: 20 });
  board.resolve(both, 'keep-remote');
  assert.equal(board.chosenTotals().steps, 3);
  board.resolve(both, 'skip');
  assert.equal(board.chosenTotals().steps, 2);
});

test('many deletions have to be confirmed, with their names', () => {
  const board = new PlanBoard(mixed());
  board.check(rowOf(board, 'folder gone'), true);
  const few = board.deletes({ count: 5, share: 1 });
  const many = board.deletes({ count: 0, share: 1 });
  assert.deepEqual([few.needsConfirmation, many.needsConfirmation], [false, true]);
  assert.deepEqual(many.paths, ['gone/old']);
});

test('what is done is not done again; what failed is, when it is tried again', () => {
  const plan = mixed();
  const board = new PlanBoard(plan);
  const [one, two, old] = plan.steps as [Step, Step, Step];
  assert.equal(board.hasRetryable, false);
  board.take({
    results: [
      { step: one, ...done },
      { step: two, ...failed },
      { step: old, outcome: 'skipped', why: 'not-chosen' },
    ],
    needsAnotherPlan: false,
  });
  assert.equal(board.isChecked(rowOf(board, 'upload a/one')), undefined);
  assert.deepEqual(board.outcomeOf(one), done);
  assert.equal(board.outcomeOf(old), undefined);
  assert.equal(board.hasRetryable, true);
  board.chooseRetryable();
  assert.deepEqual([...board.choices(false).chosen], ['upload a/two']);
});

test('a step whose side has changed meanwhile waits for another plan', () => {
  const plan = planOf(step('upload', 'a'));
  const board = new PlanBoard(plan);
  const [one] = plan.steps as [Step];
  board.take({
    results: [{ step: one, outcome: 'conflict', changed: 'remote' }],
    needsAnotherPlan: true,
  });
  assert.equal(board.chosenTotals().steps, 0);
  assert.equal(board.hasRetryable, false);
});

test('a conflict that failed to end is tried again as it was to end', () => {
  const plan = planOf(step('conflict', 'c'), step('conflict', 'd'));
  const board = new PlanBoard(plan);
  const [c, d] = plan.steps as [Step, Step];
  board.resolve(c, 'keep-local');
  board.resolve(d, 'keep-local');
  board.take({
    results: [
      { step: c, ...failed },
      { step: d, ...done },
    ],
    needsAnotherPlan: false,
  });
  board.chooseRetryable();
  assert.deepEqual([...board.choices(false).resolutions], [['c', 'keep-local']]);
});
