// A sync on servers that have habits: what must not be lost, and what must not go on for ever.
import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { RemoteError } from '../../src/base/remote-error.js';
import { type RemoteFiles } from '../../src/remote/remote-files.js';
import { defaultChoices } from '../../src/sync/plan.js';
import { type Keep } from '../../src/sync/step-context.js';
import { type SyncPair } from '../../src/sync/sync-pair.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { connectionTo } from '../support/connection-to.js';
import { failure } from '../support/failure.js';
import { type FtpServer, type FtpServerOptions } from '../support/ftp-server/ftp-server.js';
import { type Rule } from '../support/ftp-server/rules.js';
import { availability, startServer } from '../support/servers/start-server.js';
import { MemoryLocal } from '../support/sync/memory-local.js';
import { MemoryLog } from '../support/sync/memory-log.js';
import { KeptTexts, memoryWorld, openPair, type SyncWorld } from '../support/sync/sync-world.js';

const atEnd = endingWithTest();
const file = '/site/a.txt';

interface Site {
  server: FtpServer;
  local: MemoryLocal;
  pair: SyncPair;
  save: (text: string) => Promise<string>;
}

/** A pair between memory and a server of its own. */
async function siteOn(
  options: FtpServerOptions,
  { keep, atomicUpload }: { keep: Keep; atomicUpload: 'auto' | 'never' },
): Promise<Site> {
  const server = await freshServer(atEnd, options);
  server.files.write('/site/other.txt', Buffer.from('other'));
  const { host, port } = server;
  const account = { host, port, user: 'demo', password: 'demo' };
  const connection = connectionTo(account, { habits: () => ({ atomicUpload }) });
  atEnd(() => connection.disconnect());
  const local = new MemoryLocal();
  const world: SyncWorld = {
    ...memoryWorld(),
    localFiles: local,
    remoteFiles: connection.fresh,
    log: new MemoryLog(),
  };
  const { pair } = await openPair(world, { keep });
  return { server, local, pair, save: (text) => saveWith(pair, local, text) };
}

async function saveWith(pair: SyncPair, local: MemoryLocal, text: string): Promise<string> {
  local.putFile('a.txt', text);
  const result = await pair.save('a.txt', never);
  return result.outcome === 'conflict' ? `conflict: ${result.step.reason}` : result.outcome;
}

const textOf = (server: FtpServer): string => Buffer.from(server.files.read(file) ?? []).toString();

suite('what others write while the version before it is being kept', () => {
  const ways: [how: string, atomicUpload: 'auto' | 'never', rule?: Rule][] = [
    ['as a whole', 'auto'],
    ['in place, as the user wishes', 'never'],
    [
      'in place, since the server takes no other names',
      'auto',
      { on: 'STOR', match: /ftpws/, do: { reply: '553 Not such a name.' } },
    ],
  ];
  for (const [how, atomicUpload, rule] of ways) {
    test(`is never lost where files are replaced ${how}`, async () => {
      const kept = new KeptTexts();
      const others: (() => void)[] = [];
      const keep: Keep = async (version, signal) => {
        await kept.keep(version, signal);
        others.pop()?.();
      };
      const site = await siteOn({}, { keep, atomicUpload });
      if (rule !== undefined) site.server.script(rule);
      assert.equal(await site.save('one'), 'uploaded');
      others.push(() => {
        site.server.files.write(file, Buffer.from('of a colleague'));
      });
      const outcome = await site.save('two, longer');
      const isSomewhere =
        textOf(site.server) === 'of a colleague' ||
        kept.texts.includes('remote a.txt: of a colleague');
      assert.deepEqual([outcome, isSomewhere], ['conflict: changed-on-both', true]);
    });
  }
});

suite('what the listings of a server hide', () => {
  for (const atomicUpload of ['auto', 'never'] as const) {
    test(`is never written over where files are replaced with atomicUpload ${atomicUpload}`, async () => {
      const { server, local, pair } = await siteOn(
        {},
        { keep: new KeptTexts().keep, atomicUpload },
      );
      server.files.write(file, 'hidden');
      const content = 'type=file;size=5;modify=20240101000000; other.txt\r\n';
      server.script({ on: 'MLSD', do: { data: { content } } });
      local.putFile('a.txt', 'mine').putFile('b.txt', 'mine');
      const plan = await pair.plan({ direction: 'to-remote', scope: [''] }, never);
      await pair.carryOut(
        { plan, choices: defaultChoices(plan) },
        { onProgress: () => undefined },
        never,
      );
      assert.deepEqual([textOf(server), server.files.text('/site/b.txt')], ['hidden', 'mine']);
    });
  }
});

suite('where only a listing tells of a file', () => {
  const personality = { mlst: false, mlsd: false, size: false, mdtm: false, mfmt: false };
  const changes: [when: string, minutes: number][] = [
    ['in the same minute', 0],
    ['a quarter of an hour later', 15],
    ['two hours later', 120],
  ];
  for (const [when, minutes] of changes) {
    test(`what others wrote ${when}, of the same size, is not written over unasked`, async () => {
      const kept = new KeptTexts();
      const site = await siteOn({ personality }, { keep: kept.keep, atomicUpload: 'auto' });
      assert.equal(await site.save('mine 1'), 'uploaded');
      const { modified } = site.server.files.stat(file) ?? {};
      assert.ok(modified !== undefined);
      site.server.files.write(file, Buffer.from('theirs'), {
        modified: modified + minutes * 60_000,
      });
      assert.deepEqual(
        [await site.save('mine 2'), textOf(site.server)],
        ['conflict: changed-on-both', 'theirs'],
      );
    });
  }
});

suite('a folder above the files that is a link to nothing', () => {
  for (const name of ['proftpd', 'vsftpd'] as const) {
    test(`makes a save fail on ${name}, and not go on for ever`, async () => {
      assert.equal(await availability(name), undefined);
      const server = await startServer(name);
      atEnd(() => server.stop());
      const { host, port, user, password } = server;
      const connection = connectionTo({ host, port, user, password });
      atEnd(() => connection.disconnect());
      await mkdir(path.join(server.root, 'site'), { recursive: true });
      await writeFile(path.join(server.root, 'site', 'other.txt'), 'other');
      const link = path.join(server.root, 'current');
      await rm(link, { force: true });
      await symlink('releases/12', link);
      const world = { ...memoryWorld(), remoteRoot: '/current/web' };
      const remoteFiles = countedMkdirs(connection.fresh);
      const { pair } = await openPair({ ...world, remoteFiles });
      world.localFiles.putFile('a.txt', 'one');
      const error = await failure(pair.save('a.txt', never));
      assert.doesNotMatch(error.message, /asked for too many/);
    });
  }
});

/** Ends what would never end. */
function countedMkdirs(files: RemoteFiles): RemoteFiles {
  let left = 30;
  const mkdirOf = files.mkdir.bind(files);
  return new Proxy(files, {
    get: (target, key) => {
      if (key === 'mkdir') {
        return (at: string, signal: AbortSignal) => {
          left -= 1;
          if (left < 0) throw new RemoteError('failed', `${at} was asked for too many times`);
          return mkdirOf(at, signal);
        };
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
