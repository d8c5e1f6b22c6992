// What lies on disks: what a sample finds there, and what it must have left.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type CellName, isOurs, isSyncCell } from './cells.js';
import {
  bigContent,
  coldEntries,
  contentOf,
  entriesOfFolder,
  fileNames,
  manyEntries,
  nestedFolders,
  treeFiles,
} from './site.js';
import { type Task } from './task.js';

/** Puts what is to be uploaded into the task's local folder. */
export function prepareLocal({ cell, operations, local }: Task): void {
  const names: string[] = [];
  if (cell === 'writes') names.push(...fileNames(operations));
  if (cell === 'tree-up' || isSyncCell(cell)) names.push(...treeFiles(operations));
  const isTree = cell === 'tree-up' || isSyncCell(cell);
  const root = isTree ? path.join(local, `tree-${String(operations)}`) : local;
  for (const name of names) {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, contentOf(name));
  }
  if (cell === 'big-up') fs.writeFileSync(path.join(local, 'big.bin'), bigContent());
}

/** Throws unless the sample left what it should have. `root` is the server's folder. */
export async function checkDisk(task: Task, root: string): Promise<void> {
  await checks[task.cell]?.(task, root);
  // Libraries check what they have in memory themselves.
  if (!isOurs(task.subject) && task.subject !== 'basic-ftp') outputChecks[task.cell]?.(task);
}

const checks: Partial<Record<CellName, (task: Task, root: string) => void | Promise<void>>> = {
  writes: ({ operations }, root) => {
    checkContents(path.join(root, 'up'), fileNames(operations));
  },
  'tree-up': ({ operations }, root) => {
    checkContents(path.join(root, 'up'), treeFiles(operations));
  },
  'tree-down': ({ operations, local }) => {
    checkContents(path.join(local, `tree-${String(operations)}`), treeFiles(operations));
  },
  'big-up': ({ local }, root) =>
    checkSame(path.join(local, 'big.bin'), path.join(root, 'up', 'big.bin')),
  'big-down': ({ local }, root) =>
    checkSame(path.join(root, 'big.bin'), path.join(local, 'big.bin')),
};

const fileName = /\bfile-\d+\.txt/g;

/** What programs printed or wrote: every name or content once. */
const outputChecks: Partial<Record<CellName, (task: Task) => void>> = {
  reads: ({ operations, local }) => {
    checkContents(local, fileNames(operations));
  },
  cold: (task) => {
    checkWords(task, coldEntries, fileName);
  },
  many: (task) => {
    checkWords(task, manyEntries, fileName);
  },
  lists: (task) => {
    checkWords(task, task.operations * entriesOfFolder, fileName);
  },
  recursive: (task) => {
    checkWords(task, nestedFolders(task.operations).lower.length, /\bfile\.txt/g);
  },
  'stat-one': checkSizes,
  'stat-many': checkSizes,
};

/** Throws unless each of the files has the content that belongs to its name. */
export function checkContents(root: string, names: readonly string[]): void {
  for (const name of names) {
    const content = fs.readFileSync(path.join(root, name));
    assert.ok(content.equals(contentOf(name)), name);
  }
}

async function checkSame(one: string, other: string): Promise<void> {
  const [expected, found] = await Promise.all([digestOf(one), digestOf(other)]);
  assert.equal(found, expected, `the content of ${other}`);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of fs.createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}

function checkSizes({ operations, local }: Task): void {
  for (const name of fileNames(operations)) {
    const text = fs.readFileSync(path.join(local, `${name}.txt`), 'utf8');
    const size = /^Content-Length: (\d+)/im.exec(text)?.[1];
    assert.equal(Number(size), contentOf(name).length, `the size of ${name}`);
  }
}

function checkWords({ local }: Task, expected: number, word: RegExp): void {
  const outputs = fs
    .readdirSync(local)
    .filter((name) => name === 'output.txt' || name.startsWith('listing-'))
    .map((name) => fs.readFileSync(path.join(local, name), 'utf8'));
  const found = outputs.reduce((sum, text) => sum + (text.match(word)?.length ?? 0), 0);
  assert.equal(found, expected, 'names in the listings');
}
