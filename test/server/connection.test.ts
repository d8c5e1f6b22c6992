// A connection asks its user once, remembers why it failed, and comes back by itself where it may.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type RemoteError, type RemoteErrorKind } from '../../src/base/remote-error.js';
import {
  Connection,
  type ConnectionOptions,
  type ConnectionState,
} from '../../src/remote/connection.js';
import { type HostKnowledge } from '../../src/ftp/index.js';
import { WorkspaceTree } from '../../src/remote/workspace-tree.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { connectionTo } from '../support/connection-to.js';
import { Door } from '../support/door.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';
import { until } from '../support/until.js';
import { failure } from '../support/failure.js';

const atEnd = endingWithTest();

function startServer(options: FtpServerOptions = {}): Promise<FtpServer> {
  return freshServer(atEnd, {
    users: { demo: { password: 'right' } },
    files: { 'a.txt': 'at the root', home: { 'a.txt': 'at home', www: { 'a.txt': 'in www' } } },
    home: '/home',
    ...options,
  });
}

interface Asked {
  connection: Connection;
  /** What the user was asked, and what was told about the password. */
  story: string[];
  states: ConnectionState[];
}

/** A connection whose user gives these passwords, one after another; undefined cancels. */
function connectTo(
  { host, port }: { host: string; port: number },
  passwords: (string | undefined)[],
  more: Partial<ConnectionOptions> & { root?: string; user?: string } = {},
): Asked {
  const { root, user = 'demo', ...options } = more;
  const story: string[] = [];
  const states: ConnectionState[] = [];
  const connection = new Connection({
    name: 'site',
    profile: {
      host,
      port,
      user,
      timeouts: { connect: 2_000, reply: 2_000, data: 2_000 },
      ...(root !== undefined && { root }),
    },
    credentials: {
      ask: () => {
        story.push('asked');
        return Promise.resolve(passwords.shift());
      },
      accepted: (_, password) => {
        story.push(`accepted ${password}`);
        return Promise.resolve();
      },
      refused: () => {
        story.push('refused');
        return Promise.resolve();
      },
    },
    onState: ({ state }) => states.push(state),
    ...options,
  });
  atEnd(() => connection.disconnect());
  return { connection, story, states };
}

const text = async ({ files }: Connection, path = '/a.txt'): Promise<string> =>
  Buffer.from(await files.read(path, never)).toString();

const failsAs = async (promise: Promise<unknown>, kind: RemoteErrorKind): Promise<RemoteError> => {
  const error = await failure(promise);
  assert.equal(error.kind, kind, error.message);
  return error;
};

suite('a connection', () => {
  test('connects on first need, with one question and one login for all that wait', async () => {
    const server = await startServer();
    const { connection, story, states } = connectTo(server, ['right']);
    assert.deepEqual([connection.state, server.log], ['disconnected', []]);
    const paths = ['/', '/www', '/'];
    await Promise.all(paths.map((path) => connection.files.list(path, never)));
    assert.deepEqual(story, ['asked', 'accepted right']);
    assert.deepEqual(states, ['connecting', 'connected']);
    assert.equal(server.commands('PASS').length, server.commands('USER').length);
  });

  test('opens one session for one look', async () => {
    const server = await startServer();
    const { connection } = connectTo(server, ['right']);
    await connection.connect(never);
    await connection.files.list('/', never);
    assert.equal(server.commands('USER').length, 1);
  });

  test('asks no password for an anonymous login', async () => {
    const server = await startServer({ users: { anonymous: { password: '' } } });
    const { connection, story } = connectTo(server, [], { user: 'anonymous' });
    await connection.files.list('/', never);
    assert.deepEqual(story, []);
  });

  test('lets one that waits give up without the others', async () => {
    const server = await startServer({ rules: [{ on: 'USER', do: { delayMs: 50 } }] });
    const { connection, story } = connectTo(server, ['right']);
    const stop = new AbortController();
    const gone = connection.connect(stop.signal);
    const waiting = connection.connect(never);
    stop.abort();
    await failsAs(gone, 'aborted');
    await waiting;
    assert.deepEqual([connection.state, story], ['connected', ['asked', 'accepted right']]);
  });
});

