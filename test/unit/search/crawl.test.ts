import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { crawl, type CrawlLimits, type CrawlRequest } from '../../../src/search/crawl.js';
import { PathFilter } from '../../../src/search/path-filter.js';
import { Door } from '../../support/door.js';
import { failure } from '../../support/failure.js';
import { MemoryFiles } from '../../support/memory-files.js';

const ample: CrawlLimits = { files: 100, folders: 100, depth: 10, ms: 1_000, listingsAtOnce: 1 };

interface Outcome {
  found: string[];
  notSearched: string[];
}

suite('a crawl', () => {
  let files: MemoryFiles;

  beforeEach(() => {
    files = new MemoryFiles();
    for (const path of ['/b.txt', '/a.txt', '/x/1.txt', '/x/deep/er/2.txt', '/y/3.txt']) {
      files.putFile(path, path);
    }
  });

  const request = (limits: Partial<CrawlLimits> = {}, more: Partial<CrawlRequest> = {}) => ({
    files,
    folder: '/',
    filter: new PathFilter({ include: [], exclude: [] }),
    limits: { ...ample, ...limits },
    ...more,
  });

  async function outcomeOf(asked: CrawlRequest, signal = never): Promise<Outcome> {
    const outcome: Outcome = { found: [], notSearched: [] };
    for await (const step of crawl(asked, signal)) {
      outcome.found.push(...step.found.map(({ path }) => path));
      outcome.notSearched.push(...step.notSearched.map(({ path, reason }) => `${path} ${reason}`));
    }
    return outcome;
  }

  test('finds every file, those near the top first', async () => {
    assert.deepEqual(await outcomeOf(request()), {
      found: ['/a.txt', '/b.txt', '/x/1.txt', '/y/3.txt', '/x/deep/er/2.txt'],
      notSearched: [],
    });
  });

  test('shows no temporary names of cut saves', async () => {
    files.putFile('/x/.1.txt.ftpws-0123abcd.tmp', 'part');
    const { found } = await outcomeOf(request({}, { folder: '/x' }));
    assert.deepEqual(found, ['/x/1.txt', '/x/deep/er/2.txt']);
  });

  test('of a folder stays in it, and its globs count from there', async () => {
    const filter = new PathFilter({ include: ['./er/*'], exclude: [] });
    const { found } = await outcomeOf(request({}, { folder: '/x/deep', filter }));
    assert.deepEqual(
      [found, files.calls],
      [['/x/deep/er/2.txt'], ['list /x/deep', 'list /x/deep/er']],
    );
  });

  test('asks for no listing of what is excluded', async () => {
    const filter = new PathFilter({ include: [], exclude: ['x', 'b.txt'] });
    const { found } = await outcomeOf(request({}, { filter }));
    assert.deepEqual(
      [found, files.calls],
      [
        ['/a.txt', '/y/3.txt'],
        ['list /', 'list /y'],
      ],
    );
  });

  test('follows no link, and says so', async () => {
    files.putLink('/x/up', '..').putLink('/y/file', '3.txt');
    const { notSearched } = await outcomeOf(request());
    assert.deepEqual(notSearched, ['/x/up link', '/y/file link']);
  });

  test('tells of a folder that cannot be listed, and goes on', async () => {
    files.before = (call) => {
      if (call === 'list /x') throw new RemoteError('permission', 'No.');
    };
    assert.deepEqual(await outcomeOf(request()), {
      found: ['/a.txt', '/b.txt', '/y/3.txt'],
      notSearched: ['/x listing-failed'],
    });
  });

  test('ends where the server is out of reach, and names all that is left', async () => {
    files.before = (call) => {
      if (call === 'list /x') throw new RemoteError('connect', 'Gone.');
    };
    assert.deepEqual(await outcomeOf(request()), {
      found: ['/a.txt', '/b.txt'],
      notSearched: ['/x connection-lost', '/y connection-lost'],
    });
  });

  test('takes no more files than it may', async () => {
    assert.deepEqual(await outcomeOf(request({ files: 1 })), {
      found: ['/a.txt'],
      notSearched: ['/ file-limit', '/x file-limit', '/y file-limit'],
    });
  });

  test('that finds exactly as many files as it may has left nothing out', async () => {
    assert.deepEqual((await outcomeOf(request({ files: 5 }))).notSearched, []);
  });

  test('lists no more folders than it may', async () => {
    assert.deepEqual(await outcomeOf(request({ folders: 2 })), {
      found: ['/a.txt', '/b.txt', '/x/1.txt'],
      notSearched: ['/y folder-limit', '/x/deep folder-limit'],
    });
  });

  test('goes no deeper than it may', async () => {
    assert.deepEqual(await outcomeOf(request({ depth: 1 })), {
      found: ['/a.txt', '/b.txt', '/x/1.txt', '/y/3.txt'],
      notSearched: ['/x/deep too-deep'],
    });
  });

  test('lists nothing more when its time is over', async () => {
    let time = 0;
    files.before = (call) => {
      if (call === 'list /x') time = 2_000;
    };
    assert.deepEqual(await outcomeOf(request({}, { now: () => time })), {
      found: ['/a.txt', '/b.txt', '/x/1.txt'],
      notSearched: ['/y time-limit', '/x/deep time-limit'],
    });
  });

  test('lists as many folders at once as it may, and no more', async () => {
    for (const name of ['p', 'q', 'r', 's']) files.putFolder(`/${name}`);
    let [open, most] = [0, 0];
    files.before = async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise(setImmediate);
      open -= 1;
    };
    await outcomeOf(request({ listingsAtOnce: 3 }));
    assert.equal(most, 3);
  });

  test('hands on what it has while another listing is still on its way', async () => {
    const door = new Door();
    files.before = (call) => (call === 'list /x' ? door.pass() : undefined);
    const steps = crawl(request({ listingsAtOnce: 2 }), never);
    const first = await steps.next();
    const second = await steps.next();
    door.open();
    const third = await steps.next();
    assert.deepEqual(
      [first, second, third].map(({ value }) => value?.found.map(({ path }) => path)),
      [['/a.txt', '/b.txt'], ['/y/3.txt'], ['/x/1.txt']],
    );
  });

  test('that is cancelled rejects, and lists nothing more', async () => {
    const stop = new AbortController();
    files.before = (call) => {
      if (call === 'list /x') stop.abort();
    };
    const { kind } = await failure(outcomeOf(request(), stop.signal));
    assert.deepEqual([kind, files.calls], ['aborted', ['list /', 'list /x']]);
  });
});
