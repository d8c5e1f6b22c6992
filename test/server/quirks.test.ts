// What servers really do, one test a quirk.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FtpClient, RemoteError } from '../../src/ftp/index.js';
import { clientsOnServers } from '../support/client-on-server.js';
import { type FtpServerOptions } from '../support/ftp-server/ftp-server.js';

const connect = clientsOnServers();

const namesOf = async (client: FtpClient, path: string): Promise<string[]> =>
  (await client.list(path)).map(({ name }) => name).sort();

describe('replies', () => {
  test('a server that negotiates Telnet options is understood', async () => {
    const iac = Buffer.from([255, 251, 1, 255, 253, 3]);
    const greeting = Buffer.concat([iac, Buffer.from('220 hello\r\n')]);
    const { client } = await connect({ rules: [{ on: 'connect', do: { reply: greeting } }] });
    assert.equal((await client.command('NOOP')).code, 200);
  });

  test('a group that ends with another code of its kind is over after a silence', async () => {
    const reply = '211-Features:\r\n MLST size*;type*;\r\n MLSD\r\n214 End\r\n';
    const { client } = await connect({ rules: [{ on: 'FEAT', do: { reply } }] });
    assert.ok(client.features.has('MLST'));
  });

  test('a greeting of 120 is waited out', async () => {
    const reply = { chunks: ['120 in a moment\r\n', '220 now\r\n'], everyMs: 50 };
    const { client } = await connect({ rules: [{ on: 'connect', do: { reply } }] });
    assert.equal(client.home, '/');
  });

  test('replies that come byte by byte are replies', async () => {
    const text = '257 "/" is the current directory.\r\n';
    const reply = { chunks: text.split(''), everyMs: 1 };
    const { client } = await connect({ rules: [{ on: 'PWD', do: { reply } }] });
    assert.equal(client.home, '/');
  });
});

describe('login', () => {
  for (const answer of ['503 Already logged in.', '530 What for?', '230 Again.']) {
    test(`who needs no password is in, though PASS gets "${answer}"`, async () => {
      const rules = [
        { on: 'USER', do: { reply: '230 welcome' } },
        { on: 'PASS', do: { reply: answer } },
        { on: 'TYPE', do: { reply: '200 binary' } },
        { on: 'PWD', do: { reply: '257 "/" it is' } },
      ];
      const { client } = await connect({ rules });
      assert.equal(client.home, '/');
    });
  }

  test('an account is sent where it is asked for, and is in no trace', async () => {
    const events: unknown[] = [];
    const rules = [
      { on: 'PASS', do: { reply: '332 account, please', runs: true } },
      { on: 'ACCT', do: { reply: '230 welcome' } },
    ];
    const trace = (event: unknown): void => void events.push(event);
    const { server } = await connect({ rules }, { account: 'acc0unt-x', trace });
    assert.deepEqual(server.commands('ACCT'), ['ACCT acc0unt-x']);
    assert.ok(!JSON.stringify(events).includes('acc0unt-x'));
  });

  test('a login folder is learned by XPWD where PWD is not known', async () => {
    const rules = [{ on: 'PWD', do: { reply: '500 what?' } }];
    const { client } = await connect({ rules, home: '/folder' });
    assert.equal(client.home, '/folder');
  });
});

describe('listing', () => {
  for (const emptyListing of ['550 No files found.', '450 No files found.'] as const) {
    test(`"${emptyListing}" is an empty folder, and a missing one is still missing`, async () => {
      const { client } = await connect({ personality: { emptyListing, mlsd: false, mlst: false } });
      assert.deepEqual(await client.list('/empty'), []);
      await assert.rejects(
        client.list('/nowhere'),
        (error) => error instanceof RemoteError && error.kind === 'not-found',
      );
    });
  }

  test('a completion without any data is an empty folder', async () => {
    const rules = [{ on: 'MLSD', match: /empty/, do: { reply: '226 0 matches total' } }];
    const { client } = await connect({ rules });
    assert.deepEqual(await client.list('/empty'), []);
    assert.deepEqual(await namesOf(client, '/folder'), ['in.txt']);
  });

  test('names alone are shown where the format of LIST is unknown', async () => {
    const listStyle = (entries: readonly { name: string }[]): string =>
      entries.map((_, at) => `?? entry number ${String(at)} ??\r\n`).join('');
    const { client } = await connect({ personality: { mlsd: false, mlst: false, listStyle } });
    assert.deepEqual(await namesOf(client, '/'), ['a.txt', 'empty', 'folder']);
  });

  test('a server for which -a is a name is listed without it', async () => {
    const { client, server } = await connect({
      personality: { mlsd: false, mlst: false, listOptions: false },
    });
    assert.deepEqual(await namesOf(client, '/'), ['a.txt', 'empty', 'folder']);
    assert.deepEqual(await namesOf(client, '/folder'), ['in.txt']);
    assert.equal(server.commands('LIST').filter((line) => line.includes('-a')).length, 1);
  });

  test('hidden files are shown where LIST -a shows them', async () => {
    const { client } = await connect({
      files: { '.htaccess': 'x', 'a.txt': 'a' },
      personality: { mlsd: false, mlst: false, hidesDotFiles: true },
    });
    assert.deepEqual(await namesOf(client, '/'), ['.htaccess', 'a.txt']);
  });
});

