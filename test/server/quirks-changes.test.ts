// Renaming, removing, making folders, times and modes: what servers make of them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { clientsOnServers, listOnly, namesIn } from '../support/client-on-server.js';
import { failure } from '../support/failure.js';
import { type FtpServerOptions } from '../support/ftp-server/ftp-server.js';

const connect = clientsOnServers();
const features = (...lines: string[]): FtpServerOptions => ({
  personality: { extraFeatures: lines },
});

describe('a rename', () => {
  test('onto a name that is there is "exists" where the server refuses it', async () => {
    const { client, server } = await connect({ personality: { renameOverwrites: false } });
    assert.equal((await failure(client.rename('/a.txt', '/folder/in.txt'))).kind, 'exists');
    server.script({ on: 'RNTO', do: { reply: '553 No.' } });
    assert.equal((await failure(client.rename('/a.txt', '/folder/in.txt'))).kind, 'exists');
    assert.equal((await failure(client.rename('/a.txt', '/new.txt'))).kind, 'failed');
    assert.equal((await failure(client.rename('/a.txt', '/nowhere/new.txt'))).kind, 'not-found');
  });

  test('goes on where RNFR is answered with 250', async () => {
    const rules = [{ on: 'RNFR', do: { runs: true, reply: '250 fine' } }];
    const { client } = await connect({ rules });
    await client.rename('/a.txt', '/folder/b.txt');
    assert.deepEqual(await namesIn(client, '/folder'), ['b.txt', 'in.txt']);
  });

  test('that changes case alone goes by a third name where it has to', async () => {
    const { client, server } = await connect();
    server.script({ on: 'RNTO', match: /A.TXT/, times: 1, do: { reply: '550 File exists' } });
    await client.rename('/a.txt', '/A.TXT');
    assert.deepEqual(await namesIn(client, '/'), ['A.TXT', 'empty', 'folder']);
    assert.equal(server.commands('RNFR').length, 3);
  });

  test('that changes case alone leaves another file alone', async () => {
    const { client } = await connect({
      files: { 'a.txt': 'a', 'A.TXT': 'A' },
      personality: { renameOverwrites: false },
    });
    assert.equal((await failure(client.rename('/a.txt', '/A.TXT'))).kind, 'exists');
    assert.deepEqual(await namesIn(client, '/'), ['A.TXT', 'a.txt']);
  });

  test('that changes case alone and fails half-way is taken back', async () => {
    const { client, server } = await connect();
    server.script({ on: 'RNTO', match: /A.TXT/, do: { reply: '550 File exists' } });
    await failure(client.rename('/a.txt', '/A.TXT'));
    assert.deepEqual(await namesIn(client, '/'), ['a.txt', 'empty', 'folder']);
  });
});

describe('removing', () => {
  test('a folder that is not empty is refused', async () => {
    const { client } = await connect();
    const { kind, code } = await failure(client.rmdir('/folder'));
    assert.deepEqual([kind, code], ['failed', 550]);
    assert.equal((await failure(client.rmdir('/nowhere'))).kind, 'not-found');
  });

  test('a link removes the link', async () => {
    const { client } = await connect({ files: { 'a.txt': 'a', link: { link: '/a.txt' } } });
    await client.remove('/link');
    assert.deepEqual(await namesIn(client, '/'), ['a.txt']);
  });

  test('a folder that we are in leaves it first, and sends no slash behind its name', async () => {
    const { client, server } = await connect({ files: { '[x]': {} } });
    // Brackets may be a pattern to the server: the folder is entered, not named.
    await client.list('/[x]');
    await client.rmdir('/[x]');
    assert.deepEqual(server.commands('CWD'), ['CWD /[x]', 'CWD /']);
    assert.deepEqual(server.commands('RMD'), ['RMD /[x]']);
  });
});

