// What is sent together with a transfer, and what servers make of it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { type FtpClient, type TraceEvent } from '../../src/ftp/index.js';
import {
  clientsOnRawServers,
  move,
  type Play,
  playWell,
  rawContent,
} from '../support/client-on-raw-server.js';
import { clientsOnServers } from '../support/client-on-server.js';
import { failure } from '../support/failure.js';
import { type RawServer } from '../support/raw-server.js';
import { testCertificate } from '../support/test-certificate.js';
import { until } from '../support/until.js';

const timeouts = { connect: 1_000, reply: 1_000, data: 1_000 };
const content = rawContent;
const connect = clientsOnServers();
const onRaw = clientsOnRawServers();

const read = async (client: FtpClient): Promise<string> =>
  Buffer.from(await client.readFile('/a.txt')).toString();

/** The transfers as they were sent, each with what came in one packet with it. */
const transfersOf = (server: RawServer): string[] =>
  server.packets.filter((packet) => /^(RETR|STOR|APPE|LIST)/.test(packet));

/** Refuses the EPSV in the packet between its 150 and its 226. */
const refusing =
  (reply: string): Play =>
  async (transfer) => {
    assert.equal(transfer.takeNext(), 'EPSV');
    transfer.say('150 Here', reply);
    await move(transfer);
    transfer.say('226 Done');
  };

describe('the next data connection', () => {
  test('is asked for in the packet of a transfer, and the next transfer uses it', async () => {
    const { client, server, stored } = await onRaw([]);
    assert.equal(await read(client), content);
    await client.writeFile('/b.txt', Buffer.from('b'));
    assert.equal(await read(client), content);
    assert.deepEqual(transfersOf(server), [
      'RETR /a.txt\r\nEPSV',
      'STOR /b.txt\r\nEPSV',
      'RETR /a.txt\r\nEPSV',
    ]);
    assert.equal(server.commands('EPSV').length, 4);
    assert.ok(stored.includes('b'));
  });

  test('is dialled when its port is told, before anybody needs it', async () => {
    const { client, server } = await onRaw([]);
    await read(client);
    await until('the second data connection', 5_000, () => server.dataSockets.length === 2);
    assert.equal(server.commands('EPSV').length, 2);
  });

  test('that nobody used is closed with the client', async () => {
    const { client, server } = await onRaw([]);
    await read(client);
    const unused = await until('it', 5_000, () => client.hasNextData && server.dataSockets[1]);
    const closed = once(unused.resume(), 'end');
    await client.close();
    await closed;
  });

  test('that the server has closed meanwhile is not used', async () => {
    const { client, server } = await onRaw([]);
    await read(client);
    const unused = await until('it', 5_000, () => client.hasNextData && server.dataSockets[1]);
    unused.end();
    await until('its end', 5_000, () => !client.hasNextData);
    assert.equal(await read(client), content);
    assert.deepEqual(server.packets.slice(-2), ['EPSV', 'RETR /a.txt\r\nEPSV']);
  });

  test('is not disturbed by a refused transfer', async () => {
    const missing: Play = async ({ say }) => {
      await Promise.resolve();
      say('550 No such file');
    };
    const { client, server } = await onRaw([missing]);
    assert.equal((await failure(client.readFile('/missing.txt', {}))).kind, 'not-found');
    assert.equal(await read(client), content);
    assert.ok(!server.packets.includes('EPSV'), server.packets.join('\n'));
  });

  const closing: Play = async (transfer) => {
    (await transfer.data()).resetAndDestroy();
    transfer.say('150 Here', '426 The connection was closed');
  };

  test('that breaks in the moment of use leads to a second read', async () => {
    const { client, server } = await onRaw([playWell, closing]);
    await read(client);
    assert.equal(await read(client), content);
    assert.equal(server.commands('RETR').length, 3);
  });

  test('that breaks in the moment of use leads to a second upload of bytes', async () => {
    const refusing425: Play = async (transfer) => {
      (await transfer.data()).resetAndDestroy();
      transfer.say('425 The data connection is gone');
    };
    const { client, server, stored } = await onRaw([playWell, refusing425]);
    await read(client);
    await client.writeFile('/b.txt', Buffer.from('bytes'));
    assert.equal(server.commands('STOR').length, 2);
    assert.deepEqual(stored, ['bytes']);
  });

  /** Takes what comes and then breaks, so that bytes have gone. */
  const swallowing: Play = async (transfer) => {
    const socket = await transfer.data();
    transfer.say('150 Here');
    await once(socket, 'data');
    socket.resetAndDestroy();
    transfer.say('426 The connection was closed');
  };

  test('that breaks behind bytes of an APPE never leads to a second one', async () => {
    const { client, server } = await onRaw([playWell, swallowing]);
    await read(client);
    await failure(client.writeFile('/b.txt', Buffer.from('bytes'), { append: true }));
    assert.equal(server.commands('APPE').length, 1);
  });

  test('that breaks under a stream that was read never leads to a second upload', async () => {
    const { client, server } = await onRaw([playWell, swallowing]);
    await read(client);
    await failure(client.writeFile('/b.txt', Readable.from([Buffer.from('bytes')])));
    assert.equal(server.commands('STOR').length, 1);
  });

  test('is never asked for in the packet of a transfer under TLS', async () => {
    const { cert } = testCertificate();
    const { client, events } = await connect(
      { tls: { mode: 'explicit' } },
      { security: 'explicit', tls: { ca: cert } },
    );
    await client.list('/');
    await client.readFile('/a.txt');
    await client.writeFile('/a.txt', Buffer.from('new'));
    await client.readFile('/a.txt');
    const words = events.flatMap((event) =>
      event.type === 'send' ? [event.line] : event.type === 'reply' ? [String(event.code)] : [],
    );
    const behind = words.filter((_, at) => /^(RETR|STOR|MLSD)/.test(words[at - 1] ?? ''));
    assert.deepEqual(behind, ['150', '150', '150', '150']);
  });
});

