// Who we are, what the server can do, and what is set for the session.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FtpClient, type FtpOptions, type TraceEvent } from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { failure } from '../support/failure.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';
import { startHttpProxy, startSocksProxy } from '../support/test-proxy.js';

const login = {
  user: 'demo',
  password: 'demo',
  timeouts: { connect: 1_000, reply: 1_000, data: 1_000 },
};
const atEnd = endingWithTest();

function start(options: FtpServerOptions = {}): Promise<FtpServer> {
  return freshServer(atEnd, {
    files: { 'a.txt': 'a', folder: { 'in.txt': 'in' } },
    ...options,
  });
}

async function connect(
  { host, port }: { host: string; port: number },
  more: Partial<FtpOptions> = {},
): Promise<FtpClient> {
  const client = await FtpClient.connect({ ...login, host, port, ...more });
  atEnd(() => client.close());
  return client;
}

/** The answer to one command; where it is carried out all the same, its own reply is kept back. */
const says = (on: string, reply: string): { on: string; do: { reply: string; runs: boolean } } => ({
  on,
  do: { reply, runs: true },
});

describe('a login', () => {
  for (const code of ['200', '202', '230', '232']) {
    test(`is done when PASS is answered with ${code}`, async () => {
      const server = await start({ rules: [says('PASS', `${code} fine`)] });
      assert.equal((await (await connect(server)).list('/')).length, 2);
    });
  }

  for (const verb of ['USER', 'PASS']) {
    test(`gives the account where ${verb} asks for it`, async () => {
      const rules = [says(verb, '332 account, please'), says('ACCT', '230 in')];
      const server = await start({ rules });
      await connect(server, { account: 'acc0unt-x' });
      assert.deepEqual(server.commands('ACCT'), ['ACCT acc0unt-x']);
    });

    test(`without an account is an error of kind auth where ${verb} asks for one`, async () => {
      const server = await start({ rules: [says(verb, '332 account, please')] });
      const error = await failure(connect(server));
      assert.deepEqual([error.kind, error.code], ['auth', 332]);
    });
  }

  for (const code of [332, 532]) {
    test(`that is enough until MKD asks for an account (${String(code)}) gives it then`, async () => {
      const asks = { on: 'MKD', times: 1, do: { reply: `${String(code)} account, please` } };
      const server = await start({ rules: [asks] });
      const events: TraceEvent[] = [];
      const trace = (event: TraceEvent): void => void events.push(event);
      const client = await connect(server, { account: 'acc0unt-x', trace });
      await client.mkdir('/new');
      assert.ok(server.files.list('/').includes('new'));
      assert.ok(!JSON.stringify(events).includes('acc0unt-x'));
    });
  }

  test('with an empty password still has the blank behind PASS', async () => {
    const server = await start({ users: { demo: { password: '' } } });
    await connect(server, { password: '' });
    assert.deepEqual(server.commands('PASS'), ['PASS ']);
  });

  for (const user of [
    'user@site.example',
    'host|user',
    'two words',
    ' leading',
    'jürgen',
    '日本',
  ]) {
    test(`names the user "${user}" as it is, in UTF-8`, async () => {
      const server = await start({ users: { [user]: { password: 'pässwörd €' } } });
      await connect(server, { user, password: 'pässwörd €' });
      assert.deepEqual(server.commands('USER'), [`USER ${user}`]);
    });
  }

  test('beyond ASCII asks for UTF-8 before the user is named', async () => {
    const server = await start({ users: { jürgen: { password: 'x' } } });
    await connect(server, { user: 'jürgen', password: 'x' });
    assert.equal(server.commands()[0], 'OPTS UTF8 ON');
  });

  const full = [
    '421 There are too many connections from your internet address.',
    '421 Maximum number of sessions reached, try again later.',
    '430 Server overloaded.',
    '530 Sorry, the maximum number of clients (5) for this user are already connected.',
    '530 Only 2 sessions allowed per user.',
    '530 Access is restricted to 10 users at a time.',
    '530 User demo is already connected.',
    '530 Connection limit reached.',
    '530 Number of simultaneous logins exceeded.',
  ];
  for (const reply of full) {
    test(`that finds no room is no fault of the password: ${reply}`, async () => {
      const server = await start({ rules: [{ on: 'PASS', do: { reply } }] });
      const error = await failure(connect(server));
      assert.equal(error.kind, 'connect', error.message);
      assert.equal(server.commands('PASS').length, 1);
    });
  }

  for (const reply of ['530 Login incorrect.', '430 Invalid username or password', '530 No.']) {
    test(`that is refused is tried once: ${reply}`, async () => {
      const server = await start({ rules: [{ on: 'PASS', do: { reply } }] });
      const error = await failure(connect(server));
      assert.deepEqual([error.kind, server.commands('PASS').length], ['auth', 1]);
    });
  }

  test('that wanted the answer to a challenge tells the challenge in its error', async () => {
    const challenge = '331 otp-md5 487 dog2';
    const rules = [says('USER', challenge), { on: 'PASS', do: { reply: '530 Login incorrect.' } }];
    const error = await failure(connect(await start({ rules })));
    assert.deepEqual([error.kind, error.reply], ['auth', `${challenge}\n530 Login incorrect.`]);
  });

  test('into a folder below a root that is closed works from there', async () => {
    const rules = [{ on: 'CWD', match: /^\/$/, do: { reply: '550 /: Permission denied' } }];
    const client = await connect(await start({ rules, home: '/folder' }));
    assert.equal(client.home, '/folder');
    assert.equal((await client.list('/folder')).length, 1);
    assert.equal((await client.readFile('/folder/in.txt')).length, 2);
  });
});

