// Whatever happens in a save: afterwards the file is the old or the new one, whole.
import assert from 'node:assert/strict';
import { afterEach, suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { RemoteError, type RemoteErrorKind } from '../../src/base/remote-error.js';
import { type Connection } from '../../src/remote/connection.js';
import { connectionTo } from '../support/connection-to.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions, type Personality } from '../support/ftp-server/options.js';
import { type Action } from '../support/ftp-server/rules.js';
import { until } from '../support/until.js';
import { failure } from '../support/failure.js';

const oldContent = Buffer.alloc(200_000, 'old ');
const newContent = Buffer.alloc(300_000, 'new! ');
const path = '/site/index.html';

const running: { server: FtpServer; connection: Connection }[] = [];
afterEach(async () => {
  for (const { server, connection } of running.splice(0)) {
    await connection.disconnect();
    await server.stop();
    assert.equal(server.openSockets, 0);
  }
});

async function start(
  options: FtpServerOptions = {},
): Promise<{ server: FtpServer; connection: Connection }> {
  const server = await FtpServer.start({ ...options });
  server.files.write(path, oldContent, { mode: 0o640 });
  const { host, port } = server;
  const timeouts = { connect: 1_000, reply: 300, data: 300 };
  const connection = connectionTo({ host, port, user: 'demo', password: 'demo', timeouts });
  running.push({ server, connection });
  await connection.files.list('/site', never);
  return { server, connection };
}

const save = ({ files }: Connection, signal = never): Promise<unknown> =>
  files.write({ path, content: newContent }, signal);

/** What the file is now: its content is compared whole. */
function stateOf(server: FtpServer): 'old' | 'new' | 'broken' {
  const content = Buffer.from(server.files.read(path) ?? []);
  if (content.equals(oldContent)) return 'old';
  return content.equals(newContent) ? 'new' : 'broken';
}

const leftovers = (server: FtpServer): string[] =>
  server.files.list('/site').filter((name) => name !== 'index.html');

/** The server has finished what it was told, also where it was told so by a connection now gone. */
const atRest = (server: FtpServer): Promise<boolean> =>
  until('the server to come to rest', 5_000, () => {
    const data = server.log.filter(({ kind }) => kind.startsWith('data-'));
    return data.filter(({ kind }) => kind === 'data-open').length * 2 === data.length;
  });

for (const mlst of [true, false]) {
  const means = mlst ? 'MLST' : 'SIZE';
  test(`what a listing hides is found by ${means} right before a name is taken, and stays`, async () => {
    const { server, connection } = await start({ personality: { mlst, mlsd: mlst } });
    // The engine has to know first what may be sent together.
    await connection.fresh.stat(path, never);
    const current = { entry: undefined, lookedAt: Date.now() };
    const job = {
      path,
      content: newContent,
      current,
      expected: 'nothing',
      looksAgain: true,
    } as const;
    assert.equal((await failure(connection.fresh.write(job, never))).kind, 'conflict');
    assert.deepEqual([stateOf(server), leftovers(server)], ['old', []]);
  });
}

test('what changed since it was looked at exactly is not replaced, though it looks as expected', async () => {
  const { server, connection } = await start();
  const { modified = 0, ...seen } = await connection.fresh.stat(path, never);
  server.files.write(path, Buffer.alloc(200_000, 'theirs '), { modified: modified + 1_000 });
  const entry = { ...seen, modified };
  const expected = { name: seen.name, type: 'file', size: 200_000 } as const;
  const job = { path, content: newContent, expected, looksAgain: true };
  const current = { entry, lookedAt: Date.now() };
  const error = await failure(connection.fresh.write({ ...job, current }, never));
  assert.deepEqual([error.kind, stateOf(server), leftovers(server)], ['conflict', 'broken', []]);
});

test('a save replaces the content whole, keeps the mode and leaves nothing beside it', async () => {
  const { server, connection } = await start();
  await save(connection);
  assert.deepEqual(
    [stateOf(server), server.files.stat(path)?.mode, leftovers(server)],
    ['new', 0o640, []],
  );
  const stored = server.commands('STOR').every((line) => line.includes('.ftpws-'));
  assert.equal(stored, true);
});

test('a new file is made whole, and leaves nothing beside it', async () => {
  const { server, connection } = await start();
  await connection.files.write({ path: '/site/b.html', content: newContent }, never);
  assert.deepEqual(Buffer.from(server.files.read('/site/b.html') ?? []), newContent);
  assert.deepEqual(leftovers(server), ['b.html']);
});

suite('a save whose connection is lost', () => {
  const cuts: [how: string, action: Action][] = [
    ['closed', { close: 'fin' }],
    ['reset', { close: 'reset' }],
    ['closed behind the answer', { closeAfterReply: 'fin' }],
    ['reset behind the answer', { closeAfterReply: 'reset' }],
    ['silent', { silent: true }],
    ['deaf', { swallow: true }],
  ];
  const steps = ['EPSV', 'STOR', 'MLST', 'SITE', 'RNFR', 'RNTO'];
  for (const step of steps) {
    for (const [how, action] of cuts) {
      test(`(${how} at ${step}) leaves the old or the new content, and another save works`, async () => {
        const { server, connection } = await start();
        // The first look is not the one behind the upload.
        const match = step === 'MLST' ? /\.ftpws-/ : /(?:)/;
        server.script({ on: step, match, do: action });
        await save(connection).catch((error: unknown) => {
          assert.ok(error instanceof RemoteError, String(error));
        });
        await atRest(server);
        assert.notEqual(stateOf(server), 'broken');
        server.clearRules();
        connection.refresh();
        await save(connection);
        assert.equal(stateOf(server), 'new');
      });
    }
  }

  for (const how of ['fin', 'reset'] as const) {
    test(`(all at once by ${how}, in the middle of the upload) leaves the old content`, async () => {
      const { server, connection } = await start();
      server.script({ on: 'STOR', do: { data: { cutAfterBytes: 1_000, how: 'stall' } } });
      const saving = failure(save(connection));
      await until('the upload', 5_000, () => server.log.some(({ text }) => text.startsWith('150')));
      server.dropAll(how);
      await saving;
      await atRest(server);
      assert.equal(stateOf(server), 'old');
    });
  }
});

suite('a save whose upload is not whole', () => {
  const uploads: [how: string, action: Action, kinds: RemoteErrorKind[]][] = [
    ['is cut and told so', { data: { cutAfterBytes: 1_000 } }, ['disconnected']],
    [
      'is cut by a reset',
      { data: { cutAfterBytes: 1_000, how: 'reset' } },
      ['disconnected', 'timeout'],
    ],
    ['stands still', { data: { cutAfterBytes: 1_000, how: 'stall' } }, ['timeout', 'disconnected']],
    [
      'is cut and called complete',
      { data: { cutAfterBytes: 1_000, thenReply: '226 Complete.' } },
      ['failed', 'disconnected'],
    ],
    ['is stored in part and called complete', { stor: { keepBytes: 1_000 } }, ['failed']],
    ['is stored as nothing and called complete', { stor: { keepBytes: 0 } }, ['failed']],
    ['has no room', { reply: '552 Quota exceeded.' }, ['no-space']],
    ['has no room in the end', { data: { thenReply: '452 Disk full.' } }, ['no-space']],
    ['is refused at the end', { data: { thenReply: '451 Local error.' } }, ['failed']],
    ['is not confirmed', { data: { thenReply: null } }, ['timeout']],
  ];
  for (const [how, action, kinds] of uploads) {
    test(`because it ${how} is an error, and the old content stands`, async () => {
      const { server, connection } = await start();
      server.script({ on: 'STOR', do: action });
      const error = await failure(save(connection));
      assert.ok(kinds.includes(error.kind), `${error.kind}: ${error.message}`);
      await atRest(server);
      assert.equal(stateOf(server), 'old');
      server.clearRules();
      await save(connection);
      assert.equal(stateOf(server), 'new');
    });
  }

  for (const [how, action] of uploads.slice(3, 8)) {
    test(`because it ${how} leaves nothing beside the file`, async () => {
      const { server, connection } = await start();
      server.script({ on: 'STOR', do: action });
      await failure(save(connection));
      await until('the cleaning', 5_000, () => leftovers(server).length === 0);
    });
  }

  test('because it is cancelled leaves the old content and nothing beside it', async () => {
    const { server, connection } = await start();
    server.script({ on: 'STOR', do: { data: { cutAfterBytes: 1_000, how: 'stall' } } });
    const stop = new AbortController();
    const saving = failure(save(connection, stop.signal));
    await until('the upload', 5_000, () => server.log.some(({ text }) => text.startsWith('150')));
    stop.abort();
    assert.equal((await saving).kind, 'aborted');
    await until('the cleaning', 5_000, () => leftovers(server).length === 0);
    assert.equal(stateOf(server), 'old');
  });
});

suite('a save where the server refuses', () => {
  const ways: [what: string, on: string, match: RegExp, reply: string][] = [
    ['new names in the folder', 'STOR', /\.ftpws-/, '553 Name not allowed.'],
    ['new names in the folder, by 550', 'STOR', /\.ftpws-/, '550 Permission denied.'],
    ['to look at the temporary name', 'MLST', /\.ftpws-/, '550 No.'],
    ['SITE CHMOD', 'SITE', /CHMOD/, '502 Not implemented.'],
    ['RNFR', 'RNFR', /(?:)/, '502 Not implemented.'],
    ['RNFR as forbidden', 'RNFR', /(?:)/, '550 Permission denied.'],
    ['RNTO', 'RNTO', /(?:)/, '553 Not allowed.'],
    ['RNTO without a reason', 'RNTO', /(?:)/, '550 Cannot rename.'],
    ['RNTO over a name', 'RNTO', /index\.html$/, '550 File exists.'],
  ];
  for (const [what, on, match, reply] of ways) {
    test(`${what} works all the same, and leaves nothing beside it`, async () => {
      const { server, connection } = await start();
      server.script({ on, match, do: { reply } });
      await save(connection);
      assert.deepEqual([stateOf(server), leftovers(server)], ['new', []]);
    });
    test(`${what} makes a new file, and leaves nothing beside it`, async () => {
      const { server, connection } = await start();
      server.script({ on, match, do: { reply } });
      await connection.files.write({ path: '/site/b.html', content: newContent }, never);
      assert.deepEqual(Buffer.from(server.files.read('/site/b.html') ?? []), newContent);
      assert.deepEqual(leftovers(server), ['b.html']);
    });
  }

  const poor: [what: string, personality: Partial<Personality>][] = [
    ['renames over nothing', { renameOverwrites: false }],
    ['renames over nothing and has no MLST', { renameOverwrites: false, mlst: false, mlsd: false }],
    [
      'hides names with a dot and tells no sizes',
      { mlst: false, mlsd: false, size: false, mdtm: false, hidesDotFiles: true },
    ],
    [
      'hides them in every way',
      {
        mlst: false,
        mlsd: false,
        size: false,
        mdtm: false,
        hidesDotFiles: true,
        listOptions: false,
      },
    ],
    ['cannot change modes', { chmod: false }],
  ];
  for (const [what, personality] of poor) {
    test(`nothing, but ${what}, works and leaves nothing beside it`, async () => {
      const { server, connection } = await start({ personality });
      await save(connection);
      assert.deepEqual([stateOf(server), leftovers(server)], ['new', []]);
      await save(connection);
      assert.deepEqual([stateOf(server), leftovers(server)], ['new', []]);
    });
  }

  test('both the write and the temporary name: an error, and the old content stands', async () => {
    const { server, connection } = await start();
    server.script({ on: 'STOR', do: { reply: '550 Permission denied.' } });
    assert.equal((await failure(save(connection))).kind, 'permission');
    assert.deepEqual([stateOf(server), leftovers(server)], ['old', []]);
  });
});

suite('a server that renames over nothing', () => {
  const personality = { renameOverwrites: false };
  const aside = /-old\.tmp$/;

  test('and refuses the second rename gets the old file back to its place', async () => {
    const { server, connection } = await start({ personality });
    // The first is refused by the server's habit, the second puts the old file aside.
    server.script({
      on: 'RNTO',
      match: /index\.html$/,
      skip: 1,
      times: 1,
      do: { reply: '550 No' },
    });
    await failure(save(connection));
    assert.deepEqual([stateOf(server), leftovers(server)], ['old', []]);
  });

  test('and cannot put the old file aside is written in place', async () => {
    const { server, connection } = await start({ personality });
    server.script({ on: 'RNTO', match: aside, do: { reply: '550 No' } });
    await save(connection);
    assert.deepEqual([stateOf(server), leftovers(server)], ['new', []]);
  });
});

suite('a save through a link', () => {
  const listed: Partial<Personality>[] = [{}, { mlst: false, mlsd: false }];
  for (const personality of listed) {
    const way = 'mlst' in personality ? 'LIST' : 'MLSD';
    test(`(known by ${way}) changes what it points to, and keeps the link`, async () => {
      const { server, connection } = await start({ personality });
      server.files.link('/site/start.html', 'index.html');
      connection.refresh();
      await connection.files.write({ path: '/site/start.html', content: newContent }, never);
      const link = server.files.stat('/site/start.html');
      assert.deepEqual([link?.kind, stateOf(server)], ['link', 'new']);
      assert.deepEqual(leftovers(server), ['start.html']);
    });
  }
});

suite('a save on a server that renames over nothing', () => {
  for (const close of ['fin', 'reset'] as const) {
    test(`and is lost by a ${close} at the second rename has a whole file at its place`, async () => {
      const { server, connection } = await start({ personality: { renameOverwrites: false } });
      server.script({ on: 'RNTO', match: /index\.html$/, skip: 1, times: 1, do: { close } });
      await failure(save(connection));
      assert.equal(stateOf(server), 'old');
      assert.deepEqual(
        leftovers(server).filter((name) => name.includes('-old')),
        [],
      );
    });

    test(`and is lost by a ${close} behind the second rename keeps the new one`, async () => {
      const { server, connection } = await start({ personality: { renameOverwrites: false } });
      const play = { silent: true, closeAfterReply: close };
      server.script({ on: 'RNTO', match: /index\.html$/, skip: 1, times: 1, do: play });
      await failure(save(connection));
      assert.equal(stateOf(server), 'new');
    });
  }

  test('and goes through a link, and is lost at the second rename, has a whole file behind the link', async () => {
    const { server, connection } = await start({ personality: { renameOverwrites: false } });
    server.files.link('/site/start.html', 'index.html');
    connection.refresh();
    server.script({ on: 'RNTO', match: /index\.html$/, skip: 1, times: 1, do: { close: 'reset' } });
    await failure(connection.files.write({ path: '/site/start.html', content: newContent }, never));
    assert.equal(stateOf(server), 'old');
  });

  test('and is gone for good in between says where the old content is', async () => {
    const { server, connection } = await start({ personality: { renameOverwrites: false } });
    const gone = { close: 'reset' } as const;
    server.script({ on: 'RNTO', match: /index\.html$/, skip: 1, times: 1, do: gone });
    server.script({ on: 'USER', do: gone });
    const error = await failure(save(connection));
    const aside = leftovers(server).find((name) => name.includes('-old')) ?? 'none';
    assert.match(
      error.message,
      new RegExp(`may be missing on the server now, its old content whole in /site/${aside}:`),
    );
  });

  test('a rename that is done is none that failed, though the file aside cannot be removed', async () => {
    const { server, connection } = await start({ personality: { renameOverwrites: false } });
    server.files.write('/site/other.html', newContent);
    server.script({ on: 'DELE', do: { reply: '550 No' } });
    await connection.files.rename({ from: '/site/other.html', to: path, overwrite: true }, never);
    assert.equal(stateOf(server), 'new');
  });

  test('a rename over a file that is lost in the middle leaves both files whole', async () => {
    const { server, connection } = await start({ personality: { renameOverwrites: false } });
    server.files.write('/site/other.html', newContent);
    server.script({ on: 'RNTO', match: /index\.html$/, skip: 1, times: 1, do: { close: 'reset' } });
    const move = { from: '/site/other.html', to: path, overwrite: true };
    await failure(connection.files.rename(move, never));
    assert.equal(stateOf(server), 'old');
    assert.deepEqual(leftovers(server), ['other.html']);
  });
});
