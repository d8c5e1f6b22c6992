import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { CachedFiles } from '../../../src/remote/cached-files.js';
import { Door } from '../../support/door.js';
import { LateFiles } from './late-files.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const minute = 60_000;

suite('cached files', () => {
  let server: LateFiles;
  let cached: CachedFiles;
  let now: number;

  beforeEach(() => {
    now = 0;
    server = new LateFiles()
      .putFile('/index.html', 'index')
      .putFile('/css/site.css', 'site')
      .putFile('/css/deep/a.css', 'a')
      .putFolder('/img');
    cached = new CachedFiles(
      server,
      () => ({}),
      () => now,
    );
  });

  const names = async (path: string): Promise<string[]> =>
    (await cached.list(path, never)).map(({ name }) => name);
  const write = (path: string, text: string): Promise<unknown> =>
    cached.write({ path, content: bytes(text) }, never);
  const text = async (path: string): Promise<string> =>
    Buffer.from(await cached.read(path, never)).toString();
  const absent = (promise: Promise<unknown>): Promise<void> =>
    assert.rejects(promise, { kind: 'not-found' });
  /** What the server is asked while `work` runs. */
  const costOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    server.calls.length = 0;
    await work();
    return [...server.calls];
  };
  /** Lets the answer to `call` wait. */
  const holdBack = (call: string): Door => {
    const door = new Door();
    server.after = (one): unknown => (one === call ? door.pass() : undefined);
    return door;
  };
  const fail = (call: string, error: RemoteError): void => {
    server.before = (one): void => {
      if (one === call) throw error;
    };
  };

  /** What an editor asks to open a folder: most of it is not there. */
  const opening: [what: string, ask: () => Promise<unknown>][] = [
    ...['settings', 'tasks', 'launch', 'mcp'].flatMap((name): typeof opening => [
      [`stat ${name}`, () => absent(cached.stat(`/.vscode/${name}.json`, never))],
      [`read ${name}`, () => absent(cached.read(`/.vscode/${name}.json`, never))],
    ]),
    ['stat /.vscode', () => absent(cached.stat('/.vscode', never))],
    ['stat /', () => cached.stat('/', never)],
    ['list /', () => cached.list('/', never)],
    ['list / again', () => cached.list('/', never)],
    ['stat a file', () => cached.stat('/index.html', never)],
    ['stat /eclipse/eclipse', () => absent(cached.stat('/eclipse/eclipse', never))],
    ['stat far below', () => absent(cached.stat('/.local/share/JetBrains/Toolbox', never))],
    ['stat in a hidden folder', () => absent(cached.stat('/.config/nvim/init.lua', never))],
    ['stat deeper', () => absent(cached.stat('/node_modules/.bin', never))],
    ['list what is not there', () => absent(cached.stat('/package.json', never))],
  ];

  suite('opening a folder costs exactly one listing of it', () => {
    test('where the calls come one after another', async () => {
      const cost = await costOf(async () => {
        for (const [, ask] of opening) await ask();
      });
      assert.deepEqual(cost, ['list /']);
    });

    test('where they come all at once', async () => {
      const cost = await costOf(() => Promise.all(opening.map(([, ask]) => ask())));
      assert.deepEqual(cost, ['list /']);
    });

    for (const [at, [what]] of opening.entries()) {
      test(`where ${what} is the first of them`, async () => {
        const turned = [...opening.slice(at), ...opening.slice(0, at)];
        const cost = await costOf(async () => {
          for (const [, ask] of turned) await ask();
        });
        assert.deepEqual(cost, ['list /']);
      });
    }
  });

  test('expanding a folder costs its listing, and nothing for its children', async () => {
    await names('/');
    const cost = await costOf(async () => {
      const entries = await cached.list('/css', never);
      await Promise.all(entries.map(({ name }) => cached.stat(`/css/${name}`, never)));
      await absent(cached.stat('/css/.gitignore', never));
    });
    assert.deepEqual(cost, ['list /css']);
  });

  test('a save costs a look at most, and the write', async () => {
    await text('/index.html');
    now += minute / 2;
    const cost = await costOf(async () => {
      await cached.stat('/index.html', never);
      await write('/index.html', 'longer than before');
      await cached.stat('/index.html', never);
    });
    assert.deepEqual(cost, ['stat /index.html', 'write /index.html']);
  });

  test('a write is told what was looked at a moment ago, and nothing older', async () => {
    const told: unknown[] = [];
    const write0 = server.write.bind(server);
    server.write = (job, signal) => {
      told.push(job.current?.entry?.size);
      return write0(job, signal);
    };
    // What was read before may have changed since: only a look that was meant for the write serves it.
    await cached.stat('/index.html', never);
    await write('/index.html', 'new');
    await cached.fresh.stat('/index.html', never);
    await write('/index.html', 'newer');
    await write('/index.html', 'newest');
    await cached.fresh.stat('/index.html', never);
    now += minute;
    await write('/index.html', 'last');
    assert.deepEqual(told, [undefined, 3, undefined, undefined]);
  });

  test('a write to a renamed file is not told of an old look at its old name', async () => {
    const told: unknown[] = [];
    const write0 = server.write.bind(server);
    server.write = (job, signal) => {
      told.push(job.current);
      return write0(job, signal);
    };
    await cached.stat('/index.html', never);
    now += minute / 2;
    await cached.rename({ from: '/index.html', to: '/home.html', overwrite: false }, never);
    await write('/home.html', 'new');
    assert.deepEqual(told, [undefined]);
  });

  test('the look behind a save shows the new size and time', async () => {
    const before = await cached.stat('/index.html', never);
    await write('/index.html', 'longer than before');
    const after = await cached.stat('/index.html', never);
    assert.deepEqual(after, await server.stat('/index.html', never));
    assert.ok((after.modified ?? 0) > (before.modified ?? 0));
  });

  test('what others changed is seen when a file is looked at after a while', async () => {
    await cached.stat('/index.html', never);
    server.putFile('/index.html', 'changed by others');
    now += 5_001;
    assert.equal((await cached.stat('/index.html', never)).size, 17);
  });

  test('an old listing is fetched again, a young one is not', async () => {
    await names('/');
    server.putFile('/new.html', '');
    assert.ok(!(await names('/')).includes('new.html'));
    now += 10_001;
    assert.ok((await names('/')).includes('new.html'));
  });

  test('a file that others removed is not there after a look, for all that ask', async () => {
    await names('/');
    await server.remove('/index.html', { recursive: false }, never);
    now += 5_001;
    await absent(cached.stat('/index.html', never));
    assert.ok(!(await names('/')).includes('index.html'));
  });

  test('a name that was absent is asked for again after a while', async () => {
    await absent(cached.stat('/late.html', never));
    server.putFile('/late.html', 'late');
    await absent(cached.stat('/late.html', never));
    now += minute + 1;
    assert.equal((await cached.stat('/late.html', never)).size, 4);
  });

  suite('while a listing is on its way', () => {
    test('all that ask for it wait for that one', async () => {
      const door = holdBack('list /');
      const cost = await costOf(async () => {
        const all = Promise.all([names('/'), names('/'), cached.stat('/index.html', never)]);
        await door.reached;
        door.open();
        await all;
      });
      assert.deepEqual(cost, ['list /']);
    });

    test('who gives up does not take it from the others', async () => {
      const door = holdBack('list /');
      const stop = new AbortController();
      const [gone, waiting] = [cached.list('/', stop.signal), cached.list('/', never)];
      await door.reached;
      stop.abort();
      await assert.rejects(gone, { kind: 'aborted' });
      door.open();
      assert.equal((await waiting).length, 3);
      assert.deepEqual(server.calls, ['list /']);
    });

    test('a file written meanwhile does not become its old self again', async () => {
      const door = holdBack('list /');
      const listing = names('/');
      await door.reached;
      await server.stat('/index.html', never);
      await write('/index.html', 'written meanwhile');
      door.open();
      await listing;
      assert.equal((await cached.stat('/index.html', never)).size, 17);
    });

    test('a file removed meanwhile does not come back', async () => {
      const door = holdBack('list /');
      const listing = names('/');
      await door.reached;
      await cached.remove('/index.html', { recursive: false }, never);
      door.open();
      await listing;
      await absent(cached.stat('/index.html', never));
    });

    test('who asks after a change is not served what was asked before it', async () => {
      const door = holdBack('list /');
      const listing = names('/');
      await door.reached;
      await write('/new.html', 'new');
      server.after = () => undefined;
      const asked = names('/');
      door.open();
      assert.ok((await asked).includes('new.html'));
      await listing;
    });

    test('what was asked before a folder was renamed says nothing below its old name', async () => {
      await names('/');
      const door = holdBack('list /css/deep');
      const listing = names('/css/deep');
      await door.reached;
      await cached.rename({ from: '/css', to: '/style', overwrite: false }, never);
      door.open();
      await listing;
      await absent(cached.stat('/css/deep/a.css', never));
    });

    test('what was asked before a refresh is not kept', async () => {
      const door = holdBack('list /img');
      const listing = names('/img');
      await door.reached;
      cached.refresh();
      server.putFile('/img/a.png', 'a');
      door.open();
      await listing;
      assert.deepEqual(await names('/img'), ['a.png']);
    });

    test('who asks after a refresh is not served what was asked before it', async () => {
      const door = holdBack('list /img');
      const listing = names('/img');
      await door.reached;
      cached.refresh();
      server.putFile('/img/a.png', 'a');
      server.after = () => undefined;
      const asked = names('/img');
      door.open();
      assert.deepEqual(await asked, ['a.png']);
      await listing;
    });
  });

  suite('while a look at a file is on its way', () => {
    beforeEach(async () => {
      await names('/');
      now += minute + 1;
    });

    test('all that ask for it wait for that one', async () => {
      const ask = (): Promise<unknown> => cached.stat('/index.html', never);
      const cost = await costOf(() => Promise.all([ask(), ask(), ask()]));
      assert.deepEqual(cost, ['stat /index.html']);
    });

    test('a file written meanwhile is there, though the look found none', async () => {
      const door = holdBack('stat /new.html');
      const looking = absent(cached.stat('/new.html', never));
      await door.reached;
      await write('/new.html', 'new');
      door.open();
      await looking;
      const cost = await costOf(async () => {
        assert.equal((await cached.stat('/new.html', never)).size, 3);
      });
      assert.deepEqual(cost, []);
    });

    test('who asks after a change is not served what was asked before it', async () => {
      const door = holdBack('stat /index.html');
      const looking = cached.stat('/index.html', never);
      await door.reached;
      await write('/index.html', 'written meanwhile');
      server.after = () => undefined;
      now += minute;
      const asked = cached.stat('/index.html', never);
      door.open();
      assert.equal((await asked).size, 17);
      await looking;
    });
  });

  suite('a folder that cannot be listed', () => {
    const refused = (): RemoteError => new RemoteError('permission', '550 No');

    test('is an error each time, and never empty', async () => {
      fail('list /css', refused());
      await assert.rejects(names('/css'), { kind: 'permission' });
      await assert.rejects(names('/css'), { kind: 'permission' });
    });

    test('still serves its files, and those below it', async () => {
      fail('list /css', refused());
      assert.equal((await cached.stat('/css/site.css', never)).size, 4);
      assert.equal(await text('/css/site.css'), 'site');
      assert.equal(await text('/css/deep/a.css'), 'a');
      await absent(cached.stat('/css/none.css', never));
    });

    test('at the root as well', async () => {
      fail('list /', refused());
      assert.equal(await text('/index.html'), 'index');
      assert.deepEqual(await names('/css'), ['deep', 'site.css']);
    });

    test('says nothing of its names where the connection failed', async () => {
      fail('list /css', new RemoteError('timeout', 'no answer'));
      await assert.rejects(cached.stat('/css/site.css', never), { kind: 'timeout' });
      server.before = () => undefined;
      assert.equal((await cached.stat('/css/site.css', never)).size, 4);
    });

    test('where another try works it is shown', async () => {
      fail('list /css', refused());
      await assert.rejects(names('/css'));
      server.before = () => undefined;
      assert.deepEqual(await names('/css'), ['deep', 'site.css']);
    });
  });

  test('a folder that is not there is not-found each time, until somebody makes it', async () => {
    await absent(cached.list('/new', never));
    await absent(cached.stat('/new/a.txt', never));
    await cached.mkdir('/new', never);
    assert.deepEqual(await names('/new'), []);
    await write('/new/a.txt', 'a');
    assert.deepEqual(await names('/new'), ['a.txt']);
  });

  test('a refresh forgets everything', async () => {
    await names('/');
    await names('/css');
    await absent(cached.stat('/none/none', never));
    cached.refresh();
    const cost = await costOf(async () => {
      await names('/');
      await names('/css');
      await cached.stat('/index.html', never);
    });
    assert.deepEqual(cost, ['list /', 'list /css']);
  });

  suite('after a change of ours', () => {
    beforeEach(async () => {
      await names('/');
      await names('/css');
      await names('/css/deep');
    });

    test('a new file, a new folder and a removed file are told without a question', async () => {
      const listed = async (): Promise<void> => {
        await write('/new.html', 'new');
        await cached.mkdir('/fonts', never);
        await cached.remove('/index.html', { recursive: false }, never);
        assert.deepEqual((await names('/')).sort(), ['css', 'fonts', 'img', 'new.html']);
        await absent(cached.stat('/index.html', never));
        assert.equal((await cached.stat('/new.html', never)).size, 3);
        assert.equal((await cached.stat('/fonts', never)).type, 'directory');
      };
      const changes = ['write /new.html', 'mkdir /fonts', 'remove /index.html'];
      assert.deepEqual(await costOf(listed), changes);
    });

    test('what was below a removed folder is gone', async () => {
      await cached.remove('/css', { recursive: true }, never);
      await absent(cached.list('/css', never));
      await absent(cached.stat('/css/site.css', never));
      await absent(cached.stat('/css/deep/a.css', never));
      assert.deepEqual((await names('/')).sort(), ['img', 'index.html']);
    });

    test('what was below a renamed folder is below its new name, and nowhere else', async () => {
      await cached.rename({ from: '/css', to: '/style', overwrite: false }, never);
      assert.deepEqual(await names('/style'), ['deep', 'site.css']);
      assert.equal((await cached.stat('/style/deep/a.css', never)).size, 1);
      await absent(cached.stat('/css/deep/a.css', never));
      await absent(cached.list('/css/deep', never));
    });

    test('a renamed file is at its new place with its size, also where it replaced one', async () => {
      await cached.rename({ from: '/css/site.css', to: '/index.html', overwrite: true }, never);
      assert.equal((await cached.stat('/index.html', never)).size, 4);
      await absent(cached.stat('/css/site.css', never));
      assert.deepEqual(await names('/css'), ['deep']);
    });

    test('a folder that comes again under the old name has nothing of the old one', async () => {
      await cached.remove('/css', { recursive: true }, never);
      await cached.mkdir('/css', never);
      assert.deepEqual(await names('/css'), []);
      await absent(cached.stat('/css/site.css', never));
    });
  });

  suite('after a change that failed', () => {
    const broken = new RemoteError('disconnected', 'gone in between');

    test('the server is asked how far it came', async () => {
      await names('/');
      const changes = [
        (): Promise<unknown> => write('/index.html', 'x'),
        () => cached.mkdir('/new', never),
        () => cached.remove('/index.html', { recursive: false }, never),
        () => cached.rename({ from: '/img', to: '/pics', overwrite: false }, never),
      ];
      for (const change of changes) {
        server.before = (call): void => {
          if (!/^(list|stat)/.test(call)) throw broken;
        };
        await assert.rejects(change(), broken);
        server.before = () => undefined;
        assert.deepEqual(await costOf(() => names('/')), ['list /']);
      }
    });

    test('what may have been removed below a folder is asked for again', async () => {
      await names('/css');
      await names('/css/deep');
      server.before = async (call): Promise<void> => {
        if (call !== 'remove /css') return;
        server.before = () => undefined;
        await server.remove('/css/deep/a.css', { recursive: false }, never);
        throw broken;
      };
      await assert.rejects(cached.remove('/css', { recursive: true }, never), broken);
      await absent(cached.stat('/css/deep/a.css', never));
      assert.deepEqual(await names('/css/deep'), []);
    });
  });

  suite('a read', () => {
    test('of a content that is shorter than the server told is an error', async () => {
      await names('/');
      server.read = () => Promise.resolve(bytes('ind'));
      await assert.rejects(cached.read('/index.html', never), { kind: 'failed' });
    });

    test('of a file that changed since the look gives the new content', async () => {
      await names('/');
      server.putFile('/index.html', 'changed by others');
      assert.equal(await text('/index.html'), 'changed by others');
      assert.equal((await cached.stat('/index.html', never)).size, 17);
    });
  });

  suite('on a server whose listings have no seconds', () => {
    const wholeMinute = (time = 0): number => time - (time % minute);
    beforeEach(() => {
      const list = server.list.bind(server);
      server.list = async (path, signal) =>
        (await list(path, signal)).map((entry) => ({
          ...entry,
          modified: wholeMinute(entry.modified),
          modifiedExact: false,
        }));
    });

    test('a later listing takes nothing from a look that told the seconds', async () => {
      await names('/');
      now += minute;
      const { modified } = await cached.stat('/index.html', never);
      now += minute;
      await names('/');
      assert.deepEqual(
        [(await cached.stat('/index.html', never)).modified, modified],
        [modified, (await server.stat('/index.html', never)).modified],
      );
    });

    test('a file is read with a look that tells them, which costs one question', async () => {
      await names('/');
      assert.deepEqual(await costOf(() => text('/index.html')), ['read with state /index.html']);
      assert.equal((await cached.stat('/index.html', never)).modifiedExact, true);
    });

    test('a server whose looks have none either is asked so only once', async () => {
      const stat = server.stat.bind(server);
      server.stat = async (path, signal) => ({
        ...(await stat(path, signal)),
        modifiedExact: false,
      });
      const readWithState = server.readWithState.bind(server);
      server.readWithState = async (path, signal) => {
        const { entry, content } = await readWithState(path, signal);
        return { entry: { ...entry, modifiedExact: false }, content };
      };
      await names('/css/deep');
      await names('/css');
      await text('/css/site.css');
      assert.deepEqual(await costOf(() => text('/css/deep/a.css')), ['read /css/deep/a.css']);
    });
  });

  test('a look that is to be fresh asks the server, and what it tells is kept', async () => {
    await names('/');
    server.putFile('/new.html', 'new').putFile('/index.html', 'changed by others');
    const cost = await costOf(async () => {
      assert.equal((await cached.fresh.stat('/index.html', never)).size, 17);
      assert.equal((await cached.fresh.list('/', never)).length, 4);
      assert.equal((await cached.stat('/new.html', never)).size, 3);
    });
    assert.deepEqual(cost, ['stat /index.html', 'list /']);
  });
});