describe('data connections', () => {
  test('a 425 is tried once more', async () => {
    const rules = [{ on: 'RETR', times: 1, do: { reply: '425 Address already in use' } }];
    const { client } = await connect({ rules });
    assert.equal(Buffer.from(await client.readFile('/a.txt')).toString(), 'a');
  });

  test('a refused EPSV and a senseless 227 say nothing of MLSD', async () => {
    const { client, server } = await connect({ personality: { epsv: false } });
    const rule = { on: 'PASV', do: { passive: { text: '227 no port here' } }, times: 1 };
    server.script(rule);
    await assert.rejects(
      client.list('/'),
      (error) => error instanceof RemoteError && error.kind === 'data-connection',
    );
    assert.equal((await client.list('/')).length, 3);
    assert.deepEqual(server.commands('LIST'), []);
  });
});

describe('uploads', () => {
  test('a server that says no 150 gets its upload', async () => {
    const rules = [{ on: 'STOR', do: { data: { noPreliminary: true } } }];
    const { client, server } = await connect({ rules });
    const content = Buffer.alloc(500_000, 'x');
    await client.writeFile('/new.bin', content);
    assert.deepEqual(Buffer.from(server.files.read('/new.bin') ?? []), content);
  });

  test('the data does not wait for the 150', async () => {
    const steps: string[] = [];
    const { client } = await connect(
      { rules: [{ on: 'STOR', do: { delayMs: 200 } }] },
      {
        trace: (event) => {
          if (event.type === 'data-close') steps.push('data sent');
          if (event.type === 'reply') steps.push(String(event.code));
        },
      },
    );
    await client.writeFile('/new.txt', Buffer.from('new'));
    // Then comes what the next data connection is made of.
    assert.deepEqual(steps.slice(-4), ['data sent', '150', '226', '229']);
  });
});

describe('times', () => {
  const at = Date.UTC(2020, 4, 6, 7, 8, 9);
  const servers: [string, FtpServerOptions][] = [
    ['MFMT', {}],
    ['SITE UTIME', { personality: { mfmt: false } }],
    ['MDTM with a time', { personality: { mfmt: false, utime: false, mdtmSets: true } }],
  ];
  for (const [way, options] of servers) {
    test(`a file's time is set by ${way}`, async () => {
      const { client } = await connect(options);
      await client.setModified('/a.txt', at);
      await client.setModified('/folder/in.txt', at);
      assert.equal((await client.stat('/a.txt')).modified, at);
      assert.equal((await client.stat('/folder/in.txt')).modified, at);
    });
  }

  test('a server that has no way to set times says so, and a missing file is missing', async () => {
    const { client } = await connect({ personality: { mfmt: false, utime: false } });
    const kindOf = (kind: string) => (error: unknown) =>
      error instanceof RemoteError && error.kind === kind;
    await assert.rejects(client.setModified('/a.txt', at), kindOf('unsupported'));
    await assert.rejects(client.setModified('/nowhere.txt', at), kindOf('not-found'));
  });
});

describe('commands sent together', () => {
  test('a login is one write, and asks for the first data connection too', async () => {
    const steps: string[] = [];
    await connect(
      {},
      {
        trace: (event) => {
          if (event.type === 'send') steps.push(event.line);
          if (event.type === 'reply') steps.push(String(event.code));
        },
      },
    );
    const together = ['USER demo', 'PASS ***', 'FEAT', 'TYPE I', 'PWD', 'OPTS UTF8 ON', 'EPSV'];
    assert.deepEqual(steps.slice(0, 9), ['220', ...together, '331']);
  });

  test('a server that loses the second of two commands is never sent two again', async () => {
    const { client, server } = await connect({
      personality: { swallowPipelined: true, mlsd: false, mlst: false },
    });
    assert.equal((await client.stat('/a.txt')).size, 1);
    assert.equal((await client.stat('/folder')).type, 'directory');
    assert.equal(server.commands('USER').length, 2);
    assert.equal(server.commands('PASS').length, 1);
  });

  for (const verb of ['USER', 'PASS', 'FEAT', 'TYPE', 'PWD', 'OPTS']) {
    test(`a server that leaves ${verb} unanswered once is asked step by step`, async () => {
      const rules = [{ on: verb, times: 1, do: { swallow: true } }];
      const { client, server } = await connect({ rules, home: '/folder' });
      assert.equal(client.home, '/folder');
      assert.deepEqual(await namesOf(client, '/folder'), ['in.txt']);
      assert.equal(server.commands('USER').length, 2);
    });
  }

  test('a server that is known to lose them is spared the trial', async () => {
    const { client, server } = await connect({
      personality: { greeting: '220 Microsoft FTP Service', swallowPipelined: true },
    });
    assert.equal((await client.list('/')).length, 3);
    assert.equal(server.commands('PASS').length, 1);
  });
});
