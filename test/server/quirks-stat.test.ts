// The state of one path: what servers make of MLST, SIZE and MDTM.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type TraceEvent } from '../../src/ftp/index.js';
import { clientsOnServers, listOnly } from '../support/client-on-server.js';
import { failure } from '../support/failure.js';

const connect = clientsOnServers();
const at = Date.UTC(2020, 4, 6, 7, 8, 9);

/** What was sent before anything of it was answered. */
function writesSince(events: readonly TraceEvent[], from: number): string[][] {
  const writes: string[][] = [[]];
  for (const event of events.slice(from)) {
    if (event.type === 'send') writes.at(-1)?.push(event.line);
    if (event.type === 'reply' && writes.at(-1)?.length !== 0) writes.push([]);
  }
  return writes.filter((lines) => lines.length > 0);
}

describe('MLST', () => {
  for (const [name, reply] of [
    ['with the facts in the only line', '250 type=file;size=5;modify=20200506070809; a.txt'],
    [
      'with a code before the facts',
      '250-Listing\r\n250-type=file;size=5;modify=20200506070809; a.txt\r\n250 End\r\n',
    ],
    [
      'with the whole path',
      '250-Listing\r\n type=file;size=5;modify=20200506070809; /a.txt\r\n250 End\r\n',
    ],
    [
      'without the blank in front',
      '250-Listing\r\ntype=file;size=5;modify=20200506070809; a.txt\r\n250 End\r\n',
    ],
    [
      'with two blanks in front',
      '250-Listing\r\n  type=file;size=5;modify=20200506070809; a.txt\r\n250 End\r\n',
    ],
  ] as const) {
    test(`is read ${name}`, async () => {
      const { client, server } = await connect({ rules: [{ on: 'MLST', do: { reply } }] });
      const { name: called, type, size, modified } = await client.stat('/a.txt');
      assert.deepEqual([called, type, size, modified], ['a.txt', 'file', 5, at]);
      assert.deepEqual(server.commands('MLSD'), []);
    });
  }

  test('that answers with what is in a folder is not asked again', async () => {
    const reply = '250-Listing\r\n type=file; in.txt\r\n type=file; other.txt\r\n250 End\r\n';
    const { client, server } = await connect({ rules: [{ on: 'MLST', do: { reply } }] });
    assert.equal((await client.stat('/folder')).type, 'directory');
    assert.equal((await client.stat('/a.txt')).type, 'file');
    assert.equal(server.commands('MLST').length, 1);
  });

  test('that is not known is not asked again', async () => {
    const { client, server } = await connect({
      rules: [{ on: 'MLST', do: { reply: '500 What?' } }],
    });
    assert.equal((await client.stat('/a.txt')).size, 1);
    assert.equal((await client.stat('/a.txt')).size, 1);
    assert.equal(server.commands('MLST').length, 1);
  });

  test('of a year written as 19 and 120 is of 2020', async () => {
    const reply = '250-\r\n type=file;modify=191200506070809; a.txt\r\n250 End\r\n';
    const { client } = await connect({ rules: [{ on: 'MLST', do: { reply } }] });
    assert.equal((await client.stat('/a.txt')).modified, at);
  });

  test('that tells the type of what a link leads to is not believed', async () => {
    const facts = 'type=dir;size=7;modify=20200101000000;UNIX.mode=0777;perm=adfrw;';
    const rules = [{ on: 'MLST', do: { reply: `250-\r\n ${facts} /link\r\n250 End\r\n` } }];
    const files = { folder: {}, link: { link: '/folder' } };
    const { client } = await connect({ files, rules });
    assert.equal((await client.stat('/link')).type, 'symlink');
  });

  for (const reply of ["550 Can't check for file existence", '550 Zugriff nicht möglich', '550']) {
    test(`"${reply}" is no proof that something is missing`, async () => {
      const { client } = await connect({ rules: [{ on: 'MLST', do: { reply } }] });
      assert.equal((await client.stat('/a.txt')).size, 1);
      assert.equal((await failure(client.stat('/nothing'))).kind, 'not-found');
    });
  }
});

