// Transfers: two ends that come in any order, and what proves that all of it moved.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { type FtpClient } from '../../src/ftp/index.js';
import {
  clientsOnRawServers,
  move,
  type Play,
  playWell,
  rawContent,
} from '../support/client-on-raw-server.js';
import { clientsOnServers } from '../support/client-on-server.js';
import { failure } from '../support/failure.js';

const connect = clientsOnServers();
const onRaw = clientsOnRawServers();
/** Each transfer on its own: what rides with it is for other tests. */
const alone = { dataAhead: false } as const;

const read = async (client: FtpClient): Promise<string> =>
  Buffer.from(await client.readFile('/a.txt')).toString();

describe('the words of a transfer', () => {
  const plays: [string, (transfer: Parameters<Play>[0]) => Promise<void>][] = [
    ['125 instead of 150', saying(['125 Open already'], ['226 Done'])],
    ['two of 150', saying(['150 Here', '150 Really'], ['226 Done'])],
    ['250 instead of 226', saying(['150 Here'], ['250 Done'])],
    ['two of 226', saying(['150 Here'], ['226 Done', '226 Done'])],
    ['150 and 226 in one packet, before the data', saying(['150 Here', '226 Done'], [])],
    ['no 150', saying([], ['226 Done'])],
    ['226 that tells of 0 bytes', saying(['150 Here'], ['226 0 bytes transferred'])],
  ];
  for (const [name, play] of plays) {
    test(`may be ${name}`, async () => {
      const { client, stored } = await onRaw([play, play, play], alone);
      assert.equal(await read(client), rawContent);
      await client.writeFile('/b.txt', Buffer.from('bytes'));
      assert.equal(await read(client), rawContent);
      assert.equal((await client.command('PWD')).code, 257);
      assert.deepEqual(stored, []);
    });
  }

  function saying(before: string[], after: string[]): Play {
    return async (transfer) => {
      if (before.length > 0) transfer.say(...before);
      await move(transfer);
      if (after.length > 0) transfer.say(...after);
    };
  }
});

describe('a download', () => {
  test('whose data never comes behind the 226 is an error, not an empty file', async () => {
    const idle: Play = async (transfer) => {
      await transfer.data();
      transfer.say('150 Here (16000 bytes)', '226 Done');
    };
    const { client } = await onRaw([idle], alone);
    await failure(client.readFile('/a.txt'));
  });

  test('whose data connection is reset before the 150 is an error with what the server says', async () => {
    const resetting: Play = async (transfer) => {
      (await transfer.data()).resetAndDestroy();
      transfer.say('451 Disk error');
    };
    const { client } = await onRaw([resetting], alone);
    assert.equal((await failure(client.readFile('/a.txt'))).code, 451);
    assert.equal(await read(client), rawContent);
  });

  test('that is refused while the data connection stands idle is over at once', async () => {
    const refusing: Play = async (transfer) => {
      await transfer.data();
      transfer.say('550 No such file');
    };
    const { client, server } = await onRaw([refusing], alone);
    assert.equal((await failure(client.readFile('/a.txt'))).code, 550);
    await once((server.dataSockets[0] ?? assert.fail()).resume(), 'end');
    assert.equal(await read(client), rawContent);
  });

  for (const late of [
    '425 no',
    '426 no',
    '450 no',
    '451 no',
    '452 no',
    '550 no',
    '551 no',
    '552 no',
  ]) {
    test(`is an error where ${late.slice(0, 3)} comes behind all of its bytes`, async () => {
      const failing: Play = async (transfer) => {
        transfer.say('150 Here');
        await move(transfer);
        transfer.say(late);
      };
      const again = late.startsWith('425') ? [failing, failing] : [failing];
      const { client } = await onRaw(again, alone);
      assert.equal((await failure(client.readFile('/a.txt'))).code, Number(late.slice(0, 3)));
      assert.equal(client.closed, false);
      assert.equal(await read(client), rawContent);
    });
  }

  test('of an empty file is empty though the server never touches the data connection', async () => {
    const empty: Play = async ({ say }) => {
      await Promise.resolve();
      say('150 Here', '226 Done');
    };
    const { client } = await onRaw([empty], { ...alone, timeouts: { data: 300 } });
    assert.equal(await read(client), '');
    assert.equal(await read(client), rawContent);
  });
});

describe('an upload', () => {
  test('that is refused by a reset of its data and a 553 later is told the 553', async () => {
    const refusing: Play = async (transfer) => {
      const data = await transfer.data();
      const closed = once(data, 'close');
      data.resetAndDestroy();
      await closed;
      transfer.say('553 Not allowed');
    };
    const { client } = await onRaw([refusing], alone);
    const error = await failure(client.writeFile('/b.txt', Buffer.alloc(5_000_000)));
    assert.deepEqual([error.code, error.kind], [553, 'permission']);
    assert.equal(await read(client), rawContent);
  });

  for (const late of ['426 no', '451 no', '452 no', '551 no', '552 no', '553 no']) {
    test(`is an error where ${late.slice(0, 3)} comes behind all of its bytes`, async () => {
      const failing: Play = async (transfer) => {
        transfer.say('150 Here');
        await move(transfer);
        transfer.say(late);
      };
      const { client } = await onRaw([failing], alone);
      const writing = client.writeFile('/b.txt', Buffer.from('bytes'));
      assert.equal((await failure(writing)).code, Number(late.slice(0, 3)));
      assert.equal(await read(client), rawContent);
    });
  }

  test('to the end of a file that is not there, refused by 550, is an error', async () => {
    const { client, server } = await connect({ rules: [{ on: 'APPE', do: { reply: '550 No' } }] });
    await failure(client.writeFile('/new.txt', Buffer.from('x'), { append: true }));
    assert.equal(server.files.exists('/new.txt'), false);
  });

  test('sends neither ALLO nor STOU', async () => {
    const { client, server } = await connect();
    await client.writeFile('/new.txt', Buffer.from('x'));
    const verbs = server.commands().map((line) => line.split(' ')[0]);
    assert.ok(!verbs.includes('ALLO') && !verbs.includes('STOU'));
    assert.ok(verbs.includes('STOR'));
  });
});