describe('removing a tree', () => {
  const files = {
    keep: { 'x.txt': 'x' },
    tree: {
      'a.txt': 'a',
      '.hidden': 'h',
      sub: { deeper: { 'b.txt': 'b' }, empty: {} },
      toFolder: { link: '/keep' },
      toFile: { link: '/keep/x.txt' },
      broken: { link: '/nowhere' },
    },
  };
  const servers: [string, FtpServerOptions][] = [
    ['with MLSD', {}],
    ['with LIST', { personality: listOnly }],
    ['that hides files', { personality: { ...listOnly, hidesDotFiles: true } }],
    [
      'that loses what comes together',
      { personality: { greeting: '220 MikroTik', swallowPipelined: true } },
    ],
  ];
  for (const [server, options] of servers) {
    test(`leaves nothing of it and follows no link on a server ${server}`, async () => {
      const { client } = await connect({ files, ...options });
      let removed = 0;
      await client.removeTree('/tree', { onProgress: (count) => (removed = count) });
      assert.deepEqual(await namesIn(client, '/'), ['keep']);
      assert.deepEqual(await namesIn(client, '/keep'), ['x.txt']);
      assert.equal(removed, 10);
    });
  }

  test('that is a link to a folder removes the link alone', async () => {
    const { client } = await connect({ files });
    await client.removeTree('/tree/toFolder');
    assert.deepEqual(await namesIn(client, '/keep'), ['x.txt']);
    assert.ok(!(await namesIn(client, '/tree')).includes('toFolder'));
  });

  test('finds what LIST has hidden in a folder that looks empty', async () => {
    const { client } = await connect({
      files: { tree: { '.hidden': 'h' } },
      personality: { ...listOnly, hidesDotFiles: true },
    });
    await client.removeTree('/tree');
    assert.deepEqual(await client.list('/'), []);
  });

  test('finds a link that leads nowhere where MLSD does not show it', async () => {
    const { client } = await connect({
      files: { tree: { broken: { link: '/nowhere' }, 'a.txt': 'a' } },
      rules: [{ on: 'MLSD', match: /tree$/, do: { data: { content: 'type=file; a.txt\r\n' } } }],
    });
    await client.removeTree('/tree');
    assert.deepEqual(await client.list('/'), []);
  });

  test('leaves each of its folders before that is removed', async () => {
    const { client } = await connect();
    await client.mkdirs('/tree/a/b');
    await client.mkdirs('/tree/a/b');
    await client.removeTree('/tree');
    assert.deepEqual((await client.command('PWD')).lines, ['257 "/" is the current directory.']);
  });

  test('asks DELE first where the type is not known', async () => {
    const line = (name: string): string => `modify=20200101000000; ${name}\r\n`;
    const { client, server } = await connect({
      files: { tree: { file: 'f', folder: { in: 'x' } } },
      rules: [
        { on: 'MLSD', match: /tree$/, do: { data: { content: line('file') + line('folder') } } },
      ],
    });
    await client.removeTree('/tree');
    assert.deepEqual(await namesIn(client, '/'), []);
    const asked = server.commands('DELE');
    assert.ok(asked.includes('DELE /tree/folder') && asked.includes('DELE /tree/file'));
  });

  test('stops where a listing fails', async () => {
    const { client } = await connect({
      files,
      rules: [{ on: 'MLSD', match: /deeper/, do: { data: { cutAfterBytes: 5 } } }],
    });
    await failure(client.removeTree('/tree'));
    assert.ok((await namesIn(client, '/tree/sub')).includes('deeper'));
  });

  test('stops where something may not be removed, and says what', async () => {
    const rules = [{ on: 'DELE', match: /a\.txt/, do: { reply: '550 Permission denied' } }];
    const { client } = await connect({ files, rules });
    const { kind, command } = await failure(client.removeTree('/tree'));
    assert.deepEqual([kind, command], ['permission', 'DELE /tree/a.txt']);
  });

  test('sends what stands in one folder in one write, a hundred at a time', async () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`f${String(at)}`, '']));
    const { client, events } = await connect({ files: { tree: many } });
    const from = events.length;
    await client.removeTree('/tree');
    const words = events.slice(from).filter(({ type }) => type === 'send' || type === 'reply');
    const kinds = words.map(({ type }) => (type === 'send' ? 's' : 'r'));
    assert.match(kinds.join(''), /s{100}r{100}s{51}r{51}$/);
  });

  test('of the root is refused, and one of a file removes the file', async () => {
    const { client } = await connect({ files });
    assert.equal((await failure(client.removeTree('/'))).kind, 'unsafe');
    await client.removeTree('/keep/x.txt');
    assert.deepEqual(await client.list('/keep'), []);
    assert.equal((await failure(client.removeTree('/nowhere'))).kind, 'not-found');
  });

  test('can be cancelled, and the session goes on', async () => {
    const { client } = await connect({ files });
    const stop = new AbortController();
    const onProgress = (): void => {
      stop.abort();
    };
    const removing = client.removeTree('/tree', { signal: stop.signal, onProgress });
    assert.equal((await failure(removing)).kind, 'aborted');
    assert.deepEqual(await namesIn(client, '/keep'), ['x.txt']);
  });
});