describe('SIZE and MDTM', () => {
  test('are asked in one write, with a folder for comparison the first time', async () => {
    const { client, events } = await connect({ personality: listOnly });
    const first = events.length;
    await client.stat('/folder/in.txt');
    const second = events.length;
    await client.stat('/a.txt');
    assert.deepEqual(writesSince(events.slice(0, second), first), [
      ['SIZE /folder/in.txt', 'MDTM /folder/in.txt', 'SIZE /folder'],
    ]);
    assert.deepEqual(writesSince(events, second), [['SIZE /a.txt', 'MDTM /a.txt']]);
  });

  test('that tell a size of folders too are not believed', async () => {
    const rules = [
      { on: 'SIZE', match: /folder$|empty$|^\/$/, do: { reply: '213 0' } },
      { on: 'MDTM', match: /folder$/, do: { reply: '213 20200506070809' } },
    ];
    const { client } = await connect({ personality: listOnly, rules });
    assert.equal((await client.stat('/folder')).type, 'directory');
    assert.equal((await client.stat('/a.txt')).type, 'file');
    assert.equal((await client.stat('/folder')).type, 'directory');
  });

  test('with words around the number are read', async () => {
    const rules = [{ on: 'SIZE', match: /a.txt/, do: { reply: '213 file: 77, Size =1' } }];
    const { client, server } = await connect({ personality: listOnly, rules });
    assert.equal((await client.stat('/a.txt')).size, 1);
    assert.deepEqual(server.commands('LIST'), []);
  });

  test('of a number that no file has are not believed', async () => {
    const rules = [{ on: 'SIZE', match: /a.txt/, do: { reply: '213 18446744073709551615' } }];
    const { client } = await connect({ personality: listOnly, rules });
    assert.equal((await client.stat('/a.txt')).size, 1);
  });

  test('in ASCII mode are asked again in binary', async () => {
    const { client, server } = await connect({
      personality: { ...listOnly, sizeNeedsBinary: true },
    });
    await client.command('TYPE A');
    assert.equal((await client.stat('/a.txt')).size, 1);
    assert.deepEqual(server.commands('LIST'), []);
  });

  test('that are not known are not asked again', async () => {
    const personality = { ...listOnly, size: false, mdtm: false };
    const { client, server } = await connect({ personality });
    assert.equal((await client.stat('/a.txt')).size, 1);
    assert.equal((await client.stat('/folder/in.txt')).size, 2);
    assert.equal(server.commands('SIZE').length, 2);
  });

  test('of a folder are refused, and its own folder tells', async () => {
    const { client } = await connect({ personality: listOnly });
    assert.equal((await client.stat('/folder')).type, 'directory');
    assert.equal((await client.stat('/')).type, 'directory');
  });

  test('of a year written as 19 and 120 are of 2020', async () => {
    const rules = [{ on: 'MDTM', do: { reply: '213 191200506070809' } }];
    const { client } = await connect({ personality: listOnly, rules });
    assert.equal((await client.stat('/a.txt')).modified, at);
  });

  test('are asked one by one where the server loses what comes together', async () => {
    const personality = { ...listOnly, greeting: '220 MikroTik FTP', swallowPipelined: true };
    const { client, server } = await connect({ personality });
    assert.equal((await client.stat('/a.txt')).size, 1);
    assert.equal((await client.stat('/folder')).type, 'directory');
    assert.deepEqual(server.commands('MDTM'), ['MDTM /a.txt']);
  });
});

test('the precision of a time is told with it', async () => {
  const { client } = await connect({ personality: listOnly });
  assert.equal((await client.stat('/a.txt')).modifiedExact, true);
  assert.equal(
    (await client.list('/')).find(({ name }) => name === 'a.txt')?.modifiedExact,
    undefined,
  );
});