describe('a server that refuses it in the middle of a transfer', () => {
  for (const reply of ['450 EPSV: data transfer in progress', '500 Unknown command']) {
    test(`with ${reply.slice(0, 3)} gives the file whole, and is never asked so again`, async () => {
      const { client, server } = await onRaw([refusing(reply)]);
      assert.equal(await read(client), content);
      assert.equal(await read(client), content);
      await client.writeFile('/b.txt', Buffer.from('b'));
      assert.equal(await read(client), content);
      const together = transfersOf(server).filter((packet) => packet.includes('EPSV'));
      assert.equal(together.length, 1, together.join('\n'));
      assert.equal(client.closed, false);
    });
  }

  for (const reply of ['450 EPSV: data transfer in progress', '500 Unknown command']) {
    test(`with ${reply.slice(0, 3)} in an upload is asked so with reads alone from then on`, async () => {
      const { client, server } = await onRaw([playWell, refusing(reply)]);
      await read(client);
      await client.writeFile('/b.txt', Buffer.from('b'));
      assert.equal(await read(client), content);
      await client.writeFile('/b.txt', Buffer.from('b'));
      assert.deepEqual(transfersOf(server), [
        'RETR /a.txt\r\nEPSV',
        'STOR /b.txt\r\nEPSV',
        'RETR /a.txt\r\nEPSV',
        'STOR /b.txt',
      ]);
    });
  }
});