suite('a password that the server refuses', () => {
  test('is sent once, however many wait and come later, until the user connects', async () => {
    const server = await startServer();
    const { connection, story, states } = connectTo(server, ['wrong', 'right']);
    await Promise.all(
      ['/', '/www', '/x'].map((path) => failsAs(connection.files.list(path, never), 'auth')),
    );
    const error = await failsAs(connection.files.stat('/a.txt', never), 'auth');
    assert.deepEqual(story, ['asked', 'refused']);
    assert.deepEqual([connection.state, connection.error], ['failed', error]);
    assert.equal(server.commands('PASS').length, 1);
    await connection.connect(never);
    assert.equal(await text(connection), 'at home');
    assert.deepEqual(story, ['asked', 'refused', 'asked', 'accepted right']);
    assert.deepEqual(states, ['connecting', 'failed', 'connecting', 'connected']);
    assert.equal(connection.error, undefined);
  });

  test('stays refused for longer than other failures are remembered', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const server = await startServer();
    const { connection } = connectTo(server, ['wrong', 'right']);
    await failsAs(connection.files.list('/', never), 'auth');
    t.mock.timers.tick(86_400_000);
    await failsAs(connection.files.list('/', never), 'auth');
    assert.equal(server.commands('PASS').length, 1);
  });

  test('is in no error and no trace', async () => {
    const server = await startServer();
    const events: unknown[] = [];
    const trace = (event: unknown): void => void events.push(event);
    const { connection } = connectTo(server, ['s3cret-x'], { trace });
    const error = await failsAs(connection.files.list('/', never), 'auth');
    assert.ok(events.length > 0);
    assert.ok(!JSON.stringify([events, error, error.message, error.stack]).includes('s3cret-x'));
  });
});

suite('a question that the user cancels', () => {
  test('is not asked again until the user connects, and nobody is dialled', async () => {
    const server = await startServer();
    const { connection, story } = connectTo(server, [undefined, 'right']);
    const calls = ['/', '/www'].map((path) => connection.files.list(path, never));
    for (const call of calls) await failsAs(call, 'aborted');
    await failsAs(connection.files.list('/', never), 'aborted');
    assert.deepEqual([story, connection.state, server.log], [['asked'], 'failed', []]);
    await connection.connect(never);
    assert.deepEqual(story, ['asked', 'asked', 'accepted right']);
  });
});

