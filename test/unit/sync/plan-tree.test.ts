import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Grouping, type PlanNode, planTree, stepsOf } from '../../../src/sync/plan-tree.js';
import { type Step, type StepKind } from '../../../src/sync/step.js';

function step(kind: StepKind, path: string, type: Step['type'] = 'file'): Step {
  return { kind, path, type, reason: 'new-here' };
}

/** A row a line, indented; a folder's own step behind it. */
function drawn(nodes: readonly PlanNode[], indent = ''): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'step') return [`${indent}${node.label}: ${node.step.kind}`];
    const own = node.kind === 'folder' && node.step !== undefined ? ` (${node.step.kind})` : '';
    const label = node.kind === 'group' ? `[${node.group}]` : `${node.label}/`;
    return [`${indent}${label}${own}`, ...drawn(node.children, `${indent}  `)];
  });
}

const cases: [law: string, grouping: Grouping, steps: Step[], rows: string[]][] = [
  ['a plan without steps has no rows', 'folder', [], []],
  [
    'folders come before files, each by name',
    'folder',
    [step('upload', 'b.txt'), step('upload', 'z/c.txt'), step('upload', 'a.txt')],
    ['z/', '  c.txt: upload', 'a.txt: upload', 'b.txt: upload'],
  ],
  [
    'folders that hold nothing but one another stand in one row',
    'folder',
    [step('upload', 'a/b/c.txt'), step('upload', 'a/b/d.txt')],
    ['a/b/', '  c.txt: upload', '  d.txt: upload'],
  ],
  [
    'a folder that is made or deleted has its step in its row',
    'folder',
    [
      step('make-folder-remote', 'a/b', 'directory'),
      step('upload', 'a/b/c.txt'),
      step('delete-remote', 'empty', 'directory'),
    ],
    ['a/b/ (make-folder-remote)', '  c.txt: upload', 'empty: delete-remote'],
  ],
  [
    'of two steps on one path both are shown',
    'folder',
    [step('delete-remote', 'a'), step('make-folder-remote', 'a', 'directory')],
    ['a: delete-remote', 'a: make-folder-remote'],
  ],
  [
    'the folder that is synced itself is called by a dot',
    'folder',
    [step('blocked', '', 'directory')],
    ['.: blocked'],
  ],
  [
    'by kind, what needs a look comes first',
    'kind',
    [step('upload', 'b'), step('conflict', 'c/d'), step('delete-remote', 'x'), step('upload', 'a')],
    [
      '[conflict]',
      '  c/d: conflict',
      '[delete-remote]',
      '  x: delete-remote',
      '[upload]',
      '  a: upload',
      '  b: upload',
    ],
  ],
];

for (const [law, grouping, steps, rows] of cases) {
  test(law, () => {
    assert.deepEqual(drawn(planTree(steps, grouping)), rows);
  });
}

test('every step has a row, and every row its own id', () => {
  const steps = [
    step('delete-remote', 'a'),
    step('make-folder-remote', 'a', 'directory'),
    step('upload', 'a/b'),
    step('upload', 'c/d/e'),
  ];
  for (const grouping of ['folder', 'kind'] as const) {
    const nodes = planTree(steps, grouping);
    const ids = (node: PlanNode): string[] =>
      node.kind === 'step' ? [node.id] : [node.id, ...node.children.flatMap(ids)];
    const all = nodes.flatMap(ids);
    assert.equal(new Set(all).size, all.length);
    assert.deepEqual(new Set(nodes.flatMap(stepsOf)), new Set(steps));
  }
});
