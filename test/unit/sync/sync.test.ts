import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { parseMappings } from '../../../src/sync/mapping.js';
import { Sync, type SyncSources } from '../../../src/sync/sync.js';
import { MemoryFiles } from '../../support/memory-files.js';

const setting = [
  { connection: 'demo', remote: '/www', ignore: ['*.log'] },
  { local: 'docs', connection: 'demo', remote: '/manual' },
  { local: 'drafts', connection: 'demo', remote: '/drafts', uploadOnSave: false },
];

function gate(): { promise: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return {
    promise,
    open: () => {
      open();
    },
  };
}

suite('a save', () => {
  let files: MemoryFiles;
  let local: Map<string, string>;
  let started: string[];
  let sync: Sync;

  beforeEach(() => {
    files = new MemoryFiles().putFolder('/www').putFolder('/manual');
    local = new Map();
    started = [];
    const mappings = parseMappings(setting, '/site');
    const sources: SyncSources = {
      mappings: () => mappings,
      filesOf: () => files,
      readLocal: (path) => {
        const text = local.get(path);
        return Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text));
      },
      onUpload: (path) => started.push(path),
      signal: never,
    };
    sync = new Sync(sources);
  });

  test('of a mapped file puts its content on the server', async () => {
    local.set('/site/index.html', 'hello');
    const result = await sync.saved('/site/index.html');
    assert.deepEqual(
      [result, files.text('/www/index.html'), started],
      [
        { outcome: 'uploaded', connection: 'demo', remote: '/www/index.html', bytes: 5 },
        'hello',
        ['/site/index.html'],
      ],
    );
  });

  test('makes the remote folders that are missing, each once', async () => {
    local.set('/site/a/b/c.txt', 'deep');
    await sync.saved('/site/a/b/c.txt');
    assert.deepEqual(
      [files.text('/www/a/b/c.txt'), files.calls.filter((call) => call.startsWith('mkdir'))],
      ['deep', ['mkdir /www/a/b', 'mkdir /www/a', 'mkdir /www/a/b']],
    );
  });

  test('goes to the mapping whose folder is nearest', async () => {
    local.set('/site/docs/a.md', 'text');
    await sync.saved('/site/docs/a.md');
    assert.equal(files.text('/manual/a.md'), 'text');
  });

  const skips: [path: string, reason: string][] = [
    ['/other/a.txt', 'unmapped'],
    ['/site/error.log', 'ignored'],
    ['/site/drafts/a.md', 'switched-off'],
    ['/site/vanished.html', 'gone'],
  ];
  for (const [path, reason] of skips) {
    test(`of ${path} is skipped as ${reason}, without a word to the server`, async () => {
      if (reason !== 'gone') local.set(path, 'x');
      assert.deepEqual(
        [await sync.saved(path), files.calls, started],
        [{ outcome: 'skipped', reason }, [], []],
      );
    });
  }

  test('that the server refuses fails with its error, and the next one is tried again', async () => {
    local.set('/site/a.txt', 'one');
    const refusal = new RemoteError('no-space', 'The disk is full');
    files.before = (): void => {
      throw refusal;
    };
    assert.deepEqual(await sync.saved('/site/a.txt'), { outcome: 'failed', error: refusal });
    files.before = (): void => undefined;
    assert.equal((await sync.saved('/site/a.txt')).outcome, 'uploaded');
  });

  test('through a connection that there is none of fails with that error', async () => {
    const error = new RemoteError('connect', 'There is no connection "demo"');
    const sources: SyncSources = {
      mappings: () => parseMappings(setting, '/site'),
      filesOf: () => {
        throw error;
      },
      readLocal: () => Promise.resolve(new Uint8Array()),
      onUpload: () => undefined,
      signal: never,
    };
    const result = await new Sync(sources).saved('/site/a.txt');
    assert.deepEqual(result, { outcome: 'failed', error });
  });

  test('while another one of the same file is under way waits, and many that wait are one', async () => {
    local.set('/site/a.txt', 'one');
    const { promise, open } = gate();
    files.before = (): Promise<void> => promise;
    const first = sync.saved('/site/a.txt');
    await Promise.resolve();
    const later = ['two', 'three', 'four'].map((text) => {
      local.set('/site/a.txt', text);
      return sync.saved('/site/a.txt');
    });
    open();
    await Promise.all([first, ...later]);
    assert.deepEqual(
      [files.text('/www/a.txt'), files.calls],
      ['four', ['write /www/a.txt', 'write /www/a.txt']],
    );
  });

  test('of another file does not wait', async () => {
    local.set('/site/slow.txt', 'slow').set('/site/quick.txt', 'quick');
    const { promise, open } = gate();
    files.before = (call): unknown => (call.includes('slow') ? promise : undefined);
    const slow = sync.saved('/site/slow.txt');
    assert.equal((await sync.saved('/site/quick.txt')).outcome, 'uploaded');
    open();
    assert.equal((await slow).outcome, 'uploaded');
  });

  test('in the very moment in which one ends is not lost', async () => {
    local.set('/site/a.txt', 'one');
    const first = sync.saved('/site/a.txt');
    const second = sync.saved('/site/a.txt');
    const third = first.then(() => {
      local.set('/site/a.txt', 'last');
      return sync.saved('/site/a.txt');
    });
    await Promise.all([first, second, third]);
    assert.equal(files.text('/www/a.txt'), 'last');
  });

  test('that fails by a fault of ours does not stop the saves behind it', async () => {
    let faults = 2;
    const faulty = new Sync({
      mappings: () => {
        faults -= 1;
        if (faults >= 0) throw new TypeError('a fault');
        return parseMappings(setting, '/site');
      },
      filesOf: () => files,
      readLocal: () => Promise.resolve(new TextEncoder().encode('text')),
      onUpload: () => undefined,
      signal: never,
    });
    const first = faulty.saved('/site/a.txt');
    const second = faulty.saved('/site/a.txt');
    await assert.rejects(first, TypeError);
    await assert.rejects(second, TypeError);
    assert.equal((await faulty.saved('/site/a.txt')).outcome, 'uploaded');
  });
});
