// Active mode: the server dials us. On our own server here; on the real ones in their suites.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  FtpClient,
  type FtpOptions,
  formatTraceEvent,
  type TraceEvent,
} from '../../src/ftp/index.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { ftpClientContract } from '../support/ftp-client-contract.js';
import { FtpServer, type FtpServerOptions } from '../support/ftp-server/ftp-server.js';
import { failure } from '../support/failure.js';

const login = {
  user: 'demo',
  password: 'demo',
  dataMode: 'active' as const,
  timeouts: { connect: 500, reply: 500, data: 500 },
};

ftpClientContract('the test server in active mode', async () => {
  const server = await FtpServer.start();
  const { host, port } = server;
  return {
    options: { ...login, timeouts: {}, host, port },
    data: { via: 'EPRT' as const },
    stop: () => server.stop(),
  };
});

const atEnd = endingWithTest();

async function connect(
  options: FtpServerOptions = {},
  more: Partial<FtpOptions> = {},
): Promise<{ client: FtpClient; server: FtpServer; events: TraceEvent[] }> {
  const server = await freshServer(atEnd, { files: { 'a.txt': 'a' }, ...options });
  const { host, port } = server;
  const events: TraceEvent[] = [];
  const trace = (event: TraceEvent): void => void events.push(event);
  const client = await FtpClient.connect({ ...login, host, port, trace, ...more });
  return { client, server, events };
}

describe('active mode', () => {
  test('the server dials us, and the trace says so', async () => {
    const { client, events } = await connect();
    assert.equal((await client.list('/')).length, 1);
    const opened = events.find((event) => event.type === 'data-open');
    assert.equal(opened?.initiator, 'server');
    assert.equal(opened.via, 'EPRT');
    assert.match(
      formatTraceEvent(opened),
      /server 127\.0\.0\.1:\d+ dialled client 127\.0\.0\.1:\d+/,
    );
    await client.close();
  });

  test('PORT takes the place of EPRT where that is not known, once', async () => {
    const { client, server } = await connect({ personality: { eprt: false } });
    assert.equal((await client.list('/')).length, 1);
    assert.equal((await client.list('/')).length, 1);
    assert.equal(server.commands('EPRT').length, 1);
    assert.equal(server.commands('PORT').length, 2);
    await client.close();
  });

  test('over IPv6 the address is told by EPRT', async () => {
    const { client, server } = await connect({ host: '::1' });
    assert.equal((await client.list('/')).length, 1);
    assert.match(server.commands('EPRT')[0] ?? '', /^EPRT \|2\|::1\|\d+\|$/);
    await client.close();
  });

  test('the port is taken from the range, the address as it was set', async () => {
    const active = { address: '127.0.0.1', ports: [40_100, 40_199] as [number, number] };
    const { client, server } = await connect({}, { active });
    await client.list('/');
    const port = Number(/\|(\d+)\|$/.exec(server.commands('EPRT')[0] ?? '')?.[1]);
    assert.ok(port >= 40_100 && port <= 40_199, String(port));
    await client.close();
  });

  test('a stranger on the port is refused and reported, and the server is waited for', async () => {
    const rules = [{ on: 'RETR', do: { data: { stranger: true } } }];
    const { client, events } = await connect({ rules });
    assert.equal(Buffer.from(await client.readFile('/a.txt')).toString(), 'a');
    const rejected = events.filter((event) => event.type === 'rejected');
    assert.equal(rejected.length, 1);
    assert.match(rejected[0]?.flow.remote ?? '', /^127\.0\.0\.2:/);
    await client.close();
  });

  test('a stranger alone is a data connection that was not made', async () => {
    const rules = [{ on: 'RETR', do: { data: { stranger: 'only' as const } } }];
    const { client } = await connect({ rules });
    const error = await failure(client.readFile('/a.txt'));
    assert.equal(error.kind, 'data-connection');
    assert.match(error.hint ?? '', /passive/);
    await client.close();
  });

  test('a refusal on the control channel ends the wait', async () => {
    const rules = [{ on: 'RETR', do: { reply: '425 Cannot build data connection' } }];
    const { client } = await connect({ rules });
    const error = await failure(client.readFile('/a.txt'));
    assert.deepEqual([error.kind, error.code], ['data-connection', 425]);
    assert.equal(client.closed, false);
    await client.close();
  });

  test('passive mode never opens a port of ours', async () => {
    const { client, server } = await connect(
      { personality: { epsv: false, pasv: false } },
      { dataMode: 'passive' },
    );
    assert.equal((await failure(client.list('/'))).kind, 'data-connection');
    assert.deepEqual([server.commands('PORT'), server.commands('EPRT')], [[], []]);
    await client.close();
  });

  test('auto finds the way that works, and keeps to it', async () => {
    const { client, server } = await connect(
      { personality: { epsv: false, pasv: false, eprt: false } },
      { dataMode: 'auto' },
    );
    assert.equal((await client.list('/')).length, 1);
    assert.equal((await client.list('/')).length, 1);
    assert.deepEqual(
      ['EPSV', 'PASV', 'EPRT', 'PORT'].map((way) => server.commands(way).length),
      [1, 1, 1, 2],
    );
    await client.close();
  });
});
