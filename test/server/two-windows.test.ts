// Two people, or two windows, on one server: nobody's change is lost unasked, and each sees the other's.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type Connection } from '../../src/remote/connection.js';
import { type Conflict, WorkspaceTree } from '../../src/remote/workspace-tree.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { connectionTo } from '../support/connection-to.js';
import { Door } from '../support/door.js';
import { failure } from '../support/failure.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';
import { type Personality } from '../support/ftp-server/options.js';
import { until } from '../support/until.js';

const path = '/site/index.html';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Window {
  connection: Connection;
  tree: WorkspaceTree;
  asked: Conflict[];
}

const atEnd = endingWithTest();

async function start(
  personality: Partial<Personality> = {},
): Promise<{ server: FtpServer; mine: Window; theirs: Window }> {
  const server = await freshServer(atEnd, { personality });
  server.files.write(path, 'first');
  const [mine, theirs] = [windowOn(server), windowOn(server)];
  return { server, mine, theirs };
}

function windowOn({ host, port }: FtpServer): Window {
  const connection = connectionTo({ host, port, user: 'demo', password: 'demo' });
  atEnd(() => connection.disconnect());
  const asked: Conflict[] = [];
  const tree = new WorkspaceTree(connection.files, {
    ...connection.looks,
    confirmOverwrite: (conflict) => {
      asked.push(conflict);
      return Promise.resolve(false);
    },
  });
  return { connection, tree, asked };
}

const save = ({ tree }: Window, text: string): Promise<unknown> =>
  tree.write({ path, content: bytes(text), create: true, overwrite: true }, never);

suite('two windows on one file', () => {
  const servers: [what: string, personality: Partial<Personality>][] = [
    ['with MLST', {}],
    ['with SIZE and MDTM', { mlst: false, mlsd: false }],
  ];
  for (const [what, personality] of servers) {
    test(`on a server ${what}: the second save of the same size is asked about, and nothing is lost`, async () => {
      const { server, mine, theirs } = await start(personality);
      await mine.tree.read({ path }, never);
      await theirs.tree.read({ path }, never);
      await save(theirs, 'other');
      // A second later, since files have no finer times here.
      server.files.write(path, 'third', { modified: Date.now() + 2_000 });
      mine.connection.refresh();
      assert.equal((await failure(save(mine, 'mine!'))).kind, 'conflict');
      assert.deepEqual([server.files.text(path), mine.asked.length], ['third', 1]);
    });
  }

  test('each is shown what the other made, changed and removed', async () => {
    const { server, mine, theirs } = await start();
    server.files.write('/site/old.txt', 'old');
    await mine.tree.list('/site', never);
    await mine.tree.read({ path }, never);
    await save(theirs, 'a longer one');
    await theirs.tree.write(
      { path: '/site/new.txt', content: bytes('new'), create: true, overwrite: false },
      never,
    );
    await theirs.tree.remove('/site/old.txt', { recursive: false }, never);
    const changes = await mine.tree.lookAgain([path], never);
    assert.deepEqual(changes.map(({ kind, path: at }) => `${kind} ${at}`).sort(), [
      'changed /site/index.html',
      'created /site/new.txt',
      'deleted /site/old.txt',
    ]);
    assert.equal(Buffer.from(await mine.tree.read({ path }, never)).toString(), 'a longer one');
  });
});

test('another window does not remove an upload that is under way on a server with a wrong clock', async () => {
  const start = Date.UTC(2000, 0, 1);
  const server = await freshServer(atEnd, { now: () => start + performance.now() });
  server.files.write(path, 'old', { modified: start - 60_000 });
  const [mine, theirs] = [windowOn(server), windowOn(server)];
  const goOn = new Door();
  const content = {
    size: 8,
    async *open(): AsyncGenerator<Uint8Array> {
      yield bytes('new ');
      await goOn.pass();
      yield bytes('new ');
    },
  };
  const writing = mine.connection.files.write({ path, content }, never);
  const temporary = (): string | undefined =>
    server.files.list('/site').find((name) => name.endsWith('.tmp'));
  await until('the upload to begin', 5_000, () => temporary() !== undefined);
  const under = `/site/${temporary() ?? ''}`;
  await theirs.tree.list('/site', never);
  // A look waits for the changes that were asked for before it.
  await theirs.connection.fresh.stat(under, never);
  goOn.open();
  await writing;
  assert.deepEqual([server.commands('DELE'), server.files.text(path)], [[], 'new new ']);
});