describe('the login folder', () => {
  const told: [string, string][] = [
    ['257 "/folder" is current directory.', '/folder'],
    ['257 "/a ""b"" c" is "quoted"', '/a "b" c'],
    ['257 /folder is current directory', '/folder'],
    ['257 "/folder', '/folder'],
    ['257 Current directory is "/folder"', '/folder'],
  ];
  for (const [reply, home] of told) {
    test(`is understood in ${reply}`, async () => {
      const client = await connect(await start({ rules: [{ on: 'PWD', do: { reply } }] }));
      assert.equal(client.home, home);
    });
  }

  for (const reply of ['257 ""', '257 "C:/home"', '257 nothing', '550 no']) {
    test(`is asked for once more where PWD says ${reply}, and is / at last`, async () => {
      const rules = ['PWD', 'XPWD'].map((on) => ({ on, do: { reply } }));
      const server = await start({ rules });
      assert.equal((await connect(server)).home, '/');
      assert.equal(server.commands('XPWD').length, 1);
    });
  }

  test('of OS/400 is one with slashes, after SITE NAMEFMT 1', async () => {
    const pwd = { on: 'PWD', times: 1, do: { reply: '257 "QGPL" is current library.' } };
    const rules = [
      pwd,
      says('SYST', '215 OS/400 is the remote operating system.'),
      says('SITE', '250 Now using naming format "1".'),
    ];
    const server = await start({ rules, home: '/folder' });
    assert.equal((await connect(server)).home, '/folder');
    assert.deepEqual(server.commands('SITE'), ['SITE NAMEFMT 1', 'SITE LISTFMT 1']);
  });

  test('with a slash needs no SYST', async () => {
    const server = await start();
    await connect(server);
    assert.deepEqual(server.commands('SYST'), []);
  });
});

