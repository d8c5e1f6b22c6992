import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { demoSite } from '../../support/demo-site.js';
import { FtpServer } from '../../support/ftp-server/ftp-server.js';
import { RawFtpClient } from './raw-ftp-client.js';
import { withServer } from './with-ftp-server.js';

const time = Date.UTC(2026, 4, 17, 12, 30, 15);
const now = (): number => time;

suite('the control connection', () => {
  test('commands in one packet are answered in order', async () => {
    await withServer({}, async (_server, client) => {
      client.send('NOOP', 'PWD', 'NOPE', 'SYST', 'QUIT');
      assert.equal(await client.codes(5), '200 257 500 215 221');
      assert.equal(await client.reply(), 'closed');
    });
  });

  test('a command line may come in any pieces, and with a bare LF', async () => {
    await withServer({}, async (_server, client) => {
      for (const byte of 'NOOP\r\nPWD\n') client.socket.write(byte);
      assert.equal(await client.codes(2), '200 257');
    });
  });

  test('only who has logged in may look around', async () => {
    const server = await FtpServer.start();
    const client = await RawFtpClient.connect(server);
    client.send('LIST', 'PASS demo', 'USER demo', 'PASS wrong', 'USER demo', 'PASS demo', 'PWD');
    assert.equal(await client.codes(8), '220 530 503 331 530 331 230 257');
    await server.stop();
    assert.equal(await client.reply(), 'closed');
  });

  test('anonymous needs no password, where it is listed', async () => {
    const server = await FtpServer.start({ users: { anonymous: { password: '' } } });
    const client = await RawFtpClient.connect(server);
    client.send('USER anonymous', 'PASS me@example.com');
    assert.equal(await client.codes(3), '220 331 230');
    await server.stop();
  });

  test('a user with a root sees nothing above it', async () => {
    const users = { demo: { password: 'demo', root: '/inner' } };
    await withServer(
      { users, files: { secret: 'no', inner: { a: 'yes' } } },
      async (_server, client) => {
        assert.equal((await client.fetch('RETR ../../a')).text, 'yes');
        assert.match(await client.ask('SIZE ../secret'), /^550/);
      },
    );
  });

  test('a readonly user changes nothing', async () => {
    const users = { demo: { password: 'demo', readonly: true } };
    await withServer({ users, files: { a: 'x' } }, async (server, client) => {
      client.send('DELE a', 'STOR a', 'MKD b', 'RNFR a', 'SITE CHMOD 600 a', 'RMD b');
      assert.equal(await client.codes(6), '550 550 550 550 550 550');
      assert.deepEqual(server.files.list('/'), ['a']);
    });
  });

  test('the connection over the limit gets 421', async () => {
    await withServer({ maxConnections: 1 }, async (server) => {
      const second = await RawFtpClient.connect(server);
      assert.match(await second.reply(), /^421 Too many connections/);
      assert.equal(await second.reply(), 'closed');
    });
  });

  test('the login over the limit gets 530', async () => {
    await withServer({ maxLogins: 1 }, async (server) => {
      const second = await RawFtpClient.connect(server);
      second.send('USER demo', 'PASS demo');
      assert.equal(await second.codes(3), '220 331 530');
    });
  });

  test('an idle client gets 421', async () => {
    await withServer({ idleTimeoutMs: 20 }, async (_server, client) => {
      assert.match(await client.reply(), /^421/);
      assert.equal(await client.reply(), 'closed');
    });
  });

  test('a cable cut ends every session', async () => {
    for (const how of ['fin', 'reset'] as const) {
      await withServer({}, async (server, client) => {
        assert.equal(server.sessions, 1);
        server.dropAll(how);
        assert.equal(await client.reply(), 'closed');
      });
    }
  });

  test('stop ends whatever is going on, twice', async () => {
    await withServer({ files: { a: new Uint8Array(9_000_000) } }, async (server, client) => {
      const data = await client.dial();
      client.send('RETR a');
      await once(data, 'readable');
      await server.stop();
      await server.stop();
      assert.equal(server.openSockets, 0);
      data.destroy();
    });
  });

  test('it serves IPv6, where PASV has no answer', async () => {
    await withServer({ host: '::1', files: { a: 'six' } }, async (_server, client) => {
      assert.match(await client.ask('PASV'), /^425/);
      assert.match(await client.ask('EPSV 1'), /^522 .*\(2\)/);
      assert.equal((await client.fetch('RETR a')).text, 'six');
    });
  });
});

