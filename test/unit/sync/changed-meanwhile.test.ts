import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { changedMeanwhile } from '../../../src/sync/changed-meanwhile.js';
import { Journal } from '../../../src/sync/journal.js';
import { LocalScan } from '../../../src/sync/scan-local.js';
import { stepId } from '../../../src/sync/step.js';
import { type Edit, memoryWorld, openPair, plant } from '../../support/sync/sync-world.js';

const tree = { 'dist/a.js': 'a', 'dist/deep/b.js': 'b', 'src/c.ts': 'c', 'dist/out.log': 'x' };
const isIgnored = (path: string): boolean => path.endsWith('.tmp');

/** What is found after both sides have agreed on the tree, and these edits were made. */
async function found(
  watch: readonly string[],
  edits: readonly Edit[],
  passedOver: readonly string[] = [],
): Promise<string[]> {
  const world = memoryWorld();
  plant(world.local, tree);
  // Some time goes by: what was written in the moment of the agreement may have changed once more.
  world.local.edit(['link', 'later']);
  const { pair } = await openPair(world);
  const plan = await pair.plan({ direction: 'to-remote', scope: [''] }, never);
  const choices = {
    chosen: new Set(plan.steps.map(stepId)),
    resolutions: new Map(),
    deletesConfirmed: true,
  };
  await pair.carryOut({ plan, choices }, { onProgress: () => undefined }, never);
  for (const edit of edits) world.local.edit(edit);
  const rules = { isIgnored, nameProblems: () => new Map<string, string>() };
  const local = new LocalScan(world.localFiles, rules);
  const agreed = await Journal.open(world.log, never);
  const seen = await Promise.all(
    passedOver.map(async (path) => {
      const now = await world.localFiles.look(path, never);
      return { path, local: now ?? null };
    }),
  );
  await agreed.passOver(seen, never);
  return (await changedMeanwhile({ mapping: { watch }, local, agreed, rules }, never)).sort();
}

const all = ['**'];
const cases: [law: string, watch: readonly string[], edits: readonly Edit[], found: string[]][] = [
  ['what was changed', all, [['write', 'src/c.ts', 'longer']], ['src/c.ts']],
  ['what is new', all, [['write', 'dist/new/d.js', 'd']], ['dist/new/d.js']],
  ['what is gone', all, [['delete', 'dist/a.js']], ['dist/a.js']],
  [
    'what is gone with its folder',
    all,
    [
      ['delete', 'dist/deep/b.js'],
      ['delete', 'dist/deep'],
    ],
    ['dist/deep/b.js'],
  ],
  [
    'nothing that no glob watches',
    ['dist/**/*.js'],
    [
      ['write', 'src/c.ts', 'longer'],
      ['delete', 'dist/out.log'],
      ['write', 'dist/deep/b.js', 'longer'],
    ],
    ['dist/deep/b.js'],
  ],
  [
    'names that are watched wherever they are',
    ['*.js'],
    [['write', 'dist/deep/b.js', 'longer']],
    ['dist/deep/b.js'],
  ],
  ['nothing that is ignored', all, [['write', 'dist/new.tmp', 'x']], []],
  [
    'no folders and links',
    all,
    [
      ['folder', 'empty'],
      ['link', 'link'],
    ],
    [],
  ],
];
for (const [law, watch, edits, expected] of cases) {
  test(`a look back finds ${law}`, async () => {
    assert.deepEqual(await found(watch, edits), expected);
  });
}

test('a look back passes over what the user wanted to stay as it is on the server', async () => {
  const edits: Edit[] = [
    ['write', 'src/c.ts', 'longer'],
    ['write', 'dist/new/d.js', 'd'],
    ['delete', 'dist/a.js'],
    ['delete', 'dist/out.log'],
  ];
  const passedOver = ['src/c.ts', 'dist/new/d.js', 'dist/a.js'];
  assert.deepEqual(await found(all, edits, passedOver), ['dist/out.log']);
});

test('a folder that cannot be listed is left alone: nothing in it is gone for that', async () => {
  const world = memoryWorld();
  const rules = { isIgnored, nameProblems: () => new Map<string, string>() };
  const agreed = await Journal.open(world.log, never);
  const side = { type: 'file', size: 1 } as const;
  const agreement = { path: 'dist/a.js', type: 'file', local: side, remote: side, at: 0 } as const;
  await agreed.agree([agreement], undefined, never);
  const local = {
    list: () => Promise.reject(new RemoteError('permission', 'no')),
    look: () => Promise.resolve(undefined),
  };
  const sources = { mapping: { watch: all }, local, agreed, rules };
  assert.deepEqual(await changedMeanwhile(sources, never), []);
});
