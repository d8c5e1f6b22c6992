// The listing command: what servers make of MLSD and LIST.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clientsOnServers, listOnly, namesIn } from '../support/client-on-server.js';
import { failure } from '../support/failure.js';
import { type Action } from '../support/ftp-server/rules.js';

const connect = clientsOnServers();
const all = ['a.txt', 'empty', 'folder'];
const mlsdGives = (content: string, thenReply = '226 done'): { on: string; do: Action } => ({
  on: 'MLSD',
  do: { data: { content, thenReply } },
});
const listGives = (content: string, thenReply = '226 done'): { on: string; do: Action } => ({
  on: 'LIST',
  do: { data: { content, thenReply } },
});
const file = (name: string): string => `-rw-r--r-- 1 a b 5 Jan 29 2021 ${name}\r\n`;

describe('MLSD is given up for LIST, once for all', () => {
  for (const code of [500, 502, 504]) {
    test(`where it is refused with ${String(code)}`, async () => {
      const rules = [{ on: 'MLSD', do: { reply: `${String(code)} No.` } }];
      const { client, server } = await connect({ rules });
      assert.deepEqual(await namesIn(client, '/folder'), ['in.txt']);
      assert.deepEqual(await namesIn(client, '/'), all);
      assert.equal(server.commands('MLSD').length, 1);
    });
  }

  test('where 501 is said of a folder that can be entered', async () => {
    const { client, server } = await connect({
      rules: [{ on: 'MLSD', do: { reply: '501 Syntax error' } }],
    });
    assert.deepEqual(await namesIn(client, '/folder'), ['in.txt']);
    assert.deepEqual(await namesIn(client, '/'), all);
    assert.equal(server.commands('MLSD').length, 1);
  });

  test('where 550 is said of the root', async () => {
    const { client, server } = await connect({
      rules: [{ on: 'MLSD', do: { reply: '550 Permission denied' } }],
    });
    assert.deepEqual(await namesIn(client, '/'), all);
    assert.deepEqual(await namesIn(client, '/'), all);
    assert.equal(server.commands('MLSD').length, 1);
  });

  for (const [name, line] of [
    ['the directory itself by its name', 'type=dir;modify=20200101000000; folder\r\n'],
    ['the directory itself by its path', 'type=dir;modify=20200101000000; /folder\r\n'],
    ['the directory itself as cdir', 'type=cdir;modify=20200101000000; /folder\r\n'],
    ['what nobody can read', 'MLSD is not what you think\r\n'],
  ] as const) {
    test(`where it shows ${name}`, async () => {
      const { client, server } = await connect({ rules: [mlsdGives(line)] });
      assert.deepEqual(await namesIn(client, '/folder'), ['in.txt']);
      assert.deepEqual(await namesIn(client, '/'), all);
      assert.equal(server.commands('MLSD').length, 1);
    });
  }
});

describe('MLSD', () => {
  test('is not given up for one folder that is forbidden', async () => {
    const rules = [{ on: 'MLSD', match: /folder/, do: { reply: '550 Permission denied' } }];
    const { client } = await connect({ rules });
    assert.deepEqual(await namesIn(client, '/'), all);
    assert.deepEqual(await namesIn(client, '/folder'), ['in.txt']);
    assert.equal((await client.list('/')).at(0)?.modifiedExact, true);
  });

  test('of a folder that holds one folder of its own name is believed', async () => {
    const { client, server } = await connect({ files: { x: { x: {} } } });
    assert.deepEqual(await namesIn(client, '/x'), ['x']);
    assert.deepEqual(await namesIn(client, '/'), ['x']);
    assert.equal(server.commands('MLSD').length, 2);
  });

  test('is used where FEAT names MLSD alone', async () => {
    const { client, server } = await connect({
      personality: { mlst: false, mlsd: true },
      rules: [{ on: 'FEAT', do: { reply: '211-Features:\r\n MLSD\r\n211 End\r\n' } }],
    });
    assert.deepEqual(await namesIn(client, '/'), all);
    assert.deepEqual(server.commands('LIST'), []);
  });
});