suite('a server that cannot be reached', () => {
  test('is tried once for many calls, and again after a while', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const gone = await FtpServer.start();
    const { host, port } = gone;
    await gone.stop();
    const { connection, states } = connectTo(gone, ['right', 'right']);
    const calls = ['/', '/a', '/b'].map((path) => connection.files.list(path, never));
    for (const call of calls) await failsAs(call, 'connect');
    await failsAs(connection.files.list('/', never), 'connect');
    assert.deepEqual(states, ['connecting', 'failed']);
    await startServer({ host, port });
    await failsAs(connection.files.list('/', never), 'connect');
    t.mock.timers.tick(5_000);
    assert.equal(await text(connection), 'at home');
    assert.equal(connection.state, 'connected');
  });

  test('any more is noticed by the next call, and remembered for those behind it', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const server = await startServer();
    const { host, port } = server;
    const { connection } = connectTo(server, ['right', 'right']);
    await connection.files.list('/', never);
    await server.stop();
    connection.refresh();
    await failsAs(connection.files.list('/', never), 'connect');
    assert.equal(connection.state, 'failed');
    await startServer({ host, port });
    await failsAs(connection.files.list('/', never), 'connect');
    t.mock.timers.tick(5_000);
    assert.equal(await text(connection), 'at home');
  });

  test('is tried at once for a save, once for all that come together, and again after a second', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const gone = await FtpServer.start();
    const { host, port } = gone;
    await gone.stop();
    const { connection, states } = connectTo(gone, ['right', 'right', 'right', 'right']);
    const tree = new WorkspaceTree(connection.files, {
      confirmOverwrite: () => Promise.resolve(false),
      ...connection.looks,
    });
    const save = async (): Promise<unknown> => {
      await tree.statBeforeWrite('/a.txt', never).catch((error: unknown) => error);
      const content = Buffer.from('saved');
      return tree.write({ path: '/a.txt', content, create: true, overwrite: true }, never);
    };
    await failsAs(connection.files.list('/', never), 'connect');
    await failsAs(save(), 'connect');
    await failsAs(save(), 'connect');
    assert.deepEqual(states, ['connecting', 'failed', 'connecting', 'failed']);
    await startServer({ host, port });
    t.mock.timers.tick(1_000);
    await save();
    assert.equal(await text(connection), 'saved');
  });

  test('is tried at once where the user connects', async () => {
    const gone = await FtpServer.start();
    const { host, port } = gone;
    await gone.stop();
    const { connection } = connectTo(gone, ['right', 'right']);
    await failsAs(connection.files.list('/', never), 'connect');
    await startServer({ host, port });
    await connection.connect(never);
    assert.equal(connection.state, 'connected');
  });

  test('for a moment is not noticed', async () => {
    const server = await startServer();
    const { connection, states } = connectTo(server, ['right']);
    await connection.files.list('/', never);
    server.dropAll('reset');
    connection.refresh();
    assert.equal(await text(connection), 'at home');
    assert.deepEqual(states, ['connecting', 'connected']);
  });
});

suite('disconnecting', () => {
  test('ends all sessions, and the next use connects again', async () => {
    const server = await startServer();
    const { connection, story, states } = connectTo(server, ['right', 'right']);
    await connection.files.list('/', never);
    await connection.disconnect();
    await until('the end of all sessions', 5_000, () => server.sessions === 0);
    assert.equal(connection.state, 'disconnected');
    assert.equal(await text(connection), 'at home');
    assert.deepEqual(story, ['asked', 'accepted right', 'asked', 'accepted right']);
    assert.deepEqual(states, [
      'connecting',
      'connected',
      'disconnected',
      'connecting',
      'connected',
    ]);
  });

  test('while it connects stays disconnected, and fails who waits', async () => {
    const server = await startServer({
      rules: [{ on: 'USER', times: 1, do: { delayMs: 60_000 } }],
    });
    const { connection, states } = connectTo(server, ['right', 'right']);
    const connecting = failsAs(connection.connect(never), 'aborted');
    await until('the login', 5_000, () => server.commands('USER').length === 1);
    await connection.disconnect();
    await connecting;
    await until('the end of all sessions', 5_000, () => server.sessions === 0);
    assert.deepEqual([connection.state, connection.error], ['disconnected', undefined]);
    assert.deepEqual(states, ['connecting', 'disconnected']);
    assert.equal(await text(connection), 'at home');
  });

  test('while the user is asked takes the question back', async () => {
    const server = await startServer();
    const door = new Door();
    const asked: AbortSignal[] = [];
    const { connection } = connectTo(server, [], {
      credentials: {
        ask: async (_, signal) => {
          asked.push(signal);
          await door.pass();
          return 'right';
        },
        accepted: () => Promise.resolve(),
        refused: () => Promise.resolve(),
      },
    });
    const connecting = failsAs(connection.connect(never), 'aborted');
    await door.reached;
    await connection.disconnect();
    await connecting;
    door.open();
    assert.deepEqual([connection.state, asked[0]?.aborted], ['disconnected', true]);
    await new Promise(setImmediate);
    assert.deepEqual(server.log, []);
  });

  test('twice, or before anything, is no error', async () => {
    const server = await startServer();
    const { connection, states } = connectTo(server, ['right']);
    await connection.disconnect();
    await connection.connect(never);
    await Promise.all([connection.disconnect(), connection.disconnect()]);
    assert.deepEqual(states, ['connecting', 'connected', 'disconnected']);
  });

  test('finishes the save that is under way', async () => {
    const server = await startServer();
    const { connection } = connectTo(server, ['right']);
    await connection.files.list('/', never);
    server.script({ on: 'STOR', do: { data: { thenReply: '226 Stored.' }, delayMs: 50 } });
    const content = new TextEncoder().encode('saved');
    const saving = connection.files.write({ path: '/a.txt', content }, never);
    await until('the upload', 5_000, () => server.commands('STOR').length === 1);
    await connection.disconnect();
    await saving;
    assert.equal(server.files.text('/home/a.txt'), 'saved');
    assert.deepEqual(server.files.list('/home'), ['a.txt', 'www']);
  });
});