describe('making a folder', () => {
  for (const reply of [
    '550 No.',
    '521 No.',
    '550 "/folder" directory already exists',
    '553 Nein',
  ]) {
    test(`that is there is "exists" where "${reply}" is said`, async () => {
      const { client } = await connect({ rules: [{ on: 'MKD', do: { reply } }] });
      assert.equal((await failure(client.mkdir('/folder'))).kind, 'exists');
    });
  }

  test('that cannot be made is not "exists" for a 521', async () => {
    const { client } = await connect({ rules: [{ on: 'MKD', do: { reply: '521 No.' } }] });
    assert.equal((await failure(client.mkdir('/new'))).kind, 'failed');
  });

  for (const reply of ['257 new', '250 done', '257 "new" relative', '257 "/n""ew"']) {
    test(`is done where "${reply}" is said`, async () => {
      const { client } = await connect({ rules: [{ on: 'MKD', do: { runs: true, reply } }] });
      await client.mkdir('/new');
      assert.deepEqual(await client.list('/new'), []);
    });
  }

  test('makes those above it in one write, and none that is there', async () => {
    const { client, server } = await connect();
    await client.mkdirs('/folder/x/y/z');
    assert.deepEqual(await namesIn(client, '/folder/x/y'), ['z']);
    await client.mkdirs('/folder/x/y/z');
    assert.equal(server.commands('MKD').length, 8);
    assert.equal((await failure(client.mkdirs('/a.txt/x'))).kind, 'not-a-directory');
    assert.equal((await failure(client.mkdirs('/a.txt'))).kind, 'exists');
  });
});

describe('a mode is set', () => {
  const mode = async (options: FtpServerOptions): Promise<string[]> => {
    const { client, server } = await connect(options);
    await client.chmod('/a.txt', 0o640);
    return [...server.commands('SITE'), ...server.commands('MFF')];
  };

  test('by MFF where the name has a tab, which SITE loses', async () => {
    const rules = [{ on: 'MFF', do: { reply: '213 UNIX.mode=0600; x' } }];
    const { client, server } = await connect({ ...features('MFF UNIX.mode;'), rules });
    await client.chmod('/a\tb', 0o600);
    assert.deepEqual([server.commands('SITE'), server.commands('MFF').length], [[], 1]);
  });

  test('by SITE CHMOD', async () => {
    assert.deepEqual(await mode({}), ['SITE CHMOD 640 /a.txt']);
  });

  for (const code of [202, 500, 502, 504]) {
    test(`by MFF where SITE CHMOD is answered with ${String(code)}`, async () => {
      const rules = [
        { on: 'SITE', do: { reply: `${String(code)} No.` } },
        { on: 'MFF', do: { reply: '213 UNIX.mode=0640; /a.txt' } },
      ];
      const sent = await mode({ ...features('MFF modify;UNIX.mode;'), rules });
      assert.deepEqual(sent.at(-1), 'MFF UNIX.mode=0640; /a.txt');
    });

    test(`by nothing where SITE CHMOD is answered with ${String(code)} and there is no MFF`, async () => {
      const { client } = await connect({
        rules: [{ on: 'SITE', do: { reply: `${String(code)} No.` } }],
      });
      assert.equal((await failure(client.chmod('/a.txt', 0o640))).kind, 'unsupported');
    });
  }
});

