import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { type RemoteEntry } from '../../../src/base/remote-entry.js';
import { ContentCache } from '../../../src/search/content-cache.js';

const day = 24 * 60 * 60_000;
const now = 1_000 * day;
const content = new Uint8Array(100);

suite('a cache of contents', () => {
  let cache: ContentCache;
  const entry = (more: Partial<RemoteEntry> = {}): RemoteEntry => ({
    name: 'a',
    type: 'file',
    size: 100,
    modified: now - 2 * day,
    ...more,
  });

  beforeEach(() => {
    cache = new ContentCache(1_000, () => now);
  });

  test('gives what the file had when it had this size and time', () => {
    cache.put('/a', entry(), content);
    assert.equal(cache.get('/a', entry()), content);
  });

  const others: [what: string, now: Partial<RemoteEntry>][] = [
    ['another time', { modified: now - 3 * day }],
    ['another size', { size: 99 }],
  ];
  for (const [what, changed] of others) {
    test(`forgets what has ${what} now`, () => {
      cache.put('/a', entry(), content);
      assert.deepEqual(
        [cache.get('/a', entry(changed)), cache.get('/a', entry()), cache.usedBytes],
        [undefined, undefined, 0],
      );
    });
  }

  const kept: [what: string, entry: RemoteEntry, isKept: boolean][] = [
    ['whose time is unknown', { name: 'a', type: 'file', size: 100 }, false],
    ['whose size is unknown', { name: 'a', type: 'file', modified: now - 2 * day }, false],
    ['of another size than was told', entry({ size: 101 }), false],
    ['changed within a minute', entry({ modified: now - 59_000, modifiedExact: true }), false],
    ['changed two minutes ago', entry({ modified: now - 120_000, modifiedExact: true }), true],
    ['changed today, by a time without a zone', entry({ modified: now - day }), false],
    ['changed before yesterday, by such a time', entry(), true],
    ['from the future', entry({ modified: now + day, modifiedExact: true }), false],
  ];
  for (const [what, of, isKept] of kept) {
    test(`${isKept ? 'keeps' : 'does not keep'} a file ${what}`, () => {
      cache.put('/a', of, content);
      assert.equal(cache.get('/a', of), isKept ? content : undefined);
    });
  }

  test('keeps to its budget, and drops what was not used for longest', () => {
    for (let at = 0; at < 10; at += 1) cache.put(`/${String(at)}`, entry(), content);
    cache.get('/0', entry());
    cache.put('/new', entry(), content);
    const paths = ['/0', '/1', '/2', '/9', '/new'];
    assert.deepEqual(
      [paths.filter((path) => cache.get(path, entry()) !== undefined), cache.usedBytes],
      [['/0', '/2', '/9', '/new'], 1_000],
    );
  });

  test('keeps nothing that would take more than a quarter of it', () => {
    cache.put('/big', entry({ size: 251 }), new Uint8Array(251));
    assert.equal(cache.usedBytes, 0);
  });

  test('counts what is put twice once', () => {
    cache.put('/a', entry(), content);
    cache.put('/a', entry(), content);
    assert.equal(cache.usedBytes, 100);
  });
});