describe('an empty folder may be told by', () => {
  for (const reply of [
    '550 No files found.',
    '450 No files found',
    '550 No members found.',
    '550 No data sets found.',
    '550 Keine Dateien gefunden',
    '550 Aucun fichier trouvé',
    '550 No se encontraron archivos',
    '550 Файлы не найдены',
    '550 The directory is empty',
  ]) {
    test(`"${reply}"`, async () => {
      const rules = [{ on: 'MLSD', match: /empty|nowhere/, do: { reply } }];
      const { client } = await connect({ rules });
      assert.deepEqual(await client.list('/empty'), []);
      // Said of what is not there it proves nothing.
      assert.equal((await failure(client.list('/nowhere'))).kind, 'not-found');
    });
  }

  for (const reply of ['250 done', '226 0 matches total']) {
    test(`"${reply}" and no data`, async () => {
      const rules = [{ on: 'MLSD', match: /empty/, do: { reply } }];
      const { client } = await connect({ rules });
      assert.deepEqual(await client.list('/empty'), []);
    });
  }

  for (const content of ['total 0\r\n', 'insgesamt 0\r\n', 'итого 0\r\n', '総数 0\r\n', '']) {
    test(`the listing ${JSON.stringify(content)}`, async () => {
      const { client } = await connect({ personality: listOnly, rules: [listGives(content)] });
      assert.deepEqual(await client.list('/empty'), []);
    });
  }
});

describe('LIST', () => {
  test('of a folder that is missing is no empty folder, though nothing is listed', async () => {
    const { client } = await connect({ personality: { ...listOnly, missingDirIsEmpty: true } });
    assert.equal((await failure(client.list('/nowhere'))).kind, 'not-found');
  });

  test('of a folder that is missing is no empty folder, though ls complains in the data', async () => {
    const content = 'ls: /nowhere: No such file or directory\r\n';
    const rules = [{ ...listGives(content), match: /nowhere/ }];
    const { client } = await connect({ personality: listOnly, rules });
    assert.equal((await failure(client.list('/nowhere'))).kind, 'not-found');
  });

  test('of a file is no folder with one file', async () => {
    const { client } = await connect({ personality: listOnly });
    assert.equal((await failure(client.list('/a.txt'))).kind, 'not-a-directory');
    assert.equal((await failure(client.list('/folder/in.txt'))).kind, 'not-a-directory');
  });

  test('that shows a link itself is asked again from within the folder', async () => {
    const { client, server } = await connect({
      personality: listOnly,
      files: { folder: { 'in.txt': 'in' }, link: { link: '/folder' } },
      rules: [
        {
          on: 'LIST',
          match: /link$/,
          do: { data: { content: 'lrwxrwxrwx 1 a b 7 Jan 29 2021 link -> /folder\r\n' } },
        },
      ],
    });
    assert.deepEqual(await namesIn(client, '/link'), ['in.txt']);
    assert.ok(server.commands('CWD').includes('CWD /link'));
  });

  test('with lines that end in CRCRLF, a NUL, LF or nothing is read', async () => {
    const content = `${file('a').replace('\r', '\r\r')}${file('b').replace('\r', '')}${file('c').replace('\r', '\r\0')}${file('d').trimEnd()}`;
    const { client } = await connect({ personality: listOnly, rules: [listGives(content)] });
    assert.deepEqual(await namesIn(client, '/'), ['a', 'b', 'c', 'd']);
  });

  test('with lines that end in CR alone is read', async () => {
    const content = (file('a') + file('b')).replaceAll('\n', '');
    const { client } = await connect({ personality: listOnly, rules: [listGives(content)] });
    assert.deepEqual(await namesIn(client, '/'), ['a', 'b']);
  });

  test('that goes on with what is in the folders shows this folder alone', async () => {
    const content = `.:\r\ntotal 8\r\ndrwxr-xr-x 2 a b 5 Jan 29 2021 sub\r\n${file('x')}\r\n./sub:\r\ntotal 4\r\n${file('y')}`;
    const { client } = await connect({ personality: listOnly, rules: [listGives(content)] });
    assert.deepEqual(await namesIn(client, '/'), ['sub', 'x']);
  });

  test('with a name twice shows the first, and a note tells', async () => {
    const content = file('x') + file('x').replace(' 5 ', ' 6 ') + file('X');
    const { client, notes } = await connect({ personality: listOnly, rules: [listGives(content)] });
    const entries = await client.list('/');
    assert.deepEqual(
      entries.map(({ name, size }) => [name, size]),
      [
        ['x', 5],
        ['X', 5],
      ],
    );
    assert.ok(notes().some((text) => text.includes('x more than once')));
  });

  test('with lines that are no entries keeps the others, and a note tells', async () => {
    const content = `${file('x')}ls: cannot access 'y': Permission denied\r\n${file('z')}`;
    const { client, notes } = await connect({ personality: listOnly, rules: [listGives(content)] });
    assert.deepEqual(await namesIn(client, '/'), ['x', 'z']);
    assert.ok(notes().some((text) => text.includes("ls: cannot access 'y'")));
  });

  test('never sends SITE DIRSTYLE, which would switch the format', async () => {
    const { client, server } = await connect({ personality: { ...listOnly, listStyle: 'dos' } });
    assert.deepEqual(await namesIn(client, '/'), all);
    assert.deepEqual(server.commands('SITE'), []);
  });
});