suite('the root of a connection', () => {
  const roots: [root: string | undefined, content: string][] = [
    [undefined, 'at home'],
    ['/', 'at the root'],
    ['/home/www', 'in www'],
    ['/home/www/', 'in www'],
    ['www', 'in www'],
    ['./www', 'in www'],
    ['..', 'at the root'],
  ];
  for (const [root, content] of roots) {
    test(`${root === undefined ? 'left out' : `as "${root}"`} shows what is ${content}`, async () => {
      const { connection } = connectTo(
        await startServer(),
        ['right'],
        root === undefined ? {} : { root },
      );
      assert.equal(await text(connection), content);
      assert.deepEqual(await connection.files.stat('/', never), { name: '/', type: 'directory' });
    });
  }

  for (const root of ['/nowhere', 'nowhere', '/home/a.txt']) {
    test(`that is no folder (${root}) is not-found, by its name, and never empty`, async () => {
      const { connection } = connectTo(await startServer(), ['right'], { root });
      const name = root.slice(root.lastIndexOf('/') + 1);
      for (const call of [
        () => connection.files.list('/', never),
        () => connection.files.stat('/', never),
      ]) {
        const error = await failure(call());
        assert.ok(['not-found', 'not-a-directory'].includes(error.kind), error.message);
        assert.ok(error.message.includes(name), error.message);
      }
      assert.equal((await failure(connection.files.read('/a.txt', never))).kind, 'not-found');
      assert.equal(connection.state, 'connected');
    });
  }

  test('that leads out of the server is refused as unsafe', async () => {
    const { connection } = connectTo(await startServer(), ['right'], { root: '../..' });
    await failsAs(connection.files.list('/', never), 'unsafe');
  });

  test('is not left by any path', async () => {
    const { connection } = connectTo(await startServer(), ['right'], { root: 'www' });
    await failsAs(connection.files.read('/../a.txt', never), 'unsafe');
  });
});

suite('what a connection learns', () => {
  test('is kept when it is connected and when it ends, and is there for the next one', async () => {
    const server = await startServer({ personality: { epsv: false } });
    const kept: object[] = [];
    const knowledge = {
      recall: () => ({}),
      keep: (_: unknown, known: object) => kept.push(structuredClone(known)),
    };
    const first = connectTo(server, ['right'], { knowledge });
    await first.connection.files.list('/', never);
    await first.connection.disconnect();
    const { server: words, pipelines } = first.connection.knowledge;
    assert.deepEqual([words, pipelines], ['Welcome to the test FTP server.', true]);
    assert.deepEqual(kept.at(-1), first.connection.knowledge);
    server.clearLog();
    const recall = (): HostKnowledge => structuredClone(first.connection.knowledge);
    const next = connectTo(server, ['right'], { knowledge: { ...knowledge, recall } });
    await next.connection.files.list('/', never);
    assert.deepEqual(server.commands('EPSV'), []);
  });
});

test('a connection takes no more sessions than its profile allows', async () => {
  const server = await startServer({ rules: [{ on: 'MLSD', do: { delayMs: 20 } }] });
  const { host, port } = server;
  const connection = connectionTo({ host, port, user: 'demo', password: 'right', sessions: 1 });
  atEnd(() => connection.disconnect());
  await Promise.all(['/', '/www'].map((path) => connection.files.list(path, never)));
  assert.equal(server.commands('USER').length, 1);
});
