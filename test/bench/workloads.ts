// What a library is made to do. Each gives its check, which runs after the clock has stopped.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type EngineCell } from './cells.js';
import {
  coldEntries,
  contentOf,
  entriesOfFolder,
  fileNames,
  folderNames,
  manyEntries,
  treeFolders,
} from './site.js';
import { type Listing, type Remote } from './subjects/remote.js';
import { type Task } from './task.js';
import { limiter } from '../support/limiter.js';

/** Throws unless the work came to what it should have. */
export type Check = () => void;
type Work = (remote: Remote, task: Task) => Promise<Check>;

export const workloads: Readonly<Record<EngineCell, Work>> = {
  cold: (remote) => listing(remote, 'cold', coldEntries),
  many: (remote) => listing(remote, 'many', manyEntries),
  reads,
  lists,
  writes,
  'stat-one': statOne,
  'stat-many': statMany,
  'tree-down': treeDown,
  'tree-up': treeUp,
  recursive,
  'big-down': async (remote, { local }) => {
    await remote.download('big.bin', path.join(local, 'big.bin'));
    return nothingMore;
  },
  'big-up': async (remote, { local }) => {
    await remote.upload(path.join(local, 'big.bin'), 'up/big.bin');
    return nothingMore;
  },
};

const any = contentOf('any');

/** Opens the sessions and lets the library find out what this server bears. */
export async function warmUp(remote: Remote, { cell }: Task): Promise<void> {
  if (cell === 'cold') return;
  for (const calls of [1, 4]) {
    await Promise.all(Array.from({ length: calls }, () => remote.read('warm-up.txt')));
    await Promise.all(Array.from({ length: calls }, () => remote.list('warm-up')));
    if (cell !== 'writes' && cell !== 'tree-up') continue;
    const writes = Array.from({ length: calls }, (_, at) =>
      remote.write(`warm-up/${String(at)}`, any),
    );
    await Promise.all(writes);
  }
}

function nothingMore(): void {
  // What lies on a disk is checked by the one who asked.
}

async function listing(remote: Remote, folder: string, count: number): Promise<Check> {
  const listed = await remote.list(folder);
  return () => {
    assert.equal(listed.count, count, 'entries');
    assert.equal(new Set(listed.names()).size, count, 'names');
  };
}

async function reads(remote: Remote, { operations }: Task): Promise<Check> {
  const contents: [name: string, content: Uint8Array][] = [];
  for (const name of fileNames(operations)) {
    contents.push([name, await remote.read(`files/${name}`)]);
  }
  return () => {
    for (const [name, content] of contents) {
      assert.ok(contentOf(name).equals(content), `the content of ${name}`);
    }
  };
}

async function lists(remote: Remote, { operations }: Task): Promise<Check> {
  const listings: Listing[] = [];
  for (const name of folderNames(operations)) listings.push(await remote.list(`folders/${name}`));
  return () => {
    for (const listed of listings) {
      assert.deepEqual(listed.names().toSorted(), fileNames(entriesOfFolder));
    }
  };
}

async function writes(remote: Remote, { operations }: Task): Promise<Check> {
  for (const name of fileNames(operations)) await remote.write(`up/${name}`, contentOf(name));
  return nothingMore;
}

async function statOne(remote: Remote, { operations }: Task): Promise<Check> {
  const sizes: (number | undefined)[] = [];
  for (const name of fileNames(operations)) sizes.push(await remote.sizeOf(`files/${name}`));
  return checkSizes(sizes);
}

async function statMany(remote: Remote, { operations }: Task): Promise<Check> {
  const names = fileNames(operations);
  return checkSizes(await Promise.all(names.map((name) => remote.sizeOf(`files/${name}`))));
}

function checkSizes(sizes: readonly (number | undefined)[]): Check {
  return () => {
    assert.deepEqual(
      sizes.filter((size) => size !== any.length),
      [],
      'sizes',
    );
  };
}

async function treeDown(remote: Remote, { operations, local }: Task): Promise<Check> {
  const root = `tree-${String(operations)}`;
  const inTurn = limiter(remote.width);
  const folders = (await remote.list(root)).folders();
  await Promise.all(
    folders.map(async (folder) => {
      const files = (await inTurn(() => remote.list(`${root}/${folder}`))).names();
      fs.mkdirSync(path.join(local, root, folder), { recursive: true });
      const get = (file: string): Promise<void> =>
        remote.download(`${root}/${folder}/${file}`, path.join(local, root, folder, file));
      await Promise.all(files.map((file) => inTurn(() => get(file))));
    }),
  );
  return nothingMore;
}

async function treeUp(remote: Remote, { operations, local }: Task): Promise<Check> {
  const root = path.join(local, `tree-${String(operations)}`);
  const inTurn = limiter(remote.width);
  await Promise.all(
    treeFolders(operations).map((folder) => inTurn(() => remote.makeFolder(`up/${folder}`))),
  );
  await Promise.all(
    treeFolders(operations).flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder))
        .map((file) =>
          inTurn(() => remote.upload(path.join(root, folder, file), `up/${folder}/${file}`)),
        ),
    ),
  );
  return nothingMore;
}

async function recursive(remote: Remote, { operations }: Task): Promise<Check> {
  let found = 0;
  const visit = async (folder: string): Promise<void> => {
    const folders = (await remote.list(folder)).folders();
    found += folders.length;
    await Promise.all(folders.map((name) => visit(`${folder}/${name}`)));
  };
  await visit(`nested-${String(operations)}`);
  return () => {
    assert.equal(found, operations, 'folders');
  };
}
