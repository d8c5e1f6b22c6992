// What a critical read found, each with the server that shows it.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { FtpClient, type FtpOptions } from '../../src/ftp/index.js';
import { type Connection } from '../../src/remote/connection.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { connectionTo } from '../support/connection-to.js';
import { type FtpServer, type FtpServerOptions } from '../support/ftp-server/ftp-server.js';
import { failure } from '../support/failure.js';

const timeouts = { connect: 1_000, reply: 500, data: 500 };
const login = { user: 'demo', password: 'demo', timeouts };
const atEnd = endingWithTest();

function start(options: FtpServerOptions = {}): Promise<FtpServer> {
  return freshServer(atEnd, {
    files: { 'a.txt': 'a'.repeat(5_000), empty: {}, folder: { 'in.txt': 'in' } },
    ...options,
  });
}

async function connect(
  options: FtpServerOptions = {},
  more: Partial<FtpOptions> = {},
): Promise<{ client: FtpClient; server: FtpServer }> {
  const server = await start(options);
  const { host, port } = server;
  const client = await FtpClient.connect({ ...login, host, port, ...more });
  atEnd(() => client.close());
  return { client, server };
}

function treeOf({ host, port }: FtpServer): Connection {
  const connection = connectionTo({ ...login, host, port });
  atEnd(() => connection.disconnect());
  return connection;
}

describe('a listing is never empty without proof', () => {
  const listings: [string, FtpServerOptions][] = [
    [
      'of one endless line',
      { rules: [{ on: 'MLSD', do: { data: { content: 'x'.repeat(70_000) } } }] },
    ],
    [
      'that is an error text',
      {
        personality: { mlsd: false, mlst: false },
        rules: [
          {
            on: 'LIST',
            do: { data: { content: 'ls: reading directory .: Permission denied\r\n' } },
          },
        ],
      },
    ],
    [
      'whose completion tells of a failure',
      {
        rules: [
          {
            on: 'MLSD',
            do: {
              data: {
                content: '',
                thenReply: '226 Transfer done (but failed to open directory).',
              },
            },
          },
        ],
      },
    ],
  ];
  for (const [name, options] of listings) {
    test(`neither one ${name}`, async () => {
      const { client } = await connect(options);
      await failure(client.list('/folder'));
    });
  }

  test('MLSD that says nothing readable gives way to LIST', async () => {
    const rules = [{ on: 'MLSD', do: { data: { content: '?? nobody reads this\r\n' } } }];
    const { client } = await connect({ rules });
    assert.equal((await client.list('/folder'))[0]?.name, 'in.txt');
  });

  test('an empty folder listed first proves nothing of LIST -a', async () => {
    const { client, server } = await connect({ personality: { mlsd: false, mlst: false } });
    server.script({
      on: 'LIST',
      match: /-a/,
      do: { data: { content: '-rw-r--r-- 1 a a 1 Jan 1 2020 elsewhere\r\n' } },
    });
    assert.deepEqual(await client.list('/empty'), []);
    const names = (await client.list('/')).map(({ name }) => name);
    assert.deepEqual(names.sort(), ['a.txt', 'empty', 'folder']);
  });
});