describe('a time is set', () => {
  const time = Date.UTC(2020, 4, 6, 7, 8, 9);

  test('by MFMT, whose reply is proof enough', async () => {
    const { client, server } = await connect();
    await client.setModified('/a.txt', time);
    assert.equal(server.commands('MLST').length, 1);
    assert.equal((await client.stat('/a.txt')).modified, time);
  });

  test('by another way where MFMT says yes and does nothing', async () => {
    const rules = [{ on: 'MFMT', do: { reply: '253 Date/time changed okay.' } }];
    const { client } = await connect({ rules });
    await client.setModified('/a.txt', time);
    assert.equal((await client.stat('/a.txt')).modified, time);
  });

  test('by MFF', async () => {
    const rules = [
      { on: 'MFMT', do: { reply: '500 No.' } },
      { on: 'MFF', do: { reply: '213 Modify=20200506070809; /a.txt' } },
    ];
    const { client, server } = await connect({ rules });
    await client.setModified('/a.txt', time);
    assert.deepEqual(server.commands('MFF'), ['MFF modify=20200506070809; /a.txt']);
    assert.deepEqual(server.commands('SITE'), []);
  });

  test('by SITE UTIME with five arguments', async () => {
    const rules = [{ on: 'SITE', match: /UTIME \d/, do: { reply: '501 Bad number of arguments' } }];
    const { client, server } = await connect({ personality: { mfmt: false }, rules });
    await client.setModified('/a.txt', time);
    assert.equal((await client.stat('/a.txt')).modified, time);
    const stamp = '20200506070809';
    assert.equal(
      server.commands('SITE').at(-1),
      `SITE UTIME /a.txt ${stamp} ${stamp} ${stamp} UTC`,
    );
  });

  test('and believed by the minute where only LIST shows it', async () => {
    const personality = { ...listOnly, mfmt: false, size: false, mdtm: false };
    const { client } = await connect({ personality: { ...personality, utcOffsetMinutes: 120 } });
    await client.setModified('/a.txt', time);
    const recent = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
    await client.setModified('/a.txt', recent);
    assert.equal(
      (await client.list('/')).find(({ name }) => name === 'a.txt')?.modified,
      recent + 7_200_000,
    );
  });
});

describe('a copy on the server', () => {
  test('is made by SITE CPFR and SITE CPTO', async () => {
    const rules = [
      { on: 'SITE', match: /^CPFR/, do: { reply: '350 File exists, ready for destination' } },
      { on: 'SITE', match: /^CPTO/, do: { reply: '250 Copy successful' } },
    ];
    const { client, server } = await connect({ rules });
    await client.copy('/a.txt', '/b c.txt');
    assert.deepEqual(server.commands('SITE'), ['SITE CPFR /a.txt', 'SITE CPTO /b c.txt']);
  });

  test('is made by SITE COPY where FEAT names it', async () => {
    const rules = [{ on: 'SITE', match: /^COPY/, do: { reply: '200 Copied' } }];
    const { client, server } = await connect({ ...features('SITE COPY'), rules });
    await client.copy('/a.txt', '/b.txt');
    assert.equal(server.commands('SITE').at(-1), 'SITE COPY /a.txt /b.txt');
    assert.equal((await failure(client.copy('/a.txt', '/b c.txt'))).kind, 'unsupported');
  });

  for (const reply of ['500 CPFR is not known', '202 SITE ignored', '200 SITE done', '504 No']) {
    test(`is "unsupported" where "${reply}" is said`, async () => {
      const { client } = await connect({ rules: [{ on: 'SITE', do: { reply } }] });
      assert.equal((await failure(client.copy('/a.txt', '/b.txt'))).kind, 'unsupported');
    });
  }

  test('of what is missing, or to where nothing is, says so', async () => {
    const rules = [
      { on: 'SITE', match: /^CPFR \/nothing/, do: { reply: '550 No.' } },
      { on: 'SITE', match: /^CPFR/, do: { reply: '350 ready' } },
      { on: 'SITE', match: /^CPTO/, do: { reply: '550 No.' } },
    ];
    const { client } = await connect({ rules });
    assert.equal((await failure(client.copy('/nothing', '/b.txt'))).kind, 'not-found');
    assert.equal((await failure(client.copy('/a.txt', '/nowhere/b.txt'))).kind, 'not-found');
    assert.equal((await failure(client.copy('/a.txt', '/folder/in.txt'))).kind, 'exists');
  });
});

