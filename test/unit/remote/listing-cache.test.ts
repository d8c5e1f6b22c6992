import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { type RemoteEntry } from '../../../src/base/remote-entry.js';
import { ListingCache } from '../../../src/remote/listing-cache.js';

const file = (name: string, size = 0): RemoteEntry => ({ name, type: 'file', size });

suite('a listing cache', () => {
  let cache: ListingCache;
  let now: number;

  beforeEach(() => {
    now = 1_000;
    cache = new ListingCache(() => now);
  });

  const store = (folder: string, ...entries: RemoteEntry[]): void => {
    cache.store(cache.ask(folder), entries);
  };
  const names = (folder: string): string[] | undefined =>
    cache.listing(folder, Infinity)?.map(({ name }) => name);

  test('knows nothing of what it was not told', () => {
    assert.deepEqual([cache.look('/a'), cache.listing('/', Infinity)], [undefined, undefined]);
  });

  test('tells what a listing has, and what it has not, with its age', () => {
    store('/', file('a', 1));
    now += 50;
    assert.deepEqual(
      [cache.look('/a'), cache.look('/b'), cache.look('/a/b')],
      [{ entry: file('a', 1), ageMs: 50 }, { entry: undefined, ageMs: 50 }, undefined],
    );
  });

  test('gives a listing up to the age that is asked for', () => {
    store('/', file('a'));
    now += 50;
    assert.deepEqual([cache.listing('/', 50)?.length, cache.listing('/', 49)], [1, undefined]);
  });

  test('an empty listing is known, and is not the same as nothing', () => {
    store('/');
    assert.deepEqual([names('/'), cache.look('/a')?.entry], [[], undefined]);
    assert.notEqual(cache.look('/a'), undefined);
  });

  test('a look at one name makes that name young, and no other', () => {
    store('/', file('a', 1), file('b'));
    now += 50;
    cache.note(cache.ask('/a'), file('a', 2));
    assert.deepEqual(
      [cache.look('/a'), cache.look('/b')?.ageMs],
      [{ entry: file('a', 2), ageMs: 0 }, 50],
    );
  });

  test('nothing below a folder that is not there is there', () => {
    cache.storeAbsent(cache.ask('/a'));
    now += 50;
    assert.deepEqual(cache.look('/a/b'), { entry: undefined, ageMs: 50 });
  });

  test('a listing replaces an absence, and an absence a listing', () => {
    cache.storeAbsent(cache.ask('/a'));
    store('/a', file('b'));
    assert.deepEqual(names('/a'), ['b']);
    cache.storeAbsent(cache.ask('/a'));
    assert.equal(names('/a'), undefined);
    assert.equal(cache.look('/a/b')?.entry, undefined);
  });

  test('a changed name stands in its listing, a removed one does not', () => {
    store('/', file('a'), file('b'));
    cache.changed('/a', file('a', 7));
    cache.changed('/b', undefined);
    assert.deepEqual([cache.look('/a')?.entry, names('/')], [file('a', 7), ['a']]);
  });

  test('what was known at and below a changed path is over, beside it is kept', () => {
    for (const folder of ['/', '/a', '/a/b', '/ab']) store(folder, file('x'));
    cache.changed('/a', undefined);
    assert.deepEqual(
      ['/', '/a', '/a/b', '/ab'].map((folder) => names(folder)),
      [['x'], undefined, undefined, ['x']],
    );
  });

  test('a change ends what was known to be absent', () => {
    cache.storeAbsent(cache.ask('/a'));
    cache.changed('/a', { name: 'a', type: 'directory' });
    assert.equal(cache.look('/a/b'), undefined);
  });

  const changes: [what: string, change: () => void][] = [
    [
      'a change in it',
      () => {
        cache.changed('/a/b/c', undefined);
      },
    ],
    [
      'a change of itself',
      () => {
        cache.changed('/a/b', undefined);
      },
    ],
    [
      'a change of a folder above it',
      () => {
        cache.changed('/a', undefined);
      },
    ],
    [
      'a change in it that failed',
      () => {
        cache.forget('/a/b/c');
      },
    ],
    [
      'a change above it that failed',
      () => {
        cache.forget('/a');
      },
    ],
    [
      'a refresh',
      () => {
        cache.clear();
      },
    ],
  ];
  for (const [what, change] of changes) {
    test(`an answer asked for before ${what} is outdated`, () => {
      const question = cache.ask('/a/b');
      change();
      assert.equal(question.isOutdated, true);
      cache.store(question, [file('c')]);
      cache.storeAbsent(question);
      cache.note(question, { name: 'b', type: 'directory' });
      assert.deepEqual([names('/a/b'), cache.look('/a/b/c')], [undefined, undefined]);
      store('/a/b', file('c'));
      assert.deepEqual(names('/a/b'), ['c']);
    });
  }

  for (const path of ['/x', '/a/x', '/a/bc', '/a/b/c/d']) {
    test(`an answer about /a/b is not outdated by a change of ${path}`, () => {
      const question = cache.ask('/a/b');
      cache.changed(path, file('x'));
      assert.equal(question.isOutdated, false);
      cache.store(question, [file('c')]);
      assert.deepEqual(names('/a/b'), ['c']);
    });
  }

  test('a question that is over is outdated by nothing', () => {
    const question = cache.ask('/a/b');
    cache.over(question);
    cache.changed('/a', undefined);
    assert.equal(question.isOutdated, false);
  });

  test('what moved keeps the age of what is known of it', () => {
    store('/', file('a'));
    now += 50;
    cache.changed('/b', file('b'), 50);
    assert.deepEqual(cache.look('/b'), { entry: file('b'), ageMs: 50 });
  });

  test('a failed change forgets the folder it was in', () => {
    for (const folder of ['/', '/a', '/a/b', '/a/b/c']) store(folder, file('x'));
    cache.forget('/a/b/x');
    assert.deepEqual(
      ['/', '/a', '/a/b', '/a/b/c'].map((folder) => names(folder)),
      [['x'], ['x'], undefined, ['x']],
    );
  });

  test('a failed change of a folder forgets all below it', () => {
    for (const folder of ['/', '/a', '/a/b', '/ab']) store(folder, file('x'));
    cache.forget('/a');
    assert.deepEqual(
      ['/', '/a', '/a/b', '/ab'].map((folder) => names(folder)),
      [undefined, undefined, undefined, ['x']],
    );
  });

  test('keeps two thousand listings and lets the oldest go', () => {
    for (let number = 0; number < 2_001; number += 1) store(`/${String(number)}`, file('x'));
    assert.deepEqual(
      ['/0', '/1', '/2000'].map((folder) => names(folder)),
      [undefined, ['x'], ['x']],
    );
  });

  test('a refresh forgets listings and absences', () => {
    store('/', file('a'));
    cache.storeAbsent(cache.ask('/b'));
    cache.clear();
    assert.deepEqual([cache.look('/a'), cache.look('/b/c')], [undefined, undefined]);
  });

  suite('keeps no more than its bounds', () => {
    const bounded = (bounds: { listings: number; entries: number }): void => {
      cache = new ListingCache(() => now, bounds);
    };

    test('of listings: the oldest goes', () => {
      bounded({ listings: 2, entries: 100 });
      for (const folder of ['/a', '/b', '/c']) store(folder, file('x'));
      assert.deepEqual([names('/a'), names('/b'), names('/c')], [undefined, ['x'], ['x']]);
    });

    test('of entries: as many of the oldest go as are too many', () => {
      bounded({ listings: 100, entries: 4 });
      store('/a', file('1'), file('2'));
      store('/b', file('1'), file('2'));
      cache.changed('/b/3', file('3'));
      store('/c', file('1'));
      assert.deepEqual([names('/a'), names('/b')?.length, names('/c')], [undefined, 3, ['1']]);
    });

    test('but the newest listing, however long it is', () => {
      bounded({ listings: 100, entries: 2 });
      store('/a', file('1'));
      store('/b', file('1'), file('2'), file('3'));
      assert.deepEqual([names('/a'), names('/b')?.length], [undefined, 3]);
    });

    test('and counts what is gone no more', () => {
      bounded({ listings: 100, entries: 3 });
      store('/a', file('1'), file('2'));
      store('/a', file('1'));
      store('/b', file('1'), file('2'));
      cache.changed('/b/2', undefined);
      store('/c', file('1'));
      assert.deepEqual([names('/a'), names('/b'), names('/c')], [['1'], ['1'], ['1']]);
    });
  });

  test('a listing without seconds takes nothing from a look that told them', () => {
    const noon = Date.UTC(2024, 5, 15, 12);
    const at = (modified: number, modifiedExact: boolean, size = 1): RemoteEntry => ({
      ...file('a', size),
      modified,
      modifiedExact,
    });
    store('/', at(noon, false));
    cache.note(cache.ask('/a'), at(noon + 7_000, true));
    store('/', at(noon, false));
    assert.equal(cache.look('/a')?.entry?.modified, noon + 7_000);
    store('/', at(noon, false, 2));
    assert.equal(cache.look('/a')?.entry?.modified, noon);
  });
});
