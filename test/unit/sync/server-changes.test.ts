import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { type ServerChange } from '../../../src/sync/server-changes.js';
import { type SyncPair } from '../../../src/sync/sync-pair.js';
import { abc } from '../../support/sync/scenario-parts.js';
import { agreeOn } from '../../support/sync/sync-scenario.js';
import { type Edit, memoryWorld, openPair } from '../../support/sync/sync-world.js';

async function agreedPair(): Promise<{ world: ReturnType<typeof memoryWorld>; pair: SyncPair }> {
  const world = memoryWorld();
  await agreeOn(abc, world);
  const rules = { isIgnored: (path: string) => path.endsWith('.log') };
  const { pair } = await openPair(world, { rules });
  return { world, pair };
}

async function changes(pair: SyncPair, scope: readonly string[] = ['']): Promise<ServerChange[]> {
  const found: ServerChange[] = [];
  for await (const some of pair.whatChangedOnServer(scope, never)) found.push(...some);
  return found;
}

const inShort = (all: readonly ServerChange[]): string[] =>
  all.map(({ kind, path, type }) => `${kind} ${path}${type === 'directory' ? '/' : ''}`);

const cases: [name: string, remote: readonly Edit[], expected: readonly string[]][] = [
  ['nothing', [], []],
  [
    'a file that somebody put there, in a new folder too',
    [
      ['write', 'shell.php', '<?php'],
      ['write', 'uploads/2026/x.php', '<?php'],
    ],
    ['added shell.php', 'added uploads/', 'added uploads/2026/', 'added uploads/2026/x.php'],
  ],
  ['a file that changed', [['write', 'sub/b.txt', 'theirs']], ['changed sub/b.txt']],
  ['a file of the same size that changed', [['write', 'a.txt', 'z']], ['changed a.txt']],
  ['a file that was removed', [['delete', 'a.txt']], ['removed a.txt']],
  [
    'a folder that was removed, with all in it',
    [['delete', 'sub']],
    ['removed sub/', 'removed sub/b.txt', 'removed sub/deep/', 'removed sub/deep/c.txt'],
  ],
  [
    'a file that became a folder',
    [
      ['delete', 'a.txt'],
      ['write', 'a.txt/in', 'in'],
    ],
    ['changed a.txt/', 'added a.txt/in'],
  ],
  ['what is ignored', [['write', 'x.log', 'x']], []],
];

for (const [name, remote, expected] of cases) {
  test(`what changed on the server: ${name}`, async () => {
    const { world, pair } = await agreedPair();
    for (const edit of remote) world.remote.edit(edit);
    assert.deepEqual(inShort(await changes(pair)), expected);
  });
}

test('what changed here is not what changed on the server', async () => {
  const { world, pair } = await agreedPair();
  world.local.edit(['write', 'a.txt', 'work']);
  world.local.edit(['delete', 'sub']);
  assert.deepEqual(await changes(pair), []);
});

test('a change tells what was there and what is', async () => {
  const { world, pair } = await agreedPair();
  world.remote.edit(['write', 'a.txt', 'theirs']);
  const [change] = await changes(pair);
  assert.deepEqual([change?.before?.size, change?.now?.size], [1, 6]);
});

test('only what was asked for is looked at', async () => {
  const { world, pair } = await agreedPair();
  world.remote.edit(['write', 'a.txt', 'theirs']);
  world.remote.edit(['write', 'sub/new.txt', 'new']);
  assert.deepEqual(inShort(await changes(pair, ['sub'])), ['added sub/new.txt']);
});

test('a folder that cannot be listed is told, and nothing in it is said to be removed', async () => {
  const { world, pair } = await agreedPair();
  world.remoteFiles.before = (call): void => {
    if (call === 'list /site/sub') throw new RemoteError('permission', 'denied');
  };
  const found = await changes(pair);
  assert.deepEqual(
    [inShort(found), found[0]?.error],
    [['blocked sub/'], { kind: 'permission', message: 'denied' }],
  );
});