describe('a transfer', () => {
  test('whose taker fails is an error, not a shorter file', async () => {
    const { client } = await connect();
    const reading = client.readFile('/a.txt', {
      onProgress: () => {
        throw new Error('the taker is broken');
      },
    });
    await assert.rejects(reading, /the taker is broken/);
  });

  test('gives all or an error once bytes have moved, never a part', async () => {
    const data = { cutAfterBytes: 100, thenReply: '425 broken' };
    const { client } = await connect({ rules: [{ on: 'RETR', times: 1, do: { data } }] });
    // The 425 may overtake the bytes: then it is repeated, from nothing.
    const content = await client.readFile('/a.txt').catch(() => undefined);
    assert.ok(content === undefined || content.length === 5_000, String(content?.length));
    assert.equal((await client.readFile('/a.txt')).length, 5_000);
  });

  test('that appends is never repeated', async () => {
    const { client, server } = await connect();
    server.script({ on: 'APPE', times: 1, do: { runs: true, reply: '425 broken' } });
    await failure(client.writeFile('/log.txt', Buffer.from('hello'), { append: true }));
    assert.deepEqual([server.commands('APPE').length, server.files.text('/log.txt')], [1, 'hello']);
  });

  test('of a stream that fails before it is read fails with it', async () => {
    const { client } = await connect();
    const source = new Readable({ read: () => undefined });
    source.destroy(new Error('no such source'));
    await assert.rejects(client.writeFile('/new.txt', source), /no such source|Premature close/);
    assert.ok(Array.isArray(await client.list('/')));
  });

  test('that is cancelled ends though its source gives nothing', async () => {
    const { client } = await connect();
    const stop = new AbortController();
    const source = new Readable({ read: () => undefined });
    const writing = client.writeFile('/new.txt', source, {
      signal: stop.signal,
    });
    setTimeout(() => {
      stop.abort();
    }, 100);
    assert.equal((await failure(writing)).kind, 'aborted');
  });
});

describe('replies', () => {
  test('a late second end of a transfer answers no other command', async () => {
    const { client, server } = await connect();
    server.script({ on: 'DELE', do: { before: '226 late', reply: '550 Permission denied' } });
    await failure(client.remove('/a.txt'));
    assert.equal(server.files.exists('/a.txt'), true);
  });

  test('only a completion is a success', async () => {
    const { client, server } = await connect();
    server.script({ on: 'DELE', do: { reply: '350 and now?' } });
    assert.equal((await failure(client.remove('/a.txt'))).kind, 'protocol');
    assert.equal(client.closed, true);
  });

  test('a password in a goodbye is in no event and in no error', async () => {
    const server = await start();
    server.script({ on: 'PASS', do: { reply: '421 Login demo/s3cret-x refused' } });
    const { host, port } = server;
    const events: unknown[] = [];
    const trace = (event: unknown): void => void events.push(event);
    const error = await failure(
      FtpClient.connect({ host, port, user: 'demo', password: 's3cret-x', timeouts, trace }),
    );
    assert.ok(!JSON.stringify([events, error, error.message, error.stack]).includes('s3cret-x'));
  });

  test('a port that is none is a connect error', async () => {
    const error = await failure(FtpClient.connect({ host: '127.0.0.1', port: 70_000 }));
    assert.equal(error.kind, 'connect');
  });
});

describe('a save', () => {
  const path = '/folder/in.txt';
  const content = Buffer.alloc(20_000, 'new ');

  for (const thenReply of ['550 Write failed', '450 Transfer aborted', '553 No']) {
    test(`that fails in the middle with ${thenReply} leaves the old file`, async () => {
      const server = await start();
      server.script({ on: 'STOR', do: { data: { cutAfterBytes: 1_000, thenReply } } });
      await failure(treeOf(server).files.write({ path, content }, never));
      assert.equal(server.files.text(path), 'in');
    });
  }

  test('that can neither rename nor write in place keeps a whole copy of the old file', async () => {
    const server = await start({ personality: { renameOverwrites: false } });
    server.script({ on: 'RNTO', match: /\/in\.txt$/, times: 3, do: { reply: '550 no' } });
    const data = { cutAfterBytes: 1_000 };
    server.script({ on: 'STOR', match: /\/in\.txt$/, do: { data } });
    await failure(treeOf(server).files.write({ path, content }, never));
    const kept = server.files.list('/folder').map((name) => server.files.text(`/folder/${name}`));
    assert.ok(kept.includes('in'), JSON.stringify(server.files.list('/folder')));
    assert.ok(kept.includes(content.toString()));
  });

  test('of a new name does not replace what somebody else made meanwhile', async () => {
    const server = await start({ personality: { renameOverwrites: false } });
    const { files } = treeOf(server);
    await files.list('/folder', never);
    server.script({ on: 'RNFR', do: { delayMs: 300 } });
    const writing = files.write({ path: '/folder/new.txt', content, expected: 'nothing' }, never);
    const failed = failure(writing);
    while (server.commands('RNFR').length === 0) await new Promise(setImmediate);
    server.files.write('/folder/new.txt', 'theirs');
    assert.equal((await failed).kind, 'conflict');
    assert.equal(server.files.text('/folder/new.txt'), 'theirs');
  });

  test('on a server without MLST keeps the mode, however old the listing is', async () => {
    const server = await start({ personality: { mlsd: false, mlst: false } });
    server.files.chmod(path, 0o750);
    const { files } = treeOf(server);
    await files.list('/folder', never);
    await files.read(path, never);
    await files.write({ path, content }, never);
    await files.write({ path, content: Buffer.from('again') }, never);
    assert.equal(server.files.stat(path)?.mode, 0o750);
  });
});

