// Names that are not in UTF-8: shown as well as can be, and sent back byte for byte.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import iconv from 'iconv-lite';
import { FtpClient, RemoteError } from '../../src/ftp/index.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';

const login = { user: 'demo', password: 'demo' };
const bytesOf = (name: string, charset: string): Uint8Array => iconv.encode(`/${name}`, charset);

async function start(names: [string, string][], mlsd = true): Promise<FtpServer> {
  const server = await FtpServer.start({ personality: { mlsd, mlst: mlsd } });
  for (const [name, charset] of names)
    server.files.write(bytesOf(name, charset), Buffer.from(name));
  return server;
}

describe('charsets', () => {
  for (const mlsd of [true, false]) {
    test(`Latin-1 and UTF-8 names live side by side (${mlsd ? 'MLSD' : 'LIST'})`, async () => {
      const server = await start(
        [
          ['grün.txt', 'latin1'],
          ['größe 日本.txt', 'utf8'],
        ],
        mlsd,
      );
      const { host, port } = server;
      const client = await FtpClient.connect({ host, port, ...login });
      const names = (await client.list('/')).map(({ name }) => name).sort();
      assert.deepEqual(names, ['größe 日本.txt', 'grün.txt'].sort());
      for (const name of names) {
        assert.equal(Buffer.from(await client.readFile(`/${name}`)).toString(), name);
      }
      await client.rename('/grün.txt', '/blau.txt');
      await client.remove('/größe 日本.txt');
      assert.deepEqual(server.files.list('/'), ['blau.txt']);
      await client.close();
      await server.stop();
    });
  }

  test('a folder in another charset is entered, with what is in it', async () => {
    const server = await FtpServer.start();
    server.files.write(iconv.encode('/ärger/übel.txt', 'latin1'), Buffer.from('x'));
    const { host, port } = server;
    const client = await FtpClient.connect({ host, port, ...login });
    assert.equal((await client.list('/'))[0]?.name, 'ärger');
    assert.equal((await client.list('/ärger'))[0]?.name, 'übel.txt');
    assert.equal((await client.readFile('/ärger/übel.txt')).length, 1);
    await client.close();
    await server.stop();
  });

  test('names that differ in their normal form alone are two names', async () => {
    // The first is what macOS makes of the second.
    const names = ['e\u0301.txt', '\u00e9.txt'];
    const server = await start(names.map((name) => [name, 'utf8']));
    const { host, port } = server;
    const client = await FtpClient.connect({ host, port, ...login });
    const listed = (await client.list('/')).map(({ name }) => name).sort();
    assert.deepEqual(listed, names.sort());
    for (const name of names) {
      assert.equal(Buffer.from(await client.readFile(`/${name}`)).toString(), name);
    }
    await client.close();
    await server.stop();
  });

  const charsets: [string, string][] = [
    ['windows-1251', 'Привет.txt'],
    ['shift_jis', '表示ソ.txt'],
    ['gbk', '中文.txt'],
    ['latin1', 'ÿþ.txt'],
  ];
  for (const [encoding, name] of charsets) {
    test(`the encoding ${encoding} is used both ways`, async () => {
      const server = await start([[name, encoding]]);
      const { host, port } = server;
      const client = await FtpClient.connect({ host, port, ...login, encoding });
      assert.equal((await client.list('/'))[0]?.name, name);
      assert.equal(Buffer.from(await client.readFile(`/${name}`)).toString(), name);
      await client.writeFile(`/neu-${name}`, Buffer.from('new'));
      assert.ok(server.files.exists(bytesOf(`neu-${name}`, encoding)));
      await assert.rejects(
        client.writeFile('/😀.txt', Buffer.from('x')),
        (error) => error instanceof RemoteError && error.kind === 'unsafe',
      );
      assert.equal((await client.list('/')).length, 2);
      await client.close();
      await server.stop();
    });
  }
});
