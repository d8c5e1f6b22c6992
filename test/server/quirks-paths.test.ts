// Paths and names: what a server may make of them on the way.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FtpClient } from '../../src/ftp/index.js';
import { clientsOnServers, listOnly, namesIn } from '../support/client-on-server.js';
import { failure } from '../support/failure.js';
import { type FtpServerOptions } from '../support/ftp-server/ftp-server.js';

const connect = clientsOnServers();

const strangeNames = [
  ' leading',
  'trailing ',
  '  both  ',
  'two  inside',
  '-a',
  '-la x',
  '*',
  '[ temp ]',
  'what?',
  '{a,b}',
  '~user',
  'back\\slash',
  'C:',
  '100%',
  '%2e%2e',
  '#hash',
  `quo"te's`,
  'emoji 😀 family 👨‍👩‍👧',
  'größe',
  'tab\tinside',
  'esc\u001b[31m',
  'a -> b',
  ';type=file; x',
];

const servers: [string, FtpServerOptions][] = [
  ['with MLSD', {}],
  ['with LIST', { personality: listOnly }],
  ['that takes a path for a pattern', { personality: { globs: true } }],
  ['with LIST that takes a path for a pattern', { personality: { ...listOnly, globs: true } }],
];

/** Everything that one does with a name. */
async function live(client: FtpClient, name: string): Promise<void> {
  const folder = `/folder/${name}`;
  await client.mkdir(folder);
  await client.writeFile(`${folder}/${name}`, Buffer.from('content'));
  assert.deepEqual(await namesIn(client, folder), [name]);
  assert.equal((await client.stat(`${folder}/${name}`)).size, 7);
  assert.equal(Buffer.from(await client.readFile(`${folder}/${name}`)).toString(), 'content');
  await client.rename(`${folder}/${name}`, `${folder}/${name}.new`);
  await client.chmod(`${folder}/${name}.new`, 0o600);
  await client.remove(`${folder}/${name}.new`);
  assert.deepEqual(await client.list(folder), []);
  await client.rmdir(folder);
}

describe('strange names are listed, read, written, renamed and removed', () => {
  for (const [server, options] of servers) {
    test(`on a server ${server}`, async () => {
      const { client } = await connect({ files: { folder: {} }, ...options });
      for (const name of strangeNames) {
        await live(client, name).catch((error: unknown) => {
          throw new Error(`with the name ${JSON.stringify(name)}`, { cause: error });
        });
      }
      assert.deepEqual(await client.list('/folder'), []);
    });
  }
});

describe('paths', () => {
  test('are absolute in every command, and CDUP is never sent', async () => {
    const { client, server } = await connect({ personality: { ...listOnly, globs: true } });
    await client.list('/folder');
    await client.list('/empty');
    await client.mkdir('/[x]');
    await client.list('/[x]');
    await client.stat('/folder/in.txt');
    await client.readFile('/folder/in.txt');
    await client.removeTree('/[x]');
    const all = server.commands();
    const verbs = ['CWD', 'RETR', 'SIZE', 'MDTM', 'DELE', 'RMD', 'MKD'];
    const named = all.filter((line) => verbs.includes(line.split(' ')[0] ?? ''));
    assert.deepEqual(
      named.filter((line) => !/^\w+ \//.test(line)),
      [],
    );
    assert.deepEqual(server.commands('CDUP'), []);
  });

  test('hold no CR, LF or NUL', async () => {
    const { client, server } = await connect();
    const before = server.commands().length;
    for (const sign of ['\r', '\n', '\0']) {
      const path = `/a${sign}b`;
      assert.equal((await failure(client.list(path))).kind, 'unsafe');
      assert.equal((await failure(client.rename('/a.txt', path))).kind, 'unsafe');
      assert.equal((await failure(client.copy('/a.txt', path))).kind, 'unsafe');
      assert.equal((await failure(client.removeTree(path))).kind, 'unsafe');
      assert.equal((await failure(client.hash(path))).kind, 'unsafe');
    }
    assert.equal(server.commands().length, before);
  });

  test('in a listing never lead out of the folder', async () => {
    const names = ['..', '.', '/etc/passwd', '../up', 'a/../../b', 'sub/in', '', 'n\0ul', '/..'];
    const facts = names.map((name) => `type=file;size=5; ${name}\r\n`).join('');
    const lines = names.map((name) => `-rw-r--r-- 1 a b 5 Jan 29 2021 ${name}\r\n`).join('');
    const { client } = await connect({
      rules: [
        { on: 'MLSD', do: { data: { content: `${facts}type=file; ok\r\n` } } },
        { on: 'LIST', do: { data: { content: lines } } },
      ],
    });
    assert.deepEqual(await namesIn(client, '/folder'), ['ok']);
    const { client: other } = await connect({
      personality: listOnly,
      rules: [{ on: 'LIST', do: { data: { content: lines } } }],
    });
    // A path before the name is what some servers write: its last part is the name.
    assert.deepEqual(await namesIn(other, '/folder'), ['passwd']);
  });

  for (const home of ['"C:\\\\inetpub"', '"DISK$USER:[ANON]"', '"\'HLQ.\'"', '"QGPL"', 'nothing']) {
    test(`are taken from the root where the login folder is ${home}`, async () => {
      const rules = ['PWD', 'XPWD'].map((on) => ({
        on,
        do: { reply: `257 ${home} is the current directory` },
      }));
      const { client } = await connect({ rules });
      assert.equal(client.home, '/');
      assert.deepEqual(await namesIn(client, '/folder'), ['in.txt']);
    });
  }
});

describe('a command line that is too long', () => {
  const deep = `/${'d'.repeat(120)}/${'e'.repeat(120)}/${'f'.repeat(120)}/${'g'.repeat(120)}`;
  for (const [server, personality] of [
    ['with MLST', { maxLineBytes: 300 }],
    ['without', { ...listOnly, maxLineBytes: 300 }],
  ] as const) {
    test(`is shortened by CWD on a server ${server}`, async () => {
      const { client } = await connect({ personality });
      let folder = '';
      for (const name of deep.split('/').slice(1)) {
        folder += `/${name}`;
        await client.mkdir(folder);
      }
      await client.writeFile(`${deep}/a.txt`, Buffer.from('deep'));
      assert.equal(Buffer.from(await client.readFile(`${deep}/a.txt`)).toString(), 'deep');
      assert.equal((await client.stat(`${deep}/a.txt`)).size, 4);
      await client.rename(`${deep}/a.txt`, `${deep}/b.txt`);
      await client.chmod(`${deep}/b.txt`, 0o600);
      await client.setModified(`${deep}/b.txt`, Date.UTC(2020, 1, 2));
      assert.deepEqual(await namesIn(client, deep), ['b.txt']);
      await client.remove(`${deep}/b.txt`);
      await client.rmdir(deep);
      assert.equal((await failure(client.list(deep))).kind, 'not-found');
    });
  }

  test('is the error of a server that knows no way around it', async () => {
    const rules = [{ on: '*', match: /ddd/, do: { reply: '500 Line too long' } }];
    const { client } = await connect({ rules });
    assert.equal((await failure(client.readFile(`${deep}/a.txt`))).code, 500);
    assert.equal((await client.list('/')).length, 3);
  });
});
