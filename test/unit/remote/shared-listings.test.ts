import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteEntry } from '../../../src/base/remote-entry.js';
import { SharedListings } from '../../../src/remote/shared-listings.js';

function world() {
  const clock = { now: 1_000_000 };
  const listings = new SharedListings(() => clock.now);
  const names = ['a', 'b'];
  const made = { count: 0 };
  const list = (): Promise<RemoteEntry[]> => {
    made.count += 1;
    return Promise.resolve(names.map((name) => ({ name, type: 'file' })));
  };
  return { clock, names, made, listings, list, find: (path: string) => listings.find(path, list) };
}

test('files of one folder share a listing, also one that is under way', async () => {
  const { made, find } = world();
  const found = await Promise.all([find('/site/a'), find('/site/b')]);
  assert.deepEqual(
    found.map((entry) => entry?.name),
    ['a', 'b'],
  );
  await find('/site/b');
  assert.equal(made.count, 1);
  await find('/other/a');
  assert.equal(made.count, 2);
});

test('a listing of a while ago is made anew', async () => {
  const { clock, made, find } = world();
  await find('/site/a');
  clock.now += 2_000;
  await find('/site/a');
  assert.equal(made.count, 2);
});

test('a name that came since is looked for in a new listing', async () => {
  const { names, find } = world();
  await find('/site/a');
  names.push('c');
  assert.equal((await find('/site/c'))?.name, 'c');
  assert.equal(await find('/site/d'), undefined);
});

test('a listing that failed for another one is made anew', async () => {
  const { listings, list } = world();
  const failing = listings.find('/site/a', () => Promise.reject(new Error('cut')));
  const found = listings.find('/site/b', list);
  await assert.rejects(failing, /cut/);
  assert.equal((await found)?.name, 'b');
});

test('changes of ours make the listings wrong', async () => {
  const { made, listings, find } = world();
  await find('/site/a');
  listings.forget();
  await find('/site/a');
  assert.equal(made.count, 2);
});