describe('a transfer with the next EPSV behind it', () => {
  for (const reply of ['426 Broken', '451 Disk error', '450 File is busy']) {
    test(`that fails with ${reply.slice(0, 3)} is told so, and the 229 behind it is that of EPSV`, async () => {
      const failing: Play = async (transfer) => {
        transfer.say('150 Here');
        (await transfer.data()).end(content.slice(0, 100));
        transfer.say(reply);
      };
      const { client, server } = await onRaw([failing]);
      const error = await failure(client.readFile('/a.txt'));
      assert.equal(error.code, Number(reply.slice(0, 3)));
      assert.equal(await read(client), content);
      assert.ok(!server.packets.includes('EPSV'), server.packets.join('\n'));
    });
  }

  test('is read once more, and whole, where the server opens the next port in the middle of it', async () => {
    const early: Play = async (transfer) => {
      transfer.takeNext();
      transfer.say('150 Here', await transfer.openPort());
      await move(transfer);
      transfer.say('226 Done');
    };
    const { client, server } = await onRaw([early]);
    assert.equal(await read(client), content);
    assert.equal(await read(client), content);
    const together = transfersOf(server).filter((packet) => packet.includes('EPSV'));
    assert.equal(together.length, 1);
  });

  test('is never a part where the next port ends the running data connection', async () => {
    const cutting: Play = async (transfer) => {
      transfer.takeNext();
      transfer.say('150 Here', await transfer.openPort());
      (await transfer.data()).end(content.slice(0, 100));
      transfer.say('226 Done');
    };
    const { client, server } = await onRaw([cutting]);
    assert.equal(await read(client), content);
    assert.equal(server.commands('RETR').length, 2);
  });

  test('is whole where the EPSV is lost, and PWD tells that it is', async () => {
    const losing: Play = async (transfer) => {
      transfer.takeNext();
      transfer.say('150 Here');
      await move(transfer);
      transfer.say('226 Done');
    };
    const short = { ...timeouts, reply: 300 };
    const { client, server } = await onRaw([losing], { timeouts: short });
    assert.equal(await read(client), content);
    assert.equal(await read(client), content);
    assert.equal(client.closed, false);
    assert.ok(server.packets.includes('PWD'));
    const together = transfersOf(server).filter((packet) => packet.includes('EPSV'));
    assert.equal(together.length, 1);
  });
});

describe('a read', () => {
  /** Tells the size, sends all of it, and keeps its last word back until `release` is called. */
  function holding(opening: string, last: string): { play: Play; release: () => void } {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const play: Play = async (transfer) => {
      transfer.say(opening);
      await move(transfer);
      await released;
      transfer.say(last);
    };
    return { play, release };
  }
  const told = `150 Opening /a.txt (${String(content.length)} bytes)`;

  test('of a size that was told is over when so many bytes came, before the 226', async () => {
    const { play, release } = holding(told, '226 Done');
    const { client, server } = await onRaw([play], { timeouts: { ...timeouts, reply: 5_000 } });
    assert.equal(await read(client), content);
    const next = client.command('NOOP');
    assert.equal(server.commands('NOOP').length, 0);
    release();
    assert.equal((await next).code, 200);
    assert.equal(server.commands('NOOP').length, 1);
  });

  for (const last of ['426 Broken', '451 Disk error']) {
    test(`of a size that was told is whole though ${last.slice(0, 3)} follows, which is noted and disturbs nothing`, async () => {
      const { play, release } = holding(told, last);
      const { client, notes } = await onRaw([play]);
      assert.equal(await read(client), content);
      release();
      assert.equal(await read(client), content);
      assert.ok(
        notes.some((text) => text.includes('all bytes came') && text.includes(last.slice(4))),
        notes.join('\n'),
      );
    });
  }

  test('of a size that was not told waits for the 226', async () => {
    const { play, release } = holding('150 Here', '226 Done');
    let noteEnd: () => void = () => undefined;
    const dataEnded = new Promise<void>((resolve) => (noteEnd = resolve));
    const trace = ({ type }: TraceEvent): void => {
      if (type === 'data-close') noteEnd();
    };
    const { client } = await onRaw([play], { trace });
    const steps: string[] = [];
    const reading = read(client).then((text) => {
      steps.push('read');
      return text;
    });
    await dataEnded;
    await new Promise(setImmediate);
    steps.push('226');
    release();
    assert.equal(await reading, content);
    assert.deepEqual(steps, ['226', 'read']);
  });
});