suite('listings', () => {
  const files = { 'a b': 'four', sub: { deep: '' }, door: { link: 'sub' }, '.hidden': '' };

  test('LIST writes lines as ls -l does', async () => {
    await withServer({ now, files }, async (server, client) => {
      server.files.setModified('/a b', Date.UTC(2019, 0, 2));
      const { text, codes } = await client.fetch('LIST -a /');
      assert.equal(codes, '150 226');
      assert.deepEqual(text.split('\r\n'), [
        'drwxr-xr-x   2 ftp      ftp             4096 May 17 12:30 .',
        'drwxr-xr-x   2 ftp      ftp             4096 May 17 12:30 ..',
        '-rw-r--r--   1 ftp      ftp                4 Jan  2  2019 a b',
        'drwxr-xr-x   2 ftp      ftp             4096 May 17 12:30 sub',
        'lrwxrwxrwx   1 ftp      ftp                3 May 17 12:30 door -> sub',
        '-rw-r--r--   1 ftp      ftp                0 May 17 12:30 .hidden',
        '',
      ]);
    });
  });

  test('MLSD writes exact facts', async () => {
    await withServer({ now, files: { a: 'four', d: { link: 'a' } } }, async (_server, client) => {
      const { text } = await client.fetch('MLSD');
      assert.deepEqual(text.split('\r\n'), [
        'type=cdir;modify=20260517123015;perm=flcdmpe;UNIX.mode=0755;unique=1g1; .',
        'type=pdir;modify=20260517123015;perm=flcdmpe;UNIX.mode=0755;unique=1g1; ..',
        'type=file;size=4;modify=20260517123015;perm=adfrw;UNIX.mode=0644;unique=1g2; a',
        'type=OS.unix=slink:a;modify=20260517123015;perm=adfrw;UNIX.mode=0777;unique=1g3; d',
        '',
      ]);
      assert.equal(await client.ask('OPTS MLST size;nope;'), '200 MLST OPTS size;');
      assert.equal(await client.ask('MLST a'), '250-Listing:\n size=4; /a\n250 End');
    });
  });

  test('NLST, STAT and the listing of one file show what LIST shows', async () => {
    await withServer({ files }, async (_server, client) => {
      assert.equal((await client.fetch('NLST sub')).text, 'deep\r\n');
      assert.match((await client.fetch('LIST a b')).text, /^-rw.* a b\r\n$/);
      assert.match(await client.ask('STAT sub'), /^213-.*\n -rw.* deep\n213 End/);
      assert.match(await client.ask('STAT'), /^211-/);
    });
  });

  test('a missing folder is a 550, or empty where the server is like that', async () => {
    await withServer({}, async (_server, client) => {
      assert.match(await client.ask('LIST nope'), /^550 nope: No such file/);
      assert.match(await client.ask('MLSD nope'), /^550/);
    });
    await withServer({ personality: { missingDirIsEmpty: true } }, async (_server, client) => {
      assert.deepEqual(await client.fetch('LIST nope'), { text: '', codes: '150 226' });
    });
  });

  test('the habits of other servers can be put on', async () => {
    const personality = { hidesDotFiles: true, listStyle: 'dos' as const };
    await withServer({ now, files, personality }, async (_server, client) => {
      const { text } = await client.fetch('LIST');
      assert.match(text, /^05-17-26 {2}12:30PM {20}4 a b\r\n05-17-26 {2}12:30PM {8}<DIR> {10}sub/);
      assert.doesNotMatch(text, /hidden/);
      assert.match((await client.fetch('LIST -a')).text, /hidden/);
    });
  });

  test('a name may be taken as a pattern', async () => {
    const files = { '[ a ]': { deep: '' }, 'a b': '' };
    await withServer({ files, personality: { globs: true } }, async (_server, client) => {
      assert.deepEqual(await client.fetch('MLSD [ a ]'), { text: '', codes: '150 226' });
      assert.equal((await client.fetch('NLST a?*')).text, 'a b\r\n');
      await client.ask('CWD [ a ]');
      assert.equal((await client.fetch('NLST')).text, 'deep\r\n');
    });
  });

  test('a name that is not UTF-8 keeps its bytes', async () => {
    await withServer({}, async (server, client) => {
      server.files.write(Buffer.from('/caf\xe9', 'latin1'), 'x');
      assert.equal((await client.fetch('NLST')).text, 'caf\xe9\r\n');
      assert.equal((await client.fetch('RETR caf\xe9')).text, 'x');
    });
  });

  test('fifty thousand entries are no burden', async () => {
    const entries = Array.from({ length: 50_000 }, (_, index) => [`file-${String(index)}`, '']);
    const files = Object.fromEntries(entries) as Record<string, string>;
    await withServer({ files }, async (_server, client) => {
      const { text } = await client.fetch('LIST');
      assert.equal(text.split('\r\n').length, 50_001);
    });
  });
});