describe('a listing that is cut off is an error', () => {
  const one = 'type=file;size=5; x\r\n';
  for (const [name, words] of [
    ['the 226 says truncated', '226-Output truncated to 1 matches\r\n226 done\r\n'],
    ['the 226 tells of more entries than came', '226 2000 matches total'],
    ['a limit was reached', '226 Transfer complete, limit of 1 entries reached'],
  ] as const) {
    test(`where ${name}`, async () => {
      const { client } = await connect({ rules: [mlsdGives(one, words)] });
      const error = await failure(client.list('/folder'));
      assert.deepEqual([error.kind, error.message.includes('only a part')], ['failed', true]);
    });
  }

  test('where ls says so among the entries', async () => {
    const content = `${file('x')}ls: reading directory '.': Input/output error\r\n`;
    const { client } = await connect({ personality: listOnly, rules: [listGives(content)] });
    assert.match((await failure(client.list('/folder'))).message, /only a part/);
  });

  test('but not where the folder is called so, or the count is right', async () => {
    const { client, server } = await connect({ files: { 'truncated list': { x: 'x' } } });
    server.script({
      on: 'MLSD',
      do: { data: { thenReply: '226-Listing of /truncated list\r\n226 1 matches total\r\n' } },
    });
    assert.deepEqual(await namesIn(client, '/truncated list'), ['x']);
  });
});

describe('the clock of LIST', () => {
  /** Noon of yesterday or so: no day is new anywhere near. */
  const exactly = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 43_200_000;
  const now = (): number => exactly + 20_000;
  /** A server two hours and a half east of us. */
  const east = { ...listOnly, utcOffsetMinutes: 150 };

  test('is found out by one MDTM behind the first listing', async () => {
    const { client, server } = await connect({ personality: east, now });
    const [first] = await client.list('/folder');
    const [second] = await client.list('/folder');
    assert.equal(first?.modified, exactly + 150 * 60_000);
    assert.deepEqual([second?.modified, second?.modifiedExact], [exactly, undefined]);
    assert.equal(server.commands('MDTM').length, 1);
    assert.equal((await client.stat('/folder/in.txt')).modified, now());
  });

  test('may be told by an option, which costs no MDTM', async () => {
    const { client, server } = await connect({ personality: east, now }, { serverOffset: 150 });
    const [entry] = await client.list('/folder');
    await client.list('/folder');
    assert.deepEqual(server.commands('MDTM'), []);
    assert.equal(entry?.modified, exactly);
  });

  test('is not asked for where MLSD tells times in UTC', async () => {
    const { client, server } = await connect({ now });
    const [entry] = await client.list('/folder');
    await client.list('/folder');
    assert.equal(entry?.modified, now());
    assert.deepEqual(server.commands('MDTM'), []);
  });

  test('is not believed where the two times are no whole zone apart', async () => {
    const rules = [{ on: 'MDTM', do: { reply: '213 20240101000700' } }];
    const { client, server } = await connect({ personality: east, now, rules });
    const [first] = await client.list('/folder');
    const [second] = await client.list('/folder');
    assert.equal(first?.modified, second?.modified);
    await client.list('/folder');
    assert.equal(server.commands('MDTM').length, 1);
  });

  test('is nothing that a lost MDTM may hold up', async () => {
    const rules = [{ on: 'MDTM', do: { reply: '550 not for you' } }];
    const { client } = await connect({ personality: east, rules });
    assert.deepEqual(await namesIn(client, '/folder'), ['in.txt']);
    assert.deepEqual(await namesIn(client, '/'), all);
  });
});

describe('an endless listing ends', () => {
  test('after half a million lines', async () => {
    const { client } = await connect({ rules: [mlsdGives('x\r\n'.repeat(500_002))] });
    assert.match((await failure(client.list('/folder'))).message, /endless/);
  });

  test('after a line that is too long', async () => {
    const { client } = await connect({ rules: [mlsdGives(`${'x'.repeat(70_000)}\r\n`)] });
    assert.match((await failure(client.list('/folder'))).message, /over 65536 characters/);
  });
});
