import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { ContentCache } from '../../../src/search/content-cache.js';
import { PathFilter } from '../../../src/search/path-filter.js';
import { SearchResults } from '../../../src/search/search-results.js';
import { searchText, type SearchLimits, type TextSearch } from '../../../src/search/search-text.js';
import { toSearchSettings } from '../../../src/search/search-settings.js';
import { TextMatcher } from '../../../src/search/text-matcher.js';
import { Door } from '../../support/door.js';
import { failure } from '../../support/failure.js';
import { MemoryFiles } from '../../support/memory-files.js';

const usual = toSearchSettings(() => undefined).limits;
const evil = `${'a'.repeat(60)}b`;

suite('a search', () => {
  let files: MemoryFiles;
  let cache: ContentCache;
  let results: SearchResults;

  beforeEach(() => {
    files = new MemoryFiles()
      .putFile('/a.txt', 'one\ntwo one\n')
      .putFile('/b.txt', 'nothing')
      .putFile('/x/c.php', 'ONE')
      .putFile('/x/big.txt', 'one'.padEnd(2_000));
    cache = new ContentCache(10_000);
    results = new SearchResults(() => undefined);
  });

  function search(
    limits: Partial<SearchLimits> = {},
    more: Partial<TextSearch> & { text?: string } = {},
  ): TextSearch {
    const { text = 'one', ...others } = more;
    const flags = { isRegExp: true, isCaseSensitive: false, isWholeWord: false };
    return {
      roots: [{ connection: 'demo', folder: '/', files, cache }],
      matcher: new TextMatcher({ text, ...flags }),
      filter: new PathFilter({ include: [], exclude: [] }),
      limits: { ...usual, listingsAtOnce: 1, readsAtOnce: 1, fileBytes: 1_000, ...limits },
      charset: 'latin1',
      ...others,
    };
  }

  const run = (asked: TextSearch, signal = never): Promise<void> =>
    searchText(asked, results, signal);

  const outcome = (): unknown => ({
    found: results.files.map(
      ({ path, lines }) => `${path}:${lines.map(({ line }) => line).join()}`,
    ),
    not: results.notSearchedGroups.flatMap(({ reason, places }) =>
      places.map(({ path }) => `${path} ${reason}`),
    ),
  });

  test('finds the lines, and counts what it looked at', async () => {
    await run(search());
    assert.deepEqual(outcome(), {
      found: ['/a.txt:0,1', '/x/c.php:0'],
      not: ['/x/big.txt too-large'],
    });
    assert.deepEqual(results.counts, { matches: 3, files: 2, searched: 3, notSearched: 1 });
  });

  test('reads only what its globs want', async () => {
    await run(search({}, { filter: new PathFilter({ include: ['*.php'], exclude: [] }) }));
    assert.deepEqual(files.calls, ['list /', 'list /x', 'read /x/c.php']);
  });

  test('tells what it finds before it is over', async () => {
    const door = new Door();
    files.before = (call) => (call === 'read /x/c.php' ? door.pass() : undefined);
    const searching = run(search());
    await door.reached;
    assert.deepEqual(outcome(), { found: ['/a.txt:0,1'], not: ['/x/big.txt too-large'] });
    door.open();
    await searching;
    assert.equal(results.counts.files, 2);
  });

  test('reads as many files at once as it may, and no more', async () => {
    for (const name of ['1', '2', '3', '4', '5']) files.putFile(`/${name}`, 'one');
    let [open, most] = [0, 0];
    files.before = async (call) => {
      if (!call.startsWith('read')) return;
      open += 1;
      most = Math.max(most, open);
      await new Promise(setImmediate);
      open -= 1;
    };
    await run(search({ readsAtOnce: 3 }));
    assert.deepEqual([most, results.counts.files], [3, 7]);
  });

  test('tells what is binary, and fetches nothing whose name says so', async () => {
    files.putFile('/a.png', 'one').putFile('/a.bin.txt', 'one\0');
    await run(search());
    assert.deepEqual(
      [
        results.notSearchedGroups.find(({ reason }) => reason === 'binary')?.count,
        files.calls.includes('read /a.png'),
      ],
      [2, false],
    );
  });

  const large: [what: string, content: string, reason: string | undefined, maxBytes: number][] = [
    ['a binary file', `\0${'one'.padEnd(400_000)}`, 'binary', 500_000],
    ['a file', 'one'.padEnd(400_000), undefined, 500_000],
  ];
  for (const [what, content, reason, fileBytes] of large) {
    test(`reads ${what} that is large piece by piece, and no further than it must`, async () => {
      files = new MemoryFiles().putFile('/large.txt', content);
      let pieces = 0;
      const stream = files.stream.bind(files);
      files.stream = async function* (...args) {
        for await (const piece of stream(...args)) {
          pieces += 1;
          yield piece;
        }
      };
      await run(search({ fileBytes }));
      const reasons = results.notSearchedGroups.map((group) => group.reason);
      assert.deepEqual(reasons, reason === undefined ? [] : [reason]);
      assert.deepEqual(
        [files.calls.at(-1), pieces === 1],
        ['stream /large.txt', reason === 'binary'],
      );
      assert.equal(results.counts.matches, reason === undefined ? 1 : 0);
    });
  }

  test('stops to read a file of unknown size where it becomes too large', async () => {
    files = new MemoryFiles().putFile('/large.txt', 'one'.padEnd(400_000));
    const list = files.list.bind(files);
    files.list = async (...args) => (await list(...args)).map(({ name, type }) => ({ name, type }));
    await run(search({ fileBytes: 1_000 }));
    assert.deepEqual(outcome(), { found: [], not: ['/large.txt too-large'] });
  });

  test('goes on where a file cannot be read, and says which', async () => {
    files.before = (call) => {
      if (call === 'read /a.txt') throw new RemoteError('permission', 'No.');
    };
    await run(search());
    assert.deepEqual(outcome(), {
      found: ['/x/c.php:0'],
      not: ['/a.txt read-failed', '/x/big.txt too-large'],
    });
  });

  test('asks a server that is out of reach for nothing more', async () => {
    files.before = (call) => {
      if (call === 'read /a.txt' || call === 'list /x') throw new RemoteError('connect', 'Gone.');
    };
    await run(search());
    assert.deepEqual(
      [outcome(), files.calls.filter((call) => call.startsWith('read'))],
      [
        { found: [], not: ['/a.txt', '/b.txt', '/x'].map((path) => `${path} connection-lost`) },
        ['read /a.txt'],
      ],
    );
  });

  test('ends when it has found enough, and says so', async () => {
    await run(search({ matches: 2 }));
    assert.deepEqual(outcome(), {
      found: ['/a.txt:0,1'],
      not: ['/b.txt result-limit', '/ result-limit'],
    });
  });

  test('shows so many matches of one file, and says that there are more', async () => {
    await run(search({ matchesPerFile: 1 }));
    assert.deepEqual(outcome(), {
      found: ['/a.txt:0', '/x/c.php:0'],
      not: ['/a.txt match-limit', '/x/big.txt too-large'],
    });
  });

  test('tells what the limits of its walk leave out', async () => {
    await run(search({ depth: 0 }));
    assert.deepEqual(outcome(), { found: ['/a.txt:0,1'], not: ['/x too-deep'] });
  });

  test('gives up a file on which the expression takes too long', async () => {
    files.putFile('/evil.txt', evil);
    await run(search({ matchMs: 30 }, { text: '^(a+)+$|one' }));
    assert.deepEqual(outcome(), {
      found: ['/a.txt:0,1', '/x/c.php:0'],
      not: ['/evil.txt too-slow', '/x/big.txt too-large'],
    });
  });

  test('whose expression is too slow on three files is given up with words', async () => {
    for (const name of ['/1', '/2', '/3', '/4']) files.putFile(name, evil);
    const error = await failure(run(search({ matchMs: 30 }, { text: '^(a+)+$' })));
    assert.match(error.message, /longer than 30 ms on each of 3 files/);
    assert.equal(files.calls.includes('read /4'), false);
  });

  test('that is cancelled rejects at once, tells nothing more, and reads nothing more', async () => {
    const stop = new AbortController();
    files.before = (call) => {
      if (call === 'read /a.txt') stop.abort();
    };
    const { kind } = await failure(run(search(), stop.signal));
    assert.deepEqual(
      [kind, results.counts.searched, files.calls.filter((call) => call.startsWith('read'))],
      ['aborted', 0, ['read /a.txt']],
    );
  });

  test('once more fetches only what has changed', async () => {
    await run(search());
    files.putFile('/b.txt', 'one now');
    files.calls.splice(0);
    results = new SearchResults(() => undefined);
    await run(search());
    assert.deepEqual(
      [files.calls.filter((call) => call.startsWith('read')), results.counts.files],
      [['read /b.txt'], 3],
    );
  });

  test('of several folders searches one after another', async () => {
    const other = new MemoryFiles().putFile('/sub/z.txt', 'one');
    const [root] = search().roots;
    assert.ok(root);
    const roots = [
      { ...root, folder: '/x' },
      { connection: 'other', folder: '/sub', files: other, cache: new ContentCache(1_000) },
    ];
    await run(search({}, { roots }));
    assert.deepEqual(
      results.files.map(({ connection, path }) => `${connection}${path}`),
      ['demo/x/c.php', 'other/sub/z.txt'],
    );
  });
});
