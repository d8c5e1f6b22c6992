// The settings of a connection change while its files are open: nothing is lost unasked, on either server.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { type Connection } from '../../src/remote/connection.js';
import { ConnectionRegistry } from '../../src/remote/connection-registry.js';
import { TreeMemories } from '../../src/remote/tree-memory.js';
import { WorkspaceTree } from '../../src/remote/workspace-tree.js';
import { endingWithTest, freshServer } from '../support/at-end.js';
import { connectionTo } from '../support/connection-to.js';
import { failure } from '../support/failure.js';
import { type FtpServer } from '../support/ftp-server/ftp-server.js';

const path = '/a.txt';
const atEnd = endingWithTest();

interface Window {
  set: (profile: object) => void;
  tree: () => WorkspaceTree;
  asked: string[];
}

/** A window whose settings can be changed; its user wants nothing overwritten. */
function openWindow(): Window {
  const registry = new ConnectionRegistry((name, profile) =>
    connectionTo({ ...profile, password: 'demo' }, { name }),
  );
  atEnd(() => registry.close());
  const trees = new WeakMap<Connection, WorkspaceTree>();
  const memories = new TreeMemories();
  const asked: string[] = [];
  const treeOf = (connection: Connection): WorkspaceTree =>
    new WorkspaceTree(connection.files, {
      ...connection.looks,
      memory: memories.of(connection.name, connection.profile),
      confirmOverwrite: ({ path: about }) => {
        asked.push(about);
        return Promise.resolve(false);
      },
    });
  const tree = (): WorkspaceTree => {
    const connection = registry.get('demo');
    const known = trees.get(connection) ?? treeOf(connection);
    trees.set(connection, known);
    return known;
  };
  const set = (profile: object): void => {
    registry.update({ demo: profile });
  };
  return { set, tree, asked };
}

const placeOf = ({ host, port }: FtpServer): { host: string; port: number; user: string } => ({
  host,
  port,
  user: 'demo',
});

const save = (tree: WorkspaceTree, text: string): Promise<unknown> =>
  tree.write({ path, content: Buffer.from(text), create: true, overwrite: true }, never);

suite('a connection whose settings change while a file is open', () => {
  test('and still lead to the same tree goes on with what was read', async () => {
    const server = await freshServer(atEnd, {});
    server.files.write(path, 'first', { modified: Date.UTC(2025, 0, 1) });
    const { set, tree, asked } = openWindow();
    set(placeOf(server));
    const { modified } = await tree().stat(path, never);
    await tree().read({ path }, never);
    server.files.write(path, 'other', { modified: Date.UTC(2025, 0, 2) });
    set({ ...placeOf(server), color: 'red' });
    assert.equal((await failure(save(tree(), 'mine!'))).kind, 'conflict');
    assert.deepEqual([server.files.text(path), asked], ['other', [path]]);
    server.files.write(path, 'first', { modified: Date.UTC(2025, 0, 1) });
    set({ ...placeOf(server), label: 'Demo' });
    await save(tree(), 'mine!');
    assert.deepEqual([server.files.text(path), asked], ['mine!', [path]]);
    assert.ok(((await tree().stat(path, never)).modified ?? 0) > (modified ?? 0));
  });

  const states: [what: string, content: string, modified: number][] = [
    ['with an older time', 'of the live site', Date.UTC(2025, 0, 1)],
    ['that looks the same', 'other', Date.UTC(2025, 0, 2)],
    ['that is newer and of another size', 'of the live site', Date.UTC(2025, 0, 3)],
  ];
  for (const [what, content, modified] of states) {
    test(`and lead to another server is asked about its file ${what}`, async () => {
      const [server, live] = [await freshServer(atEnd, {}), await freshServer(atEnd, {})];
      server.files.write(path, 'first', { modified: Date.UTC(2025, 0, 2) });
      live.files.write(path, content, { modified });
      const { set, tree, asked } = openWindow();
      set(placeOf(server));
      await tree().read({ path }, never);
      set(placeOf(live));
      await tree().statBeforeWrite(path, never);
      assert.equal((await failure(save(tree(), 'mine!'))).kind, 'conflict');
      assert.deepEqual([live.files.text(path), asked], [content, [path]]);
      await tree().read({ path }, never);
      await save(tree(), 'mine!');
      assert.deepEqual([live.files.text(path), asked], ['mine!', [path]]);
    });
  }

  test('and lead to another folder is asked before a file is made there', async () => {
    const server = await freshServer(atEnd, {});
    server.files.write('/test/a.txt', 'first');
    server.files.write('/live/b.txt', 'b');
    const { set, tree, asked } = openWindow();
    set({ ...placeOf(server), root: '/test' });
    await tree().read({ path }, never);
    set({ ...placeOf(server), root: '/live' });
    assert.equal((await failure(save(tree(), 'mine!'))).kind, 'conflict');
    assert.deepEqual([server.files.list('/live'), asked], [['b.txt'], [path]]);
  });
});
