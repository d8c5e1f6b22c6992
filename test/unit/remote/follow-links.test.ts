import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError, type RemoteErrorKind } from '../../../src/base/remote-error.js';
import { isReadonly, LinkFollower } from '../../../src/remote/follow-links.js';
import { MemoryFiles } from '../../support/memory-files.js';

async function see(files: MemoryFiles, path: string): Promise<Record<string, unknown>> {
  const entry = await files.stat(path, never);
  files.calls.length = 0;
  const { name, type, size, isLink } = await new LinkFollower(files).see(path, entry, never);
  return { name, type, size, isLink };
}

const site = (): MemoryFiles =>
  new MemoryFiles().putFile('/www/index.html', 'hello').putFolder('/releases/7');

const links: [law: string, files: MemoryFiles, path: string, seen: object][] = [
  [
    'what is no link stays what it is',
    site(),
    '/www/index.html',
    { name: 'index.html', type: 'file', size: 5, isLink: false },
  ],
  [
    'a link to a file has its size',
    site().putLink('/www/start', 'index.html'),
    '/www/start',
    { name: 'start', type: 'file', size: 5, isLink: true },
  ],
  [
    'a link to a folder elsewhere is a folder',
    site().putLink('/www/current', '../releases/7'),
    '/www/current',
    { name: 'current', type: 'directory', size: undefined, isLink: true },
  ],
  [
    'a link to a link is followed to the end',
    site().putLink('/a', 'b').putLink('/b', 'www/index.html'),
    '/a',
    { name: 'a', type: 'file', size: 5, isLink: true },
  ],
  [
    'a link that points nowhere stays a link',
    site().putLink('/gone', 'nowhere'),
    '/gone',
    { name: 'gone', type: 'symlink', size: undefined, isLink: true },
  ],
  [
    'links in a circle point nowhere',
    site().putLink('/a', 'b').putLink('/b', 'a'),
    '/a',
    { name: 'a', type: 'symlink', size: undefined, isLink: true },
  ],
  [
    'an absolute link is a folder where the server lists it as one',
    site().putLink('/abs', '/releases/7'),
    '/abs',
    { name: 'abs', type: 'directory', size: undefined, isLink: true },
  ],
  [
    'an absolute link to a file may be a file, of unknown size',
    site().putLink('/abs', '/www/index.html'),
    '/abs',
    { name: 'abs', type: 'unknown', size: undefined, isLink: true },
  ],
];

for (const [law, files, path, seen] of links) {
  test(law, async () => {
    assert.deepEqual(await see(files, path), seen);
  });
}

const absolute: [law: string, base: string | undefined, target: string, seen: object][] = [
  [
    'into the tree is followed there',
    '/srv/ftp',
    '/srv/ftp/www/index.html',
    { type: 'file', size: 5 },
  ],
  [
    'to the top of the tree is a folder',
    '/srv/ftp',
    '/srv/ftp',
    { type: 'directory', size: undefined },
  ],
  ['in a tree that is the whole server', '/', '/www/index.html', { type: 'file', size: 5 }],
  [
    'to nothing in the tree points nowhere',
    '/srv',
    '/srv/none',
    { type: 'symlink', size: undefined },
  ],
  [
    'beside the tree is asked for its state',
    '/srv/ftp',
    '/srv/ftp2/www',
    { type: 'file', size: 77 },
  ],
  [
    'of a tree whose place is not known as well',
    undefined,
    '/etc/passwd',
    { type: 'file', size: 77 },
  ],
];
for (const [law, base, target, expected] of absolute) {
  test(`an absolute link ${law}`, async () => {
    const files = site().putLink('/www/abs', target);
    const follower = new LinkFollower(files, {
      basePath: () => base,
      statThrough: () => Promise.resolve({ name: 'x', type: 'file', size: 77 }),
    });
    const entry = await files.stat('/www/abs', never);
    const { type, size } = await follower.see('/www/abs', entry, never);
    assert.deepEqual({ type, size }, expected);
  });
}

