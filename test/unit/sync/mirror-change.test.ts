import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError } from '../../../src/base/remote-error.js';
import { type LocalDeed } from '../../../src/sync/mirror-change.js';
import { defaultChoices } from '../../../src/sync/plan.js';
import { type MemoryFiles } from '../../support/memory-files.js';
import { planLines } from '../../support/sync/sync-scenario.js';
import {
  type Edit,
  KeptTexts,
  memoryWorld,
  openPair,
  plainTree,
  plant,
  type Tree,
} from '../../support/sync/sync-world.js';

const abc = { 'a.txt': 'a', 'sub/b.txt': 'bb', 'sub/deep/c.txt': 'ccc' };

interface Case {
  name: string;
  local: readonly Edit[];
  remote?: readonly Edit[];
  deed: LocalDeed;
  outcome: string;
  after: Tree;
  kept?: readonly string[];
  /** Whether plans offer to delete what is on the server only. */
  deleteExtras?: boolean;
  /** What the next plan finds. */
  left?: readonly string[];
  calls?: readonly string[];
}

const moved: readonly Edit[] = [
  ['delete', 'a.txt'],
  ['write', 'new/z.txt', 'a'],
];

const cases: readonly Case[] = [
  {
    name: 'a new folder is made there',
    local: [['folder', 'x/y']],
    deed: { kind: 'make-folder', path: 'x/y' },
    outcome: 'done',
    after: { ...abc, 'x/y': null },
  },
  {
    name: 'a file deleted here is deleted there, and kept',
    local: [['delete', 'a.txt']],
    deed: { kind: 'delete', path: 'a.txt' },
    outcome: 'done',
    after: { 'sub/b.txt': 'bb', 'sub/deep/c.txt': 'ccc' },
    kept: ['remote a.txt: a'],
  },
  {
    name: 'a folder deleted here is deleted there with all that was known in it',
    local: [['delete', 'sub']],
    deed: { kind: 'delete', path: 'sub' },
    outcome: 'done',
    after: { 'a.txt': 'a' },
    kept: ['remote sub/b.txt: bb', 'remote sub/deep/c.txt: ccc'],
  },
  {
    name: 'a deletion that is done there already is done',
    local: [['delete', 'a.txt']],
    remote: [['delete', 'a.txt']],
    deed: { kind: 'delete', path: 'a.txt' },
    outcome: 'done',
    after: { 'sub/b.txt': 'bb', 'sub/deep/c.txt': 'ccc' },
  },
  {
    name: 'a file that somebody changed there is not deleted',
    local: [['delete', 'a.txt']],
    remote: [['write', 'a.txt', 'theirs']],
    deed: { kind: 'delete', path: 'a.txt' },
    outcome: 'conflict a.txt',
    after: { ...abc, 'a.txt': 'theirs' },
    left: ['conflict a.txt: deleted-here-changed-there'],
  },
  {
    name: 'what others have put into a deleted folder stays, with the folder',
    local: [['delete', 'sub']],
    remote: [['write', 'sub/theirs.txt', 'theirs']],
    deed: { kind: 'delete', path: 'sub' },
    outcome: 'conflict sub/theirs.txt',
    after: { 'a.txt': 'a', 'sub/theirs.txt': 'theirs' },
    kept: ['remote sub/b.txt: bb', 'remote sub/deep/c.txt: ccc'],
    left: ['download sub/theirs.txt: new-there'],
  },
  {
    name: 'a renamed file is renamed there, its content does not travel',
    local: moved,
    deed: { kind: 'rename', from: 'a.txt', path: 'new/z.txt' },
    outcome: 'done',
    after: { 'new/z.txt': 'a', 'sub/b.txt': 'bb', 'sub/deep/c.txt': 'ccc' },
  },
  {
    name: 'a renamed folder is renamed there with all that is in it',
    local: [
      ['delete', 'sub'],
      ['write', 'moved/b.txt', 'bb'],
      ['write', 'moved/deep/c.txt', 'ccc'],
    ],
    deed: { kind: 'rename', from: 'sub', path: 'moved' },
    outcome: 'done',
    after: { 'a.txt': 'a', 'moved/b.txt': 'bb', 'moved/deep/c.txt': 'ccc' },
  },
  {
    name: 'a rename that is done there already is done',
    local: moved,
    remote: moved,
    deed: { kind: 'rename', from: 'a.txt', path: 'new/z.txt' },
    outcome: 'done',
    after: { 'new/z.txt': 'a', 'sub/b.txt': 'bb', 'sub/deep/c.txt': 'ccc' },
  },
  {
    name: 'where there is nothing to rename there, the new name is brought up',
    local: moved,
    remote: [['delete', 'a.txt']],
    deed: { kind: 'rename', from: 'a.txt', path: 'new/z.txt' },
    outcome: 'done',
    after: { 'new/z.txt': 'a', 'sub/b.txt': 'bb', 'sub/deep/c.txt': 'ccc' },
  },
  {
    name: 'a rename over a name that others have taken there is a conflict',
    local: moved,
    remote: [['write', 'new/z.txt', 'theirs']],
    deed: { kind: 'rename', from: 'a.txt', path: 'new/z.txt' },
    outcome: 'conflict new/z.txt',
    after: { 'new/z.txt': 'theirs', 'sub/b.txt': 'bb', 'sub/deep/c.txt': 'ccc' },
    kept: ['remote a.txt: a'],
    left: ['conflict new/z.txt: made-on-both'],
  },
  {
    name: 'what others have put into a deleted folder stays, even where a plan would offer to delete it',
    deleteExtras: true,
    local: [['delete', 'sub']],
    remote: [['write', 'sub/theirs.txt', 'theirs']],
    deed: { kind: 'delete', path: 'sub' },
    outcome: 'conflict sub/theirs.txt',
    after: { 'a.txt': 'a', 'sub/theirs.txt': 'theirs' },
    kept: ['remote sub/b.txt: bb', 'remote sub/deep/c.txt: ccc'],
    left: ['download sub/theirs.txt: new-there'],
  },
  {
    name: 'what others have in a folder that is new here stays',
    deleteExtras: true,
    local: [['folder', 'uploads']],
    remote: [['write', 'uploads/theirs.txt', 'theirs']],
    deed: { kind: 'make-folder', path: 'uploads' },
    outcome: 'done',
    after: { ...abc, 'uploads/theirs.txt': 'theirs' },
    left: ['download uploads/theirs.txt: new-there'],
  },
  {
    name: 'what others have in a folder that is renamed goes with it, and stays',
    deleteExtras: true,
    local: [
      ['delete', 'sub'],
      ['write', 'moved/b.txt', 'bb'],
      ['write', 'moved/deep/c.txt', 'ccc'],
    ],
    remote: [['write', 'sub/theirs.txt', 'theirs']],
    deed: { kind: 'rename', from: 'sub', path: 'moved' },
    outcome: 'done',
    after: {
      'a.txt': 'a',
      'moved/b.txt': 'bb',
      'moved/deep/c.txt': 'ccc',
      'moved/theirs.txt': 'theirs',
    },
    left: ['download moved/theirs.txt: new-there'],
  },
  {
    name: 'a file in the place of a renamed one is left to its own save',
    local: [...moved, ['write', 'a.txt', 'newer']],
    deed: { kind: 'rename', from: 'a.txt', path: 'new/z.txt' },
    outcome: 'done',
    after: { ...abc, 'new/z.txt': 'a' },
    left: ['upload a.txt: changed-here'],
  },
  {
    name: 'a folder in the place of a renamed file is left to the saves in it',
    local: [...moved, ['write', 'a.txt/b.txt', 'b']],
    deed: { kind: 'rename', from: 'a.txt', path: 'new/z.txt' },
    outcome: 'done',
    after: { 'new/z.txt': 'a', 'sub/b.txt': 'bb', 'sub/deep/c.txt': 'ccc' },
    kept: ['remote a.txt: a'],
    left: ['make-folder-remote a.txt/: new-here', 'upload a.txt/b.txt: new-here'],
  },
  {
    name: 'a file in a renamed folder that waits for a save of its own is left to that',
    local: [
      ['delete', 'sub'],
      ['write', 'moved/b.txt', 'bb'],
      ['write', 'moved/deep/c.txt', 'ccc'],
      ['write', 'moved/new.txt', 'new'],
    ],
    deed: {
      kind: 'rename',
      from: 'sub',
      path: 'moved',
      comesLater: (path) => path === 'moved/new.txt',
    },
    outcome: 'done',
    after: { 'a.txt': 'a', 'moved/b.txt': 'bb', 'moved/deep/c.txt': 'ccc' },
    left: ['upload moved/new.txt: new-here'],
  },
  {
    name: 'a rename deletes nothing that went from the folder before',
    local: [
      ['delete', 'sub'],
      ['write', 'moved/b.txt', 'bb'],
    ],
    deed: { kind: 'rename', from: 'sub', path: 'moved' },
    outcome: 'done',
    after: { 'a.txt': 'a', 'moved/b.txt': 'bb', 'moved/deep/c.txt': 'ccc' },
    left: [
      'delete-remote moved/deep/c.txt: deleted-here',
      'delete-remote moved/deep/: deleted-here',
    ],
  },
];