describe('REST', () => {
  test('stands right before its transfer, behind what agrees on the data connection', async () => {
    const { client, server } = await connect({}, alone);
    server.files.write('/long.txt', 'abcdef');
    assert.equal(Buffer.from(await client.readFile('/long.txt', { start: 2 })).toString(), 'cdef');
    await client.writeFile('/long.txt', Buffer.from('X'), { start: 3 });
    const steps = server.commands().filter((line) => /^(REST|RETR|STOR|EPSV)/.test(line));
    assert.deepEqual(steps, [
      'EPSV',
      'REST 2',
      'RETR /long.txt',
      'EPSV',
      'REST 3',
      'STOR /long.txt',
    ]);
  });

  test('names places behind 4 GiB to the byte', async () => {
    const { client, server } = await onRaw([], alone);
    await client.readFile('/a.txt', { start: 5_000_000_001 });
    assert.deepEqual(server.commands('REST'), ['REST 5000000001']);
  });

  for (const code of [200, 250]) {
    test(`answered with ${String(code)} is a yes`, async () => {
      const rules = [{ on: 'REST', do: { runs: true, reply: `${String(code)} Fine` } }];
      const { client, server } = await connect({ rules });
      server.files.write('/long.txt', 'abcdef');
      assert.equal(
        Buffer.from(await client.readFile('/long.txt', { start: 2 })).toString(),
        'cdef',
      );
    });
  }

  test('that is refused is the error, and nothing is read from the beginning instead', async () => {
    const { client, server } = await connect({ personality: { rest: false } });
    await failure(client.readFile('/a.txt', { start: 1 }));
    assert.deepEqual(server.commands('RETR'), []);
  });
});

describe('a transfer that is given up', () => {
  const endings: [string, string[], string[]][] = [
    ['426 and 226', ['426 Aborted'], ['226 Abort successful']],
    ['426 and 225', ['426 Aborted'], ['225 Nothing more']],
    ['226 alone', ['226 Abort successful'], []],
    ['426 alone', ['426 Aborted'], []],
    ['225 alone', [], ['225 Nothing to abort']],
    ['500 behind the end of the transfer', ['426 Broken'], ['500 Unknown command']],
    ['226 of a transfer that was over, and 226', ['226 Done'], ['226 Nothing to abort']],
  ];
  for (const [name, ofTransfer, ofAbort] of endings) {
    test(`leaves its session usable where ABOR brings ${name}`, async () => {
      const given: Play = async (transfer) => {
        const data = await transfer.data();
        transfer.say('150 Here');
        data.write('x'.repeat(1_000));
        // Our client lets go of the data, then ABOR is on its way.
        data.resume();
        await Promise.race([once(data, 'end'), once(data, 'close')]);
        data.destroy();
        if (ofTransfer.length > 0) transfer.say(...ofTransfer);
        while ((await nextOf(transfer)) !== 'ABOR');
        if (ofAbort.length > 0) transfer.say(...ofAbort);
      };
      const { client, server } = await onRaw([given], alone);
      const stop = new AbortController();
      const onProgress = (): void => {
        stop.abort();
      };
      const reading = client.readFile('/a.txt', { signal: stop.signal, onProgress });
      assert.equal((await failure(reading)).kind, 'aborted');
      assert.equal(await read(client), rawContent);
      assert.equal(server.commands('USER').length, 1);
      assert.equal(client.closed, false);
    });
  }

  async function nextOf({ takeNext }: Parameters<Play>[0]): Promise<string> {
    for (;;) {
      const line = takeNext();
      if (line !== undefined) return line;
      await new Promise(setImmediate);
    }
  }
});

test('a listing, a read and an upload go on in one session after a broken one', async () => {
  const breaking: Play = async (transfer) => {
    transfer.say('150 Here (16000 bytes)');
    const data = await transfer.data();
    data.write(rawContent.slice(0, 100));
    data.resetAndDestroy();
    transfer.say('426 Broken');
  };
  const { client, server } = await onRaw([breaking, playWell], alone);
  assert.equal((await failure(client.readFile('/a.txt'))).kind, 'disconnected');
  assert.equal(await read(client), rawContent);
  await client.writeFile('/b.txt', Buffer.from('bytes'));
  assert.deepEqual(await client.list('/'), []);
  assert.equal(server.commands('USER').length, 1);
});
