// A search over the wire: what it finds, what it costs, and that it leaves nothing behind.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type Connection } from '../../src/remote/connection.js';
import { ContentCache } from '../../src/search/content-cache.js';
import { FileIndex } from '../../src/search/file-index.js';
import { PathFilter } from '../../src/search/path-filter.js';
import { SearchResults } from '../../src/search/search-results.js';
import { searchText, type TextSearch } from '../../src/search/search-text.js';
import { toSearchSettings } from '../../src/search/search-settings.js';
import { TextMatcher } from '../../src/search/text-matcher.js';
import { connectionTo } from '../support/connection-to.js';
import { failure } from '../support/failure.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { availability, startServer } from '../support/servers/start-server.js';
import { serverNames } from '../support/servers/start-server.js';

const folders = Array.from({ length: 12 }, (_, at) => `site/folder ${String(at)}/deep`);
const content = Object.fromEntries(
  folders.flatMap((folder, at) => [
    [`${folder}/page.html`, `<p>\nneedle ${String(at)}: Grüße\n</p>\n`],
    [`${folder}/other.css`, 'a {}\n'],
  ]),
);
const pages = folders.map((folder) => `/${folder}/page.html`).sort();
const { limits } = toSearchSettings(() => undefined);

function searchOf({ files }: Connection, cache = new ContentCache(1_000_000)): TextSearch {
  return {
    roots: [{ connection: 'test', folder: '/', files, cache }],
    matcher: new TextMatcher({
      text: 'needle \\d+: grüße',
      isRegExp: true,
      isCaseSensitive: false,
      isWholeWord: false,
    }),
    filter: new PathFilter({ include: ['*.html'], exclude: ['folder 3/'] }),
    limits,
    charset: 'latin1',
  };
}

async function found(search: TextSearch): Promise<SearchResults> {
  const results = new SearchResults(() => undefined);
  await searchText(search, results, never);
  return results;
}

async function assertFinds(connection: Connection): Promise<void> {
  const results = await found(searchOf(connection));
  const expected = pages.filter((path) => !path.includes('folder 3/'));
  assert.deepEqual(
    {
      files: results.files.map(({ path }) => path).sort(),
      lines: new Set(results.files.flatMap(({ lines }) => lines.map(({ line }) => line))),
      notSearched: results.notSearchedGroups,
    },
    { files: expected, lines: new Set([1]), notSearched: [] },
  );
}

async function assertIndexed({ files }: Connection): Promise<void> {
  const filter = new PathFilter({ include: [], exclude: [] });
  const index = new FileIndex({ files, folder: '/site', filter, limits });
  await index.look(never);
  assert.deepEqual(
    [index.size, index.notSearched, index.find('folder 7 other', 1)],
    [24, [], ['/site/folder 7/deep/other.css']],
  );
}

for (const name of serverNames) {
  const missing = await availability(name);
  if (missing !== undefined) {
    console.log(`${name}: not available on this system: ${missing}`);
    continue;
  }
  test(`${name}: every file is found by its name and by its text`, async () => {
    const server = await startServer(name);
    server.seed(content);
    const { host, port, user, password } = server;
    const connection = connectionTo({ host, port, user, password });
    await assertFinds(connection);
    await assertIndexed(connection);
    await connection.disconnect();
    await server.stop();
  });
}

suite('a search on the wire', () => {
  async function withServer(
    work: (server: FtpServer, connection: Connection) => Promise<void>,
  ): Promise<void> {
    const server = await FtpServer.start();
    for (const [path, text] of Object.entries(content)) {
      server.files.write(`/${path}`, text, { modified: Date.UTC(2024, 0, 1) });
    }
    const { host, port } = server;
    const connection = connectionTo({ host, port, user: 'demo', password: 'demo' });
    await work(server, connection);
    await connection.disconnect();
    await server.stop();
    assert.equal(server.openSockets, 0);
  }

  test('lists each folder once and fetches each wanted file once; a second one fetches none', async () => {
    await withServer(async (server, connection) => {
      const cache = new ContentCache(1_000_000);
      await found(searchOf(connection, cache));
      // The top, `site`, and eleven folders with the one in each.
      assert.equal(server.commands('MLSD').length, 24);
      assert.equal(server.commands('RETR').length, 11);
      server.clearLog();
      const { counts } = await found(searchOf(connection, cache));
      assert.deepEqual([counts.files, server.commands('RETR').length], [11, 0]);
    });
  });

  test('names the folder that the server refuses to list, and searches the others', async () => {
    await withServer(async (server, connection) => {
      server.script({
        on: 'MLSD',
        match: /folder 5\/deep/,
        do: { reply: '550 Permission denied' },
      });
      server.script({
        on: 'LIST',
        match: /folder 5\/deep/,
        do: { reply: '550 Permission denied' },
      });
      server.script({ on: 'CWD', match: /folder 5\/deep/, do: { reply: '550 Permission denied' } });
      const { counts, notSearchedGroups } = await found(searchOf(connection));
      assert.equal(counts.files, 10);
      assert.deepEqual(
        notSearchedGroups.map(({ reason, places }) => [reason, places.map(({ path }) => path)]),
        [['listing-failed', ['/site/folder 5/deep']]],
      );
      assert.match(notSearchedGroups[0]?.places[0]?.error?.message ?? '', /folder 5\/deep/);
    });
  });

  test('reads large text whole, and gives up a large binary file on the way', async () => {
    await withServer(async (server, connection) => {
      const text = `${'x'.repeat(79)}\n`.repeat(20_000);
      server.files.write('/site/long.html', `${text}needle 99: Grüße\n`);
      server.files.write('/site/film.html', Buffer.alloc(4_000_000));
      const { files, notSearchedGroups } = await found(searchOf(connection));
      const long = files.find(({ path }) => path === '/site/long.html');
      assert.deepEqual(
        long?.lines.map(({ line }) => line),
        [20_000],
      );
      assert.deepEqual(
        notSearchedGroups.map(({ reason, places }) => [reason, places.map(({ path }) => path)]),
        [['binary', ['/site/film.html']]],
      );
      // What was broken off leaves the connection as it was.
      assert.equal((await found(searchOf(connection))).counts.files, 12);
    });
  });

  test('that is cancelled ends at once, and the connection can be used again', async () => {
    await withServer(async (server, connection) => {
      const stop = new AbortController();
      server.script({ on: 'RETR', do: { delayMs: 300 } });
      const results = new SearchResults(() => undefined);
      const searching = searchText(
        searchOf(connection),
        { ...noListener(results), matched: () => assert.fail('it went on') },
        stop.signal,
      );
      while (server.commands('RETR').length === 0) await new Promise(setImmediate);
      stop.abort();
      assert.equal((await failure(searching)).kind, 'aborted');
      server.clearRules();
      assert.equal((await found(searchOf(connection))).counts.files, 11);
    });
  });
});

function noListener(results: SearchResults) {
  return {
    searched: () => {
      results.searched();
    },
    notSearched: () => undefined,
  };
}