suite('files', () => {
  test('what is stored is there, with a new time', async () => {
    let clock = time;
    await withServer({ now: () => clock, files: { a: 'old content' } }, async (server, client) => {
      clock += 5000;
      assert.equal(await client.put('STOR a', 'new'), '150 226');
      assert.equal(server.files.text('/a'), 'new');
      assert.equal(await client.ask('MDTM a'), '213 20260517123020');
      assert.equal(await client.put('APPE a', 'er'), '150 226');
      assert.equal(await client.ask('SIZE a'), '213 5');
    });
  });

  test('REST begins in the middle, both ways', async () => {
    await withServer({ files: { a: '0123456789' } }, async (server, client) => {
      await client.ask('REST 7');
      assert.equal((await client.fetch('RETR a')).text, '789');
      assert.equal((await client.fetch('RETR a')).text, '0123456789');
      await client.ask('REST 4');
      await client.put('STOR a', 'xx');
      assert.equal(server.files.text('/a'), '0123xx6789');
    });
  });

  test('TYPE A changes line ends, TYPE I nothing', async () => {
    await withServer({ files: { a: 'one\ntwo\n' } }, async (server, client) => {
      assert.equal((await client.fetch('RETR a')).text, 'one\ntwo\n');
      await client.ask('TYPE A');
      assert.equal((await client.fetch('RETR a')).text, 'one\r\ntwo\r\n');
      await client.put('STOR a', '1\r\n2\r\n');
      assert.equal(server.files.text('/a'), '1\n2\n');
    });
  });

  test('links are followed by all but DELE and RNFR', async () => {
    const files = { real: { a: 'x' }, door: { link: 'real' }, loop: { link: 'loop' } };
    await withServer({ files }, async (server, client) => {
      client.send('CWD door', 'SIZE a', 'CWD /', 'DELE door', 'CWD loop');
      assert.equal(await client.codes(5), '250 213 250 250 550');
      assert.deepEqual(server.files.list('/real'), ['a']);
    });
  });

  test('folders are made, renamed and removed, and an occupied one stays', async () => {
    await withServer({ files: { full: { a: '' } } }, async (server, client) => {
      assert.equal(await client.ask('MKD say "hi"'), '257 "/say ""hi""" created.');
      client.send('MKD full', 'RMD full', 'RNFR full', 'RNTO moved', 'RNTO again', 'RNFR nope');
      assert.equal(await client.codes(6), '550 550 350 250 503 550');
      assert.deepEqual(server.files.list('/moved'), ['a']);
    });
  });

  test('RNTO over an existing name overwrites, or not', async () => {
    const files = { a: 'new', b: 'old' };
    await withServer({ files }, async (server, client) => {
      client.send('RNFR a', 'RNTO b');
      assert.equal(await client.codes(2), '350 250');
      assert.equal(server.files.text('b'), 'new');
    });
    await withServer(
      { files, personality: { renameOverwrites: false } },
      async (_server, client) => {
        client.send('RNFR a', 'RNTO b');
        assert.equal(await client.codes(2), '350 550');
      },
    );
  });

  test('times and modes are set by all their commands', async () => {
    await withServer({ files: { a: '' } }, async (server, client) => {
      await client.ask('MFMT 20200102030405 a');
      assert.equal(server.files.stat('a')?.modified, Date.UTC(2020, 0, 2, 3, 4, 5));
      await client.ask('SITE UTIME 202101020304 a');
      assert.equal(server.files.stat('a')?.modified, Date.UTC(2021, 0, 2, 3, 4));
      await client.ask('SITE UTIME a 20220102030405 20220102030406 20220102030405 UTC');
      assert.equal(server.files.stat('a')?.modified, Date.UTC(2022, 0, 2, 3, 4, 6));
      await client.ask('SITE CHMOD 400 a');
      assert.equal(server.files.stat('a')?.mode, 0o400);
      assert.match(await client.ask('STOR a'), /^550 a: Permission denied/);
    });
  });

  test('a folder on disk is served, and never left', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'ftp-server-'));
    t.after(() => {
      rmSync(folder, { recursive: true });
    });
    writeFileSync(`${folder}/a`, 'on disk');
    symlinkSync('/etc', `${folder}/out`);
    await withServer({ files: { folder } }, async (server, client) => {
      assert.equal((await client.fetch('RETR /../a')).text, 'on disk');
      assert.equal(await client.put('STOR b', 'new'), '150 226');
      await client.ask('REST 2');
      assert.equal(await client.put('STOR b', 'xtra'), '150 226');
      assert.equal(server.files.text('b'), 'nextra');
      client.send('CWD out', 'RETR out/passwd', 'STOR out/x', 'MKD d', 'RNFR d', 'RNTO e', 'RMD e');
      assert.equal(await client.codes(7), '550 550 550 257 350 250 250');
      assert.deepEqual(server.files.list('/'), ['a', 'b', 'out']);
    });
  });

  test('the demo site has pages, pictures and a hidden file', async () => {
    await withServer({ files: demoSite() }, async (_server, client) => {
      assert.match((await client.fetch('RETR index.html')).text, /^<!doctype html>/);
      assert.match((await client.fetch('RETR images/loaf.png')).text, /^\x89PNG\r\n/);
      assert.match((await client.fetch('NLST')).text, /\.htaccess/);
    });
  });
});

suite('the log', () => {
  test('holds what was said and done, and can be followed and cleared', async () => {
    const kinds: string[] = [];
    await withServer(
      { files: { a: 'x' }, onEvent: ({ kind }) => kinds.push(kind) },
      async (server, client) => {
        assert.deepEqual(server.commands(), ['USER demo', 'PASS demo', 'TYPE I']);
        server.clearLog();
        await client.fetch('RETR a');
        assert.deepEqual(server.commands('retr'), ['RETR a']);
        assert.deepEqual(kinds.slice(-7), [
          'command',
          'reply',
          'command',
          'data-open',
          'reply',
          'data-close',
          'reply',
        ]);
        assert.deepEqual(
          server.log.map(({ kind }) => kind),
          kinds.slice(-7),
        );
      },
    );
  });
});
