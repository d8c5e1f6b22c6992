import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError } from '../../../src/base/remote-error.js';
import { type LocalDeed, type MirrorOutcome } from '../../../src/sync/mirror-change.js';
import { type MemoryFiles } from '../../support/memory-files.js';
import { abc, rest } from '../../support/sync/scenario-parts.js';
import { agreeOn, planLines } from '../../support/sync/sync-scenario.js';
import {
  type Edit,
  KeptTexts,
  memoryWorld,
  openPair,
  plainTree,
  type Tree,
} from '../../support/sync/sync-world.js';

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
  /** The files whose content went to the server. */
  sent?: readonly string[];
}

type Change = Pick<Case, 'local' | 'deed'>;

const moved: readonly Edit[] = [
  ['delete', 'a.txt'],
  ['write', 'new/z.txt', 'a'],
];
const renamedFile: Change = {
  local: moved,
  deed: { kind: 'rename', from: 'a.txt', path: 'new/z.txt' },
};
const renamedFolder: Change = {
  local: [
    ['delete', 'sub'],
    ['write', 'moved/b.txt', 'bb'],
    ['write', 'moved/deep/c.txt', 'ccc'],
  ],
  deed: { kind: 'rename', from: 'sub', path: 'moved' },
};
const deletedFile: Change = {
  local: [['delete', 'a.txt']],
  deed: { kind: 'delete', path: 'a.txt' },
};
const deletedFolder: Change = {
  local: [['delete', 'sub']],
  deed: { kind: 'delete', path: 'sub' },
};
const deletedFolderOfOthers: Omit<Case, 'name'> = {
  ...deletedFolder,
  remote: [['write', 'sub/theirs.txt', 'theirs']],
  outcome: 'conflict sub/theirs.txt',
  after: { 'a.txt': 'a', 'sub/theirs.txt': 'theirs' },
  kept: ['remote sub/b.txt: bb', 'remote sub/deep/c.txt: ccc'],
  left: ['download sub/theirs.txt: new-there'],
};

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
    ...deletedFile,
    outcome: 'done',
    after: rest,
    kept: ['remote a.txt: a'],
  },
  {
    name: 'a folder deleted here is deleted there with all that was known in it',
    ...deletedFolder,
    outcome: 'done',
    after: { 'a.txt': 'a' },
    kept: ['remote sub/b.txt: bb', 'remote sub/deep/c.txt: ccc'],
  },
  {
    name: 'a deletion that is done there already is done',
    ...deletedFile,
    remote: [['delete', 'a.txt']],
    outcome: 'done',
    after: rest,
  },
  {
    name: 'a file that somebody changed there is not deleted',
    ...deletedFile,
    remote: [['write', 'a.txt', 'theirs']],
    outcome: 'conflict a.txt',
    after: { ...abc, 'a.txt': 'theirs' },
    left: ['conflict a.txt: deleted-here-changed-there'],
  },
  {
    name: 'what others have put into a deleted folder stays, with the folder',
    ...deletedFolderOfOthers,
  },
  {
    name: 'a renamed file is renamed there, its content does not travel',
    ...renamedFile,
    outcome: 'done',
    after: { ...rest, 'new/z.txt': 'a' },
  },
  {
    name: 'a renamed folder is renamed there with all that is in it',
    ...renamedFolder,
    outcome: 'done',
    after: { 'a.txt': 'a', 'moved/b.txt': 'bb', 'moved/deep/c.txt': 'ccc' },
  },
  {
    name: 'a rename that is done there already is done',
    ...renamedFile,
    remote: moved,
    outcome: 'done',
    after: { ...rest, 'new/z.txt': 'a' },
  },
  {
    name: 'where there is nothing to rename there, the new name is brought up',
    sent: ['write /site/new/z.txt'],
    ...renamedFile,
    remote: [['delete', 'a.txt']],
    outcome: 'done',
    after: { ...rest, 'new/z.txt': 'a' },
  },
  {
    name: 'a rename over a name that others have taken there is a conflict',
    ...renamedFile,
    remote: [['write', 'new/z.txt', 'theirs']],
    outcome: 'conflict new/z.txt',
    after: { ...rest, 'new/z.txt': 'theirs' },
    kept: ['remote a.txt: a'],
    left: ['conflict new/z.txt: made-on-both'],
  },
  {
    name: 'what others have put into a deleted folder stays, even where a plan would offer to delete it',
    deleteExtras: true,
    ...deletedFolderOfOthers,
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
    ...renamedFolder,
    remote: [['write', 'sub/theirs.txt', 'theirs']],
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
    ...renamedFile,
    local: [...moved, ['write', 'a.txt', 'newer']],
    sent: ['write /site/new/z.txt'],
    outcome: 'done',
    after: { ...abc, 'new/z.txt': 'a' },
    left: ['upload a.txt: changed-here'],
  },
  {
    name: 'a folder in the place of a renamed file is left to the saves in it',
    ...renamedFile,
    local: [...moved, ['write', 'a.txt/b.txt', 'b']],
    sent: ['write /site/new/z.txt'],
    outcome: 'done',
    after: { ...rest, 'new/z.txt': 'a' },
    kept: ['remote a.txt: a'],
    left: ['make-folder-remote a.txt/: new-here', 'upload a.txt/b.txt: new-here'],
  },
  {
    name: 'a file in a renamed folder that waits for a save of its own is left to that',
    local: [...renamedFolder.local, ['write', 'moved/new.txt', 'new']],
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
    ...renamedFolder,
    local: [
      ['delete', 'sub'],
      ['write', 'moved/b.txt', 'bb'],
    ],
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
    const texts = new KeptTexts();
    await agreeOn(abc, world);
    for (const edit of one.local) world.local.edit(edit);
    for (const edit of one.remote ?? []) world.remote.edit(edit);
    const settings = { deleteExtras: one.deleteExtras ?? false };
    const mirroring = await openPair(world, { keep: texts.keep, settings });
    world.remoteFiles.calls.length = 0;
    const result = await mirroring.pair.mirror(one.deed, never);
    // A write that finds no folder is made again in one that was made for it.
    const calls = new Set(world.remoteFiles.calls);
    const sent = [...calls].filter((call) => call.startsWith('write '));
    const { pair } = await openPair(world);
    const next = await pair.plan({ direction: 'both', scope: [''] }, never);
    const { outcome, after, kept = [], left = [] } = one;
    assert.deepEqual(
      [inShort(result), plainTree(world.remote.tree()), texts.texts.sort(), planLines(next), sent],
      [outcome, after, kept, left, one.sent ?? []],
    );
  });
}

function inShort(result: MirrorOutcome): string {
  if (result.outcome === 'done') return 'done';
  return `conflict ${result.steps.map(({ path }) => path).join(', ')}`;
}

test('a rename in which only the case changes deletes nothing where the server takes both for one', async () => {
  const world = memoryWorld();
  await agreeOn(abc, world);
  const { pair } = await openPair(world);
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