describe('features', () => {
  const forms: [string, string, [string, string][]][] = [
    [
      'the code on each line',
      '211-Features\r\n211-MDTM\r\n211-SIZE\r\n211 End',
      pairs('MDTM SIZE'),
    ],
    ['no indentation', '211-Features\r\nMDTM\r\nSIZE\r\n211 End', pairs('MDTM SIZE')],
    ['tabs and trailing blanks', '211-F\r\n\tMDTM \r\n\tSIZE\t\r\n211 End', pairs('MDTM SIZE')],
    [
      'lower case',
      '211-F\r\n mdtm\r\n rest stream\r\n211 End',
      [
        ['MDTM', ''],
        ['REST', 'stream'],
      ],
    ],
    ['UTF-8 for UTF8', '211-F\r\n UTF-8\r\n211 End', pairs('UTF8')],
    ['all of AUTH in one line', '211-F\r\n AUTH TLS;SSL;\r\n211 End', [['AUTH', 'TLS;SSL;']]],
    ['AUTH in several lines', '211-F\r\n AUTH TLS\r\n AUTH SSL\r\n211 End', [['AUTH', 'TLS;SSL']]],
    ['no end line of words', '211-F\r\n SIZE\r\n211', pairs('SIZE')],
    ['none at all', '211 No features', []],
    ['an empty list', '211-Features\r\n211 End', []],
    ['FEAT unknown (500)', '500 what?', []],
    ['FEAT unknown (502)', '502 what?', []],
    ['FEAT forbidden (530)', '530 no', []],
    ['FEAT failing (550)', '550 no', []],
  ];
  for (const [name, reply, expected] of forms) {
    test(`are understood with ${name}, and the login stands`, async () => {
      const client = await connect(await start({ rules: [{ on: 'FEAT', do: { reply } }] }));
      assert.deepEqual([...client.features], expected);
      assert.equal((await client.list('/')).length, 2);
    });
  }

  test('that name MLSD alone are enough for MLSD, and no MLST is sent', async () => {
    const reply = '211-Features\r\n MLSD\r\n SIZE\r\n MDTM\r\n211 End';
    const server = await start({ rules: [{ on: 'FEAT', do: { reply } }] });
    const client = await connect(server);
    assert.equal((await client.list('/')).length, 2);
    assert.equal((await client.stat('/a.txt')).size, 1);
    assert.deepEqual([server.commands('LIST'), server.commands('MLST')], [[], []]);
  });
});

/** Features without a value. */
function pairs(names: string): [string, string][] {
  return names.split(' ').map((name) => [name, '']);
}

describe('settings', () => {
  test('UTF-8 is asked for in the write of the login, and a refusal is no harm', async () => {
    const server = await start({ personality: { utf8: false, clnt: false } });
    const client = await connect(server);
    assert.deepEqual(server.commands('OPTS'), ['OPTS UTF8 ON']);
    assert.equal((await client.list('/')).length, 2);
  });

  test('UTF-8 is not asked for where the user chose another charset', async () => {
    const server = await start();
    await connect(server, { encoding: 'latin1' });
    assert.deepEqual(server.commands('OPTS'), []);
  });

  test('a server that refuses UTF-8 and has CLNT hears who we are, and is asked again', async () => {
    const refuses = { on: 'OPTS', times: 1, do: { reply: '501 Say CLNT first' } };
    const server = await start({ rules: [refuses] });
    await connect(server);
    const told = server.commands().filter((line) => /^(CLNT|OPTS)/.test(line));
    assert.deepEqual(told, ['OPTS UTF8 ON', 'CLNT FTP-Workspaces', 'OPTS UTF8 ON']);
  });

  test('CLNT is not sent where it would change nothing', async () => {
    const server = await start();
    await connect(server);
    assert.deepEqual(server.commands('CLNT'), []);
  });

  const facts: [string, string, string[]][] = [
    ['one is off', 'type*;size;modify*;UNIX.mode;media-type;', ['type;size;modify;UNIX.mode;']],
    ['all are on', 'type*;size*;modify*;UNIX.mode*;', []],
    ['only those are off that nobody needs', 'type*;size*;modify*;media-type;', []],
    ['none is marked', 'type;size;modify;', []],
    ['there are none', '', []],
  ];
  for (const [name, offered, asked] of facts) {
    test(`facts are asked for by OPTS MLST only where it helps: ${name}`, async () => {
      const reply = `211-Features\r\n MLST ${offered}\r\n211 End`;
      const server = await start({ rules: [{ on: 'FEAT', do: { reply } }] });
      await connect(server);
      const told = server.commands('OPTS').filter((line) => line.startsWith('OPTS MLST'));
      assert.deepEqual(
        told,
        asked.map((list) => `OPTS MLST ${list}`),
      );
    });
  }

  test('a server that loses what comes together is set step by step', async () => {
    const reply = '211-Features\r\n MLST type*;size;\r\n211 End';
    const rules = [{ on: 'FEAT', do: { reply } }];
    const server = await start({ rules, personality: { swallowPipelined: true } });
    const client = await connect(server);
    assert.equal(server.commands('OPTS').at(-1), 'OPTS MLST type;size;');
    assert.equal((await client.command('NOOP')).code, 200);
  });
});

