// Files that are opened through a link: judged and shown by what stands behind the link.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { WorkspaceTree } from '../../src/remote/workspace-tree.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { connectionTo } from '../support/connection-to.js';
import { failure } from '../support/failure.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';

const path = '/www/link.txt';
const [monday, tuesday] = [Date.UTC(2025, 0, 6), Date.UTC(2025, 0, 7)];
const atEnd = endingWithTest();

interface Opened {
  server: FtpServer;
  tree: WorkspaceTree;
  asked: string[];
}

const save = (tree: WorkspaceTree, text: string, at = path): Promise<unknown> =>
  tree.write({ path: at, content: Buffer.from(text), create: true, overwrite: true }, never);

async function connect(mlst: boolean): Promise<Opened> {
  const server = await freshServer(atEnd, { personality: { mlst, mlsd: mlst } });
  const { host, port } = server;
  const connection = connectionTo({ host, port, user: 'demo', password: 'demo' });
  atEnd(() => connection.disconnect());
  const asked: string[] = [];
  const tree = new WorkspaceTree(connection.files, {
    ...connection.looks,
    confirmOverwrite: ({ path: about }) => {
      asked.push(about);
      return Promise.resolve(false);
    },
  });
  return { server, tree, asked };
}

const places: [where: string, target: string, real: string][] = [
  ['beside it', 'real.txt', '/www/real.txt'],
  ['in another folder', '../common/real.txt', '/common/real.txt'],
];
for (const mlst of [true, false]) {
  for (const [where, target, real] of places) {
    suite(`a link to a file ${where}, on a server ${mlst ? 'with' : 'without'} MLST`, () => {
      async function open(): Promise<Opened> {
        const opened = await connect(mlst);
        opened.server.files.write('/www/index.html', '');
        opened.server.files.write(real, 'first', { modified: monday });
        opened.server.files.link(path, target);
        await opened.tree.list('/www', never);
        await opened.tree.read({ path }, never);
        return opened;
      }

      test('shows its new size and a newer time right after a save through it', async () => {
        const { server, tree, asked } = await open();
        const before = await tree.statBeforeWrite(path, never);
        await save(tree, 'longer than before');
        const after = await tree.stat(path, never);
        assert.deepEqual([server.files.text(real), after.size], ['longer than before', 18]);
        assert.ok((after.modified ?? 0) > (before.modified ?? 0));
        await save(tree, 'and once more');
        assert.deepEqual([server.files.text(real), asked], ['and once more', []]);
        assert.equal(server.files.stat(path)?.kind, 'link');
      });

      test('tells an editor that is about to save how the file behind it stands now', async () => {
        const { server, tree } = await open();
        const before = await tree.stat(path, never);
        server.files.write(real, 'theirs, and longer', { modified: tuesday });
        const now = await tree.statBeforeWrite(path, never);
        assert.equal(now.size, 18);
        assert.ok((now.modified ?? 0) > (before.modified ?? 0));
      });

      test('is not written through unasked where the file behind it has changed', async () => {
        const { server, tree, asked } = await open();
        server.files.write(real, 'other', { modified: tuesday });
        await tree.statBeforeWrite(path, never);
        assert.equal((await failure(save(tree, 'mine!'))).kind, 'conflict');
        server.files.write(real, 'theirs, and longer', { modified: tuesday });
        assert.equal((await failure(save(tree, 'mine!'))).kind, 'conflict');
        assert.deepEqual([server.files.text(real), asked], ['theirs, and longer', [path, path]]);
      });
    });
  }

  test(`what a link leads to from a linked folder is changed, and nothing else, ${mlst ? 'with' : 'without'} MLST`, async () => {
    const { server, tree } = await connect(mlst);
    server.files.write('/releases/real.txt', 'first');
    server.files.write('/releases/7/index.html', '');
    server.files.write('/www/real.txt', 'another one');
    server.files.link('/releases/7/link.txt', '../real.txt');
    server.files.link('/www/current', '../releases/7');
    const at = '/www/current/link.txt';
    await tree.list('/www/current', never);
    await tree.read({ path: at }, never);
    await save(tree, 'mine', at);
    const texts = ['/releases/real.txt', '/www/real.txt'].map((one) => server.files.text(one));
    assert.deepEqual(texts, ['mine', 'another one']);
  });
}
