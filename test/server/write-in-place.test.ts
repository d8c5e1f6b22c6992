// Where a file is written straight to its name it may be cut: that is put right, or told.
import assert from 'node:assert/strict';
import { afterEach, suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type Connection, type ConnectionOptions } from '../../src/remote/connection.js';
import { type AtomicUpload } from '../../src/remote/safe-write.js';
import { connectionTo } from '../support/connection-to.js';
import { failure } from '../support/failure.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { type Action } from '../support/ftp-server/rules.js';
import { until } from '../support/until.js';

const oldContent = Buffer.alloc(200_000, 'old ');
const newContent = Buffer.alloc(300_000, 'new! ');
const path = '/site/index.html';

const running: { server: FtpServer; connection: Connection }[] = [];
afterEach(async () => {
  for (const { server, connection } of running.splice(0)) {
    await connection.disconnect();
    await server.stop();
  }
});

async function start(
  atomicUpload: AtomicUpload,
  { stepMs = 300, ...more }: Partial<ConnectionOptions> & { stepMs?: number } = {},
): Promise<{ server: FtpServer; connection: Connection }> {
  const server = await FtpServer.start();
  server.files.write(path, oldContent, { mode: 0o640 });
  const timeouts = { connect: 1_000, reply: stepMs, data: stepMs };
  const { host, port } = server;
  const account = { host, port, user: 'demo', password: 'demo', timeouts };
  const connection = connectionTo(account, { habits: () => ({ atomicUpload }), ...more });
  running.push({ server, connection });
  await connection.files.list('/site', never);
  return { server, connection };
}

const save = ({ files }: Connection, signal = never): Promise<unknown> =>
  files.write({ path, content: newContent }, signal);

function stateOf(server: FtpServer): 'old' | 'new' | 'cut' {
  const content = Buffer.from(server.files.read(path) ?? []);
  if (content.equals(oldContent)) return 'old';
  return content.equals(newContent) ? 'new' : 'cut';
}

const namesIn = (server: FtpServer): string[] => server.files.list('/site');

suite('a save that is never to use a temporary name', () => {
  test('goes straight to its name', async () => {
    const { server, connection } = await start('never');
    await save(connection);
    assert.deepEqual([stateOf(server), server.commands('STOR')], ['new', [`STOR ${path}`]]);
    assert.deepEqual(server.commands('RNFR'), []);
  });

  const cuts: [how: string, on: string, action: Action][] = [
    ['is cut', 'STOR', { data: { cutAfterBytes: 1_000 } }],
    ['is reset', 'STOR', { data: { cutAfterBytes: 1_000, how: 'reset' } }],
    ['stands still', 'STOR', { data: { cutAfterBytes: 1_000, how: 'stall' } }],
    ['is cut with its session', 'STOR', { data: { cutAfterBytes: 1_000, cutControl: 'reset' } }],
    ['is called complete and is not', 'STOR', { stor: { keepBytes: 1_000 } }],
    ['is lost before its end is known', 'STOR', { silent: true, closeAfterReply: 'fin' }],
    ['cannot be counted', 'MLST', { close: 'reset' }],
  ];
  for (const [how, on, action] of cuts) {
    test(`and ${how} is made whole on the spot`, async () => {
      const { server, connection } = await start('never');
      server.script({ on, times: 1, do: action });
      await save(connection);
      assert.equal(stateOf(server), 'new');
    });

    test(`and ${how} each time says that the file may be cut`, async () => {
      const { server, connection } = await start('never');
      // The first look is at what is to be replaced.
      server.script({ on, skip: on === 'MLST' ? 1 : 0, do: action });
      const error = await failure(save(connection));
      assert.match(error.message, /index\.html may be cut on the server/);
      assert.match(error.hint ?? '', /Save again/);
      server.clearRules();
      connection.refresh();
      await save(connection);
      assert.equal(stateOf(server), 'new');
    });
  }

  test('and is refused leaves the old content, and says nothing of a cut', async () => {
    const { server, connection } = await start('never');
    server.script({ on: 'STOR', do: { reply: '550 Permission denied.' } });
    const error = await failure(save(connection));
    assert.deepEqual([error.kind, stateOf(server)], ['permission', 'old']);
    assert.doesNotMatch(error.message, /cut/);
  });

  test('and is cancelled says that the file may be cut', async () => {
    const { server, connection } = await start('never', { stepMs: 10_000 });
    server.script({ on: 'STOR', do: { data: { thenReply: null } } });
    const stop = new AbortController();
    server.clearLog();
    const saving = failure(save(connection, stop.signal));
    await until('the upload', 5_000, () => server.log.some(({ text }) => text.startsWith('150')));
    stop.abort();
    const error = await saving;
    assert.match(error.message, /may be cut/);
    assert.equal(error.kind, 'aborted', error.message);
  });
});

suite('a save on a server that forbids to replace files', () => {
  const refusals: [what: string, on: string, match: RegExp][] = [
    ['temporary names', 'STOR', /\.ftpws-/],
    ['renames', 'RNFR', /(?:)/],
  ];
  for (const [what, on, match] of refusals) {
    test(`by refusing ${what} is told once, with the reason`, async () => {
      const told: string[] = [];
      const { server, connection } = await start('auto', {
        onWrittenInPlace: (at, why) => void told.push(`${at}: ${why}`),
      });
      server.script({ on, match, do: { reply: '553 Not allowed.' } });
      await save(connection);
      await save(connection);
      assert.deepEqual([stateOf(server), namesIn(server)], ['new', ['index.html']]);
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', /^\/site\/index\.html: the server /);
    });

    test(`by refusing ${what} is an error where it must be safe, and the old content stands`, async () => {
      const { server, connection } = await start('always');
      server.script({ on, match, do: { reply: '553 Not allowed.' } });
      const error = await failure(save(connection));
      assert.equal(error.kind, 'unsupported');
      assert.match(error.hint ?? '', /transfer\.atomicUpload/);
      assert.deepEqual([stateOf(server), namesIn(server)], ['old', ['index.html']]);
    });
  }
});

suite('a save through a link', () => {
  test('into the same folder replaces the file behind it whole, and keeps the link', async () => {
    const { server, connection } = await start('always');
    server.files.link('/site/start', 'index.html');
    connection.refresh();
    await connection.files.write({ path: '/site/start', content: newContent }, never);
    assert.deepEqual([stateOf(server), server.files.stat('/site/start')?.kind], ['new', 'link']);
    assert.ok(server.commands('STOR').every((line) => line.includes('.ftpws-')));
    assert.equal(server.files.stat(path)?.mode, 0o640);
    const link = await connection.files.stat('/site/start', never);
    assert.equal(link.type, 'symlink');
  });
});
