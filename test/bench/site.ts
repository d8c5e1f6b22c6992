// The files that the measurements work on. Names tell the contents, so that every copy can be checked.
import { createHash } from 'node:crypto';
import { type CellName } from './cells.js';

export const entriesOfFolder = 20;
export const coldEntries = 200;
export const manyEntries = 50_000;
const filesOfFolder = 20;
/** A folder that folders are listed in holds nine more. */
const foldersBelow = 9;
const bigBytes = 256 * 1024 * 1024;
const smallBytes = 4096;

export type Files = Record<string, Uint8Array>;

/** The 4 KB that belong to a name. */
export function contentOf(name: string): Buffer {
  return Buffer.alloc(smallBytes, `${name}\n`);
}

/** `count` names like `file-0007.txt`. */
export function fileNames(count: number): string[] {
  return names('file', count).map((name) => `${name}.txt`);
}

/** `count` names like `folder-0007`. */
export function folderNames(count: number): string[] {
  return names('folder', count);
}

/** A tree of `count` files, as paths in it. */
export function treeFiles(count: number): string[] {
  const inEach = fileNames(filesOfFolder);
  return treeFolders(count).flatMap((folder) => inEach.map((file) => `${folder}/${file}`));
}

export function treeFolders(count: number): string[] {
  return folderNames(Math.ceil(count / filesOfFolder));
}

/** `count` folders in two levels, as paths; each of the second level has one file in it. */
export function nestedFolders(count: number): { upper: string[]; lower: string[] } {
  const upper = folderNames(count / (foldersBelow + 1));
  const below = folderNames(foldersBelow);
  return { upper, lower: upper.flatMap((folder) => below.map((name) => `${folder}/${name}`)) };
}

/** What a server must hold for `counts` operations of a cell, below its root. */
export function filesFor(cell: CellName, counts: readonly number[]): Files {
  return seeds[cell]?.(counts) ?? {};
}

type Seed = (counts: readonly number[]) => Files;

const files: Seed = (counts) => filled('files', fileNames(Math.max(...counts)), contentOf);
const seeds: Partial<Record<CellName, Seed>> = {
  cold: () => filled('cold', fileNames(coldEntries), () => Buffer.from('x')),
  many: () => filled('many', fileNames(manyEntries), () => Buffer.alloc(0)),
  reads: files,
  'stat-one': files,
  'stat-many': files,
  lists: (counts) => {
    const inEach = fileNames(entriesOfFolder);
    const paths = folderNames(Math.max(...counts)).flatMap((folder) =>
      inEach.map((name) => `${folder}/${name}`),
    );
    return filled('folders', paths, () => Buffer.from('x'));
  },
  'tree-down': (counts) =>
    joined(counts, (count) => filled(`tree-${String(count)}`, treeFiles(count), contentOf)),
  recursive: (counts) =>
    joined(counts, (count) => {
      const paths = nestedFolders(count).lower.map((folder) => `${folder}/file.txt`);
      return filled(`nested-${String(count)}`, paths, () => Buffer.from('x'));
    }),
  'big-down': () => ({ 'big.bin': bigContent() }),
};

/** 256 MB, no two blocks of which are equal. */
export function bigContent(): Buffer {
  const content = Buffer.alloc(bigBytes);
  const block = 32;
  let digest = Buffer.from('start');
  for (let at = 0; at < 1024 * 1024; at += block) {
    digest = createHash('sha256').update(digest).digest();
    digest.copy(content, at);
  }
  for (let at = 1024 * 1024; at < bigBytes; at += 1024 * 1024) {
    content.copyWithin(at, 0, 1024 * 1024);
    content.writeUInt32BE(at, at);
  }
  return content;
}

function names(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${word}-${String(at).padStart(4, '0')}`);
}

function filled(
  folder: string,
  paths: readonly string[],
  content: (path: string) => Buffer,
): Files {
  return Object.fromEntries(paths.map((path) => [`${folder}/${path}`, content(path)]));
}

function joined(counts: readonly number[], filesOf: (count: number) => Files): Files {
  return Object.assign({}, ...[...new Set(counts)].map(filesOf)) as Files;
}