for (const one of cases) {
  test(one.name, async () => {
    const world = memoryWorld();
    const kept = new KeptTexts();
    plant(world.local, abc);
    const { pair } = await openPair(world, { keep: kept.keep });
    const quietly = { onProgress: (): void => undefined };
    const first = await pair.plan({ direction: 'both', scope: [''] }, never);
    await pair.carryOut({ plan: first, choices: defaultChoices(first) }, quietly, never);
    for (const edit of one.local) world.local.edit(edit);
    for (const edit of one.remote ?? []) world.remote.edit(edit);
    const settings = { deleteExtras: one.deleteExtras ?? false };
    const mirroring = await openPair(world, { keep: kept.keep, settings });
    const result = await mirroring.pair.mirror(one.deed, never);
    const outcome =
      result.outcome === 'done'
        ? 'done'
        : `conflict ${result.steps.map(({ path }) => path).join(', ')}`;
    const left = planLines(await pair.plan({ direction: 'both', scope: [''] }, never));
    assert.deepEqual(
      { outcome, after: plainTree(world.remote.tree()), kept: kept.texts.sort(), left },
      { outcome: one.outcome, after: one.after, kept: one.kept ?? [], left: one.left ?? [] },
    );
  });
}

test('a rename in which only the case changes deletes nothing where the server takes both for one', async () => {
  const world = memoryWorld();
  plant(world.local, abc);
  const { pair } = await openPair(world);
  const first = await pair.plan({ direction: 'both', scope: [''] }, never);
  const choices = defaultChoices(first);
  await pair.carryOut({ plan: first, choices }, { onProgress: () => undefined }, never);
  ignoreCase(world.remoteFiles);
  world.local.edit(['delete', 'a.txt']);
  world.local.edit(['write', 'A.txt', 'a']);
  await assert.rejects(
    pair.mirror({ kind: 'rename', from: 'a.txt', path: 'A.txt' }, never),
    (error) => isRemoteError(error, 'exists'),
  );
  assert.deepEqual(plainTree(world.remote.tree()), abc);
});

/** As servers on Windows do. */
function ignoreCase(files: MemoryFiles): void {
  const real = (wish: string): string =>
    files.paths().find((path) => path.toLowerCase() === wish.toLowerCase()) ?? wish;
  const stat = files.stat.bind(files);
  const stream = files.stream.bind(files);
  const remove = files.remove.bind(files);
  const rename = files.rename.bind(files);
  files.stat = (path, signal) => stat(real(path), signal);
  files.stream = (read, signal) => stream({ ...read, path: real(read.path) }, signal);
  files.remove = (path, options, signal) => remove(real(path), options, signal);
  files.rename = ({ from, to, overwrite }, signal) =>
    rename({ from: real(from), to: real(to), overwrite }, signal);
}
