import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { suite, test } from 'node:test';
import { FtpServer } from '../../support/ftp-server/ftp-server.js';
import { type Action, type DataPlay } from '../../support/ftp-server/rules.js';
import { drain, RawFtpClient } from './raw-ftp-client.js';
import { withServer } from './with-ftp-server.js';

const files = { a: 'abcdefgh' };

/** What a client sees that sends PWD under the rule, and then NOOP. */
async function checkPwd(action: Action | Action[], replies: string[]): Promise<void> {
  await withServer({ files }, async (server, client) => {
    server.script({ on: 'PWD', do: action });
    client.send('PWD', 'NOOP');
    const seen: string[] = [];
    while (seen.length < replies.length) seen.push((await client.reply()).slice(0, 6));
    assert.deepEqual(seen, replies);
  });
}

suite('a rule for a command', () => {
  test('answers in place of the command', async () => {
    await checkPwd({ reply: '550 Go away' }, ['550 Go', '200 NO']);
    await checkPwd({ reply: Buffer.from('25') }, ['25200 ']);
    await checkPwd({ reply: { chunks: ['25', '7 "/"', '\r\n'], everyMs: 2 } }, [
      '257 "/',
      '200 NO',
    ]);
  });

  test('adds stray replies around the true one', async () => {
    await checkPwd({ before: '200 eh', after: '226 oh' }, ['200 eh', '257 "/', '226 oh', '200 NO']);
  });

  test('keeps silent, swallows, or cuts', async () => {
    await checkPwd({ silent: true }, ['200 NO']);
    await checkPwd({ swallow: true }, ['200 NO']);
    await checkPwd({ close: 'fin' }, ['closed']);
    await checkPwd({ close: 'reset' }, ['closed']);
    await checkPwd({ closeAfterReply: 'fin' }, ['257 "/', 'closed']);
    await checkPwd({ silent: true, closeAfterReply: 'reset' }, ['closed']);
    await checkPwd(
      [{ delayMs: 5 }, { reply: '421 Bye' }, { closeAfterReply: true }],
      ['421 By', 'closed'],
    );
  });

  test('is used from a match on, so many times, and can be taken back', async () => {
    await withServer({ files }, async (server, client) => {
      server.script({ on: 'SIZE', match: /^b/, skip: 1, times: 2, do: { reply: '213 1' } });
      const takeBack = server.script({ on: '*', do: { reply: '500 No' } });
      client.send('SIZE a', 'SIZE b', 'SIZE b', 'SIZE b', 'SIZE b');
      assert.equal(await client.codes(5), '500 500 213 213 500');
      takeBack();
      assert.match(await client.ask('SIZE b'), /^550/);
    });
  });

  test('may carry the command out and deny it', async () => {
    await withServer({ files }, async (server, client) => {
      server.script({ on: 'DELE', do: { reply: '550 Never', runs: true } });
      assert.equal(await client.ask('DELE a'), '550 Never');
      assert.deepEqual(server.files.list('/'), []);
    });
  });

  test('may stand before the banner', async () => {
    const rules = [{ on: 'connect', times: 1, do: { reply: '120 In a minute', after: '220 Now' } }];
    const server = await FtpServer.start({ rules });
    const client = await RawFtpClient.connect(server);
    assert.equal(await client.codes(2), '120 220');
    const other = await RawFtpClient.connect(server);
    assert.equal(await other.codes(1), '220');
    await server.stop();
  });

  test('a client that leaves ends every delay', async () => {
    await withServer({ files }, async (server, client) => {
      server.script({ on: 'PWD', do: { delayMs: 60_000 } });
      client.send('PWD');
      client.socket.end();
      assert.match(await client.reply(), /^257/);
      assert.equal(await client.reply(), 'closed');
    });
  });
});