describe('secrets', () => {
  // They cannot stand in a text by chance, nor are they changed where they are sent.
  const secret = fc
    .tuple(
      fc.bigInt({ min: 10n ** 15n, max: 10n ** 16n }),
      fc.constantFrom('', 'é', ' ', '"', '$&'),
    )
    .map(([number, more]) => `${String(number)}${more}${String(number)}`);
  const echo = (reply: string): { on: string; do: { reply: string } }[] =>
    ['USER', 'PASS', 'ACCT', 'FEAT', 'PWD'].map((on) => ({ on, do: { reply } }));

  test('a password is in no event and no error, wherever the server repeats it', async () => {
    const words = fc.constantFrom(
      (word: string) => `530 Login with ${word} failed.`,
      (word: string) => `530-PASS ${word}\r\n530 no`,
      (word: string) => `421 ${word} is banned.`,
      (word: string) => `332 ${word}? Account, please.`,
      (word: string) => `230 ${word} is fine`,
    );
    const field = fc.constantFrom('password', 'account');
    await fc.assert(
      fc.asyncProperty(secret, words, field, async (hidden, say, name) => {
        const server = await FtpServer.start({ rules: echo(say(hidden)) });
        const { host, port } = server;
        const events: TraceEvent[] = [];
        const trace = (event: TraceEvent): void => void events.push(event);
        const given = { password: 'x', account: 'y', [name]: hidden };
        const options = { ...login, ...given, host, port, trace };
        const outcome = await FtpClient.connect(options).catch((error: unknown) => error);
        if (outcome instanceof FtpClient) await outcome.close();
        await server.stop();
        assert.ok(!everything(events, outcome).includes(hidden));
      }),
      { numRuns: 40 },
    );
  });

  test('the password of a proxy is in no event and no error', async () => {
    const proxies = fc.constantFrom(
      { type: 'socks5' as const, open: startSocksProxy },
      { type: 'http' as const, open: startHttpProxy },
    );
    const play = fc.constantFrom(
      {},
      { user: 'gate', password: 'another' },
      { fault: 'garbage' as const },
      { fault: 'refuse' as const },
    );
    await fc.assert(
      fc.asyncProperty(secret, proxies, play, async (password, { type, open }, behaviour) => {
        const proxy = await open(behaviour);
        const { host, port } = proxy;
        const events: TraceEvent[] = [];
        const trace = (event: TraceEvent): void => void events.push(event);
        const via = { type, host, port, user: 'gate', password };
        const options = { ...login, host: 'ftp.invalid', port: 1, proxy: via, trace };
        const error = await failure(FtpClient.connect(options));
        await proxy.stop();
        const told = everything(events, error);
        const sent = Buffer.from(`gate:${password}`).toString('base64');
        assert.ok(!told.includes(password) && !told.includes(sent));
      }),
      { numRuns: 30 },
    );
  });
});

/** All that a user or a log could get to see, whatever stands behind the error too. */
function everything(events: readonly TraceEvent[], outcome: unknown): string {
  const parts: string[] = [JSON.stringify(events)];
  for (let at = outcome; at instanceof Error; at = at.cause) {
    const own = Object.getOwnPropertyNames(at).map((name): unknown =>
      Reflect.get(at as object, name),
    );
    parts.push(String(at), ...own.map((one) => (one instanceof Error ? '' : String(one))));
    parts.push(JSON.stringify(at));
  }
  return parts.join('\n');
}