test('a file that has no size on the server, but content, can be opened', async () => {
  const server = await start();
  server.files.write('/status.txt', 'RUN');
  const facts = 'type=file;size=0;modify=20240102030405; ';
  server.script({ on: 'MLSD', do: { data: { content: `${facts}status.txt\r\n` } } });
  server.script({ on: 'MLST', do: { reply: `250-Listing\r\n ${facts}status.txt\r\n250 End` } });
  server.script({ on: 'SIZE', do: { reply: '213 0' } });
  const { files } = treeOf(server);
  assert.equal(Buffer.from(await files.read('/status.txt', never)).toString(), 'RUN');
});

describe('a copy', () => {
  for (const overwrite of [false, true]) {
    test(`to a name that was free does not replace what somebody puts there meanwhile, ${overwrite ? 'though others may be replaced' : 'as nothing may be'}`, async () => {
      const server = await start();
      server.script({ on: 'RETR', do: { data: { tinyWrites: 500, everyMs: 20 } } });
      const job = { from: '/a.txt', to: '/b.txt', overwrite };
      const copying = failure(treeOf(server).files.copy(job, never));
      while (server.commands('RETR').length === 0) await new Promise(setImmediate);
      server.files.write('/b.txt', 'theirs');
      assert.equal((await copying).kind, overwrite ? 'conflict' : 'exists');
      assert.equal(server.files.text('/b.txt'), 'theirs');
    });
  }

  test('replaces what it may, and that only as it was', async () => {
    const server = await start({ personality: { mlsd: false, mlst: false } });
    server.files.write('/b.txt', 'first');
    server.files.link('/link.txt', 'b.txt');
    const { files } = treeOf(server);
    await files.copy({ from: '/folder/in.txt', to: '/link.txt', overwrite: true }, never);
    assert.equal(server.files.text('/b.txt'), 'in');
    server.script({ on: 'RETR', do: { data: { tinyWrites: 500, everyMs: 20 } } });
    const seen = server.commands('RETR').length;
    const job = { from: '/a.txt', to: '/b.txt', overwrite: true };
    const copying = failure(files.copy(job, never));
    while (server.commands('RETR').length === seen) await new Promise(setImmediate);
    server.files.write('/b.txt', 'theirs, and longer');
    assert.equal((await copying).kind, 'conflict');
    assert.equal(server.files.text('/b.txt'), 'theirs, and longer');
  });
});

describe('a connection', () => {
  test('is not lost by one refused operation', async () => {
    const server = await start();
    server.script({ on: 'MKD', do: { reply: '532 Need account for storing files' } });
    const connection = treeOf(server);
    await connection.connect(never);
    await failure(connection.files.mkdir('/new', never));
    assert.equal(connection.state, 'connected');
    assert.equal((await connection.files.list('/folder', never)).length, 1);
  });
});