describe('a hash', () => {
  const hex = (algorithm: string): string => createHash(algorithm).update('a').digest('hex');
  const cases: [feature: string, verb: string, reply: string, algorithm: string][] = [
    ['HASH SHA-256*;MD5', 'HASH', `213 SHA-256 0-1 ${hex('sha256')} /a.txt`, 'sha256'],
    ['HASH SHA-1*;MD5', 'HASH', `213 SHA-1 0-1 ${hex('sha1').toUpperCase()} a.txt`, 'sha1'],
    ['XSHA512', 'XSHA512', `250 ${hex('sha512')}`, 'sha512'],
    ['XSHA256', 'XSHA256', `250 ${hex('sha256').toUpperCase()}`, 'sha256'],
    ['XSHA1', 'XSHA1', `250-Computing\r\n250 ${hex('sha1')}\r\n`, 'sha1'],
    ['XMD5', 'XMD5', `250 XMD5="${hex('md5')}"`, 'md5'],
    ['MD5', 'MD5', `251 "/a.txt" ${hex('md5')}`, 'md5'],
    ['SITE CHECKSUM', 'SITE', `214 ${hex('sha1')} /a.txt`, 'sha1'],
  ];
  for (const [feature, on, reply, algorithm] of cases) {
    test(`is asked for by what "${feature}" offers`, async () => {
      const { client } = await connect({ ...features(feature), rules: [{ on, do: { reply } }] });
      assert.deepEqual(await client.hash('/a.txt'), { algorithm, value: hex(algorithm) });
    });
  }

  test('of CRC may come without its zeros in front', async () => {
    const rules = [{ on: 'XCRC', do: { reply: '250 8B7BE43' } }];
    const { client } = await connect({ ...features('XCRC'), rules });
    const expected = { algorithm: 'crc32', value: '08b7be43' };
    assert.deepEqual(await client.hash('/a.txt', 'crc32'), expected);
  });

  test('of a wanted kind is selected first', async () => {
    const rules = [{ on: 'HASH', do: { reply: `213 MD5 0-1 ${hex('md5')} /a.txt` } }];
    const { client, server } = await connect({ ...features('HASH SHA-256*;MD5'), rules });
    assert.equal((await client.hash('/a.txt', 'md5'))?.value, hex('md5'));
    assert.equal(server.commands('OPTS').at(-1), 'OPTS HASH MD5');
    assert.equal(await client.hash('/a.txt', 'crc32'), undefined);
  });

  test('of a name with a blank is asked with quotes, then without', async () => {
    const rules = [
      { on: 'XMD5', match: /"/, do: { reply: '550 No such file' } },
      { on: 'XMD5', do: { reply: `250 ${hex('md5')}` } },
    ];
    const { client, server } = await connect({ ...features('XMD5'), rules });
    assert.equal((await client.hash('/b c.txt'))?.value, hex('md5'));
    assert.deepEqual(server.commands('XMD5'), ['XMD5 "/b c.txt"', 'XMD5 /b c.txt']);
  });

  test('is not asked for where nothing is offered, and a missing file is missing', async () => {
    const { client, server } = await connect(features('XMD5'));
    server.script({ on: 'XMD5', do: { reply: '550 No.' } });
    assert.equal((await failure(client.hash('/nothing'))).kind, 'not-found');
    server.script({ on: 'XMD5', do: { reply: '550 No.' } });
    const { client: other } = await connect();
    assert.equal(await other.hash('/a.txt'), undefined);
  });
});