test('links of a listing are not asked for their state one by one', async () => {
  const files = site().putLink('/www/abs', '/etc/passwd');
  const follower = new LinkFollower(files, {
    statThrough: () => assert.fail('it asks'),
  });
  const seen = await follower.seeAll('/www', await files.list('/www', never), never);
  assert.equal(seen.find(({ name }) => name === 'abs')?.type, 'unknown');
});

test('a link out of the tree is tried as a folder, and only once while it looks the same', async () => {
  const files = site().putLink('/www/out', '../../etc/passwd');
  files.before = (call): void => {
    if (call === 'list /www/out') throw new RemoteError('failed', '550 No');
  };
  const entry = await files.stat('/www/out', never);
  files.calls.length = 0;
  const follower = new LinkFollower(files);
  await follower.see('/www/out', entry, never);
  const second = await follower.see('/www/out', entry, never);
  assert.deepEqual([second.type, files.calls], ['unknown', ['list /www/out']]);
});

test('a lost connection says nothing about a link', async () => {
  const files = site().putLink('/www/abs', '/etc');
  const entry = await files.stat('/www/abs', never);
  files.before = (): void => {
    throw new RemoteError('disconnected', 'gone');
  };
  await assert.rejects(new LinkFollower(files).see('/www/abs', entry, never), { message: 'gone' });
});

test('a listing full of links to elsewhere follows sixteen of them', async () => {
  const files = new MemoryFiles().putFolder('/far').putFile('/many/here', '');
  for (let number = 10; number < 40; number += 1) {
    files
      .putLink(`/many/${String(number)}`, '../far')
      .putLink(`/many/to-${String(number)}`, 'here');
  }
  const entries = await files.list('/many', never);
  const seen = await new LinkFollower(files).seeAll('/many', entries, never);
  const count = (type: string): number => seen.filter((entry) => entry.type === type).length;
  assert.deepEqual(
    { directories: count('directory'), files: count('file'), untold: count('unknown') },
    { directories: 16, files: 31, untold: 14 },
  );
});

test('a file is read-only where the server tells so, and only there', () => {
  const facts = ['adfrw', 'r', 'ra', '', undefined];
  const seen = facts.map((perm) =>
    isReadonly({ name: 'a', type: 'file', ...(perm !== undefined && { perm }) }),
  );
  assert.deepEqual(seen, [false, true, true, true, false]);
  assert.equal(isReadonly({ name: 'd', type: 'directory', perm: 'el' }), false);
});

const dead = (kind: RemoteErrorKind): MemoryFiles => {
  const files = new MemoryFiles()
    .putFile('/www/a.txt', 'a')
    .putFile('/mnt/dead/x', 'x')
    .putLink('/www/dead', '../mnt/dead');
  files.before = (call): void => {
    if (call === 'stat /mnt/dead') throw new RemoteError(kind, 'Nobody answered');
  };
  return files;
};

test('a link to a place that does not answer does not hide the folder that it lies in', async () => {
  const files = dead('timeout');
  const seen = await new LinkFollower(files).seeAll('/www', await files.list('/www', never), never);
  assert.deepEqual(
    seen.map(({ name, type, isLink }) => [name, type, isLink]),
    [
      ['a.txt', 'file', false],
      ['dead', 'unknown', true],
    ],
  );
});

test('a folder is not shown whose links could not be followed for want of a connection, or of patience', async () => {
  const files = dead('disconnected');
  const entries = await files.list('/www', never);
  await assert.rejects(new LinkFollower(files).seeAll('/www', entries, never), {
    kind: 'disconnected',
  });
  const late = dead('timeout');
  const signal = AbortSignal.abort(new RemoteError('timeout', 'It took too long'));
  await assert.rejects(new LinkFollower(late).seeAll('/www', entries, signal), { kind: 'timeout' });
});
