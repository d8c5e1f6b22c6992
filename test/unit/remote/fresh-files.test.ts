import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { CachedFiles } from '../../../src/remote/cached-files.js';
import { FreshFiles } from '../../../src/remote/fresh-files.js';
import { MemoryFiles } from '../../support/memory-files.js';

const content = new TextEncoder().encode('ours');

function treesOn(files: MemoryFiles): { cached: CachedFiles; fresh: FreshFiles } {
  const cached = new CachedFiles(
    files,
    () => ({}),
    () => 0,
  );
  const fresh = new FreshFiles(files, (path) => {
    cached.forget(path);
  });
  return { cached, fresh };
}

test('what others have changed is seen at once, though it is remembered otherwise', async () => {
  const files = new MemoryFiles().putFile('/a.txt', 'old');
  const { cached, fresh } = treesOn(files);
  await cached.stat('/a.txt', never);
  files.putFile('/a.txt', 'longer than before');
  const sizes = [await cached.stat('/a.txt', never), await fresh.stat('/a.txt', never)];
  assert.deepEqual(
    sizes.map(({ size }) => size),
    [3, 18],
  );
});

const changes: [name: string, change: (fresh: FreshFiles) => Promise<unknown>][] = [
  ['written', (fresh) => fresh.write({ path: '/a.txt', content }, never)],
  ['removed', (fresh) => fresh.remove('/a.txt', { recursive: false }, never)],
  [
    'renamed over',
    (fresh) => fresh.rename({ from: '/b.txt', to: '/a.txt', overwrite: true }, never),
  ],
  ['copied over', (fresh) => fresh.copy({ from: '/b.txt', to: '/a.txt', overwrite: true }, never)],
  ['given a time', (fresh) => fresh.setModified('/a.txt', 1_000, never)],
  ['given a mode', (fresh) => fresh.chmod('/a.txt', 0o600, never)],
];

for (const [name, change] of changes) {
  test(`what was ${name} is not remembered as it was`, async () => {
    const files = new MemoryFiles().putFile('/a.txt', 'old').putFile('/b.txt', 'other');
    const { cached, fresh } = treesOn(files);
    await cached.list('/', never);
    await change(fresh);
    const seen = await cached.stat('/a.txt', never).catch(() => undefined);
    const real = await files.stat('/a.txt', never).catch(() => undefined);
    assert.deepEqual(seen, real);
  });
}

test('what failed on the way is looked at again as well', async () => {
  const files = new MemoryFiles().putFile('/a.txt', 'old');
  const { cached, fresh } = treesOn(files);
  await cached.stat('/a.txt', never);
  files.before = (call): void => {
    if (!call.startsWith('write')) return;
    files.putFile('/a.txt', 'half of it');
    throw new RemoteError('disconnected', 'lost');
  };
  await assert.rejects(fresh.write({ path: '/a.txt', content }, never));
  assert.equal((await cached.stat('/a.txt', never)).size, 10);
});