suite('a rule for the data connection', () => {
  async function checkRetr(data: DataPlay, seen: { text: string; codes: string }): Promise<void> {
    await withServer({ files }, async (server, client) => {
      server.script({ on: 'RETR', do: { data } });
      assert.deepEqual(await client.fetch('RETR a'), seen);
      assert.match(await client.ask('NOOP'), /^200/);
    });
  }

  test('cuts after some bytes, and tells the truth or lies', async () => {
    await checkRetr({ cutAfterBytes: 4 }, { text: 'abcd', codes: '150 426' });
    await checkRetr({ cutAfterBytes: 0 }, { text: '', codes: '150 426' });
    await checkRetr({ cutAfterBytes: 4, how: 'reset' }, { text: 'abcd', codes: '150 426' });
    const lie = { cutAfterBytes: 4, thenReply: '226 All fine' };
    await checkRetr(lie, { text: 'abcd', codes: '150 226' });
    await checkRetr({ ...lie, how: 'reset' }, { text: 'abcd', codes: '150 226' });
  });

  test('stalls until the client gives up', async () => {
    await withServer({ files }, async (server, client) => {
      server.script({ on: 'RETR', do: { data: { cutAfterBytes: 4, how: 'stall' } } });
      const data = await client.dial();
      client.send('RETR a');
      await once(data, 'data');
      data.destroy();
      assert.equal(await client.codes(2), '150 426');
    });
  });

  test('gives no final reply at all', async () => {
    await withServer({ files }, async (server, client) => {
      server.script({ on: 'RETR', do: { data: { thenReply: null } } });
      const data = await client.dial();
      client.send('RETR a', 'NOOP');
      assert.equal(await drain(data), 'abcdefgh');
      assert.equal(await client.codes(2), '150 200');
    });
  });

  test('lies about the content', async () => {
    await checkRetr({ content: 'zzz' }, { text: 'zzz', codes: '150 226' });
  });

  test('changes the order of data and replies', async () => {
    const whole = 'abcdefgh';
    await checkRetr({ completionFirst: true }, { text: whole, codes: '150 226' });
    await checkRetr({ dataBeforePreliminary: true }, { text: whole, codes: '150 226' });
    await checkRetr({ tinyWrites: 3, everyMs: 1 }, { text: whole, codes: '150 226' });
    await withServer({ files }, async (server, client) => {
      server.script({ on: 'RETR', do: { data: { noPreliminary: true } } });
      const data = await client.dial();
      client.send('RETR a');
      assert.equal(await client.codes(1), '226');
      assert.equal(await drain(data), whole);
    });
  });

  test('cuts an upload, or keeps less than it says', async () => {
    await withServer({ files }, async (server, client) => {
      server.script({ on: 'STOR', match: /cut/, do: { data: { cutAfterBytes: 3 } } });
      server.script({ on: 'STOR', match: /lie/, do: { stor: { keepBytes: 2 } } });
      assert.equal(await client.put('STOR cut', 'abcdef'), '150 426');
      assert.equal(await client.put('STOR lie', 'abcdef'), '150 226');
      assert.deepEqual([server.files.text('cut'), server.files.text('lie')], ['abc', 'ab']);
    });
  });

  test("announces a port that is closed, never served, or somebody else's", async () => {
    await withServer({ files, dataTimeoutMs: 20 }, async (server, client) => {
      server.script({ on: 'EPSV', times: 1, do: { data: { refuse: true } } });
      await assert.rejects(client.dial(), /ECONNREFUSED/);
      server.script({ on: 'EPSV', times: 1, do: { data: { neverAccept: true } } });
      const data = await client.dial();
      assert.match(await client.ask('RETR a'), /^425/);
      data.destroy();
      server.script({ on: 'PASV', times: 1, do: { passive: { host: '10.0.0.1', port: 258 } } });
      assert.match(await client.ask('PASV'), /\(10,0,0,1,1,2\)/);
      server.script({ on: 'EPSV', times: 1, do: { passive: { text: '229 ok' } } });
      assert.equal(await client.ask('EPSV'), '229 ok');
    });
  });

  test('lets a stranger dial first', async () => {
    await withServer({ files }, async (server, client) => {
      server.script({ on: 'RETR', do: { data: { stranger: true } } });
      const listener = await client.offer();
      const guests: Socket[] = [];
      listener.on('connection', (socket) => guests.push(socket));
      client.send('RETR a');
      assert.equal(await client.codes(2), '150 226');
      assert.deepEqual(
        guests.map(({ remoteAddress }) => remoteAddress),
        ['127.0.0.2', '127.0.0.1'],
      );
      for (const guest of guests) guest.destroy();
      listener.close();
    });
  });
});

suite('a personality', () => {
  test('without a command does not know it, nor offers it', async () => {
    const personality = { mlsd: false, mlst: false, epsv: false, size: false, mdtm: false };
    await withServer({ files, personality }, async (_server, client) => {
      const features = await client.ask('FEAT');
      assert.doesNotMatch(features, /MLST|EPSV|SIZE|MDTM/);
      client.send('MLSD', 'MLST', 'EPSV', 'SIZE a', 'MDTM a');
      assert.equal(await client.codes(5), '500 500 500 500 500');
    });
  });

  test('may read one line a packet', async () => {
    await withServer(
      { files, personality: { swallowPipelined: true } },
      async (_server, client) => {
        client.send('NOOP', 'NOOP', 'NOOP');
        assert.match(await client.reply(), /^200/);
        assert.match(await client.ask('PWD'), /^257/);
      },
    );
  });

  test('may linger until the client has closed its end', async () => {
    await withServer({ files, personality: { lingeringClose: true } }, async (_server, client) => {
      const data = await client.dial();
      data.pause();
      client.send('RETR a');
      assert.equal(await client.codes(1), '150');
      const completion = client.reply();
      const first = await Promise.race([completion, once(data, 'readable')]);
      assert.ok(Array.isArray(first));
      data.destroy();
      assert.match(await completion, /^226/);
    });
  });

  test('may refuse or swallow what is said in a transfer', async () => {
    for (const [duringTransfer, codes] of [
      ['refused', '450 450'],
      ['swallowed', '500'],
    ] as const) {
      await withServer({ files, personality: { duringTransfer } }, async (server, client) => {
        server.script({ on: 'RETR', do: { data: { cutAfterBytes: 4, how: 'stall' } } });
        const data = await client.dial();
        client.send('RETR a');
        assert.equal(await client.codes(1), '150');
        client.send('NOOP', 'PWD');
        assert.equal(await client.codes(codes.split(' ').length), codes);
        data.destroy();
        assert.equal(await client.codes(1), '426');
      });
    }
  });

  test('may let a failed transfer use up the connection made ahead', async () => {
    const personality = { failedTransferConsumesPassive: true };
    await withServer({ files, personality, dataTimeoutMs: 20 }, async (_server, client) => {
      const data = await client.dial();
      client.send('RETR nope', 'RETR a');
      assert.equal(await client.codes(2), '550 425');
      assert.equal(await drain(data), '');
    });
  });

  test('may serve any number of connections from one passive port', async () => {
    await withServer(
      { files, personality: { passiveStaysOpen: true } },
      async (_server, client) => {
        const first = await client.dial();
        const { remotePort: port = 0 } = first;
        const second = connect(port, '127.0.0.1');
        await once(second, 'connect');
        client.send('RETR a', 'RETR a');
        assert.deepEqual(await Promise.all([drain(first), drain(second)]), [
          'abcdefgh',
          'abcdefgh',
        ]);
      },
    );
  });
});
