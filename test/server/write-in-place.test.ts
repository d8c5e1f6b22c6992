// Where a file is written straight to its name it may be cut: that is put right, or told.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type AtomicUpload } from '../../src/remote/safe-write.js';
import { failure } from '../support/failure.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';
import { type Action } from '../support/ftp-server/rules.js';
import {
  newContent,
  save,
  savedPath as path,
  type SiteOnServer,
  sitesOnServers,
  stateOf,
} from '../support/save-on-server.js';
import { until } from '../support/until.js';

const connect = sitesOnServers();

const start = (
  atomicUpload: AtomicUpload,
  wishes: Parameters<typeof connect>[1] = {},
): Promise<SiteOnServer> => connect({}, { habits: () => ({ atomicUpload }), ...wishes });

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
    assert.match(server.commands('STOR').join('\n'), /^STOR \/site\/\S+\.ftpws-\S+$/);
    assert.equal(server.files.stat(path)?.mode, 0o640);
    const link = await connection.files.stat('/site/start', never);
    assert.equal(link.type, 'symlink');
  });
});
