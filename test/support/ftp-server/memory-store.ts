import { posix } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { FileContent } from './file-content.js';
import { type FileStore, type StoreEntry, StoreError, type WriteStart } from './file-store.js';
import { toRaw } from './wire-text.js';

/** A link in a `FileTree`. A folder that holds one text file named "link" cannot be written as a literal. */
interface LinkLiteral {
  link: string;
}

/** A tree as a literal: text or bytes for a file, an object for a folder. */
export interface FileTree {
  [name: string]: string | Uint8Array | LinkLiteral | FileTree;
}

interface NodeFacts {
  modified: number;
  mode: number;
  readonly unique: string;
}

interface FileNode extends NodeFacts {
  readonly kind: 'file';
  content: FileContent;
}

interface FolderNode extends NodeFacts {
  readonly kind: 'directory';
  readonly children: Map<string, TreeNode>;
}

interface LinkNode extends NodeFacts {
  readonly kind: 'link';
  readonly target: string;
}

type TreeNode = FileNode | FolderNode | LinkNode;

const maxHops = 40;
const bufferBytes = 1024 * 1024;
const mayRead = 0o400;
const mayWrite = 0o200;

/** A file tree in memory that keeps times, modes and links, and honours the owner's mode bits. */
export class MemoryStore implements FileStore {
  readonly #now: () => number;
  readonly #root: FolderNode;
  #nodes = 0;

  constructor(tree: FileTree, now: () => number) {
    this.#now = now;
    this.#root = this.#folder();
    this.#plant(this.#root, tree);
  }

  stat(path: string): StoreEntry {
    return toEntry(posix.basename(path), this.#find(path));
  }

  lstat(path: string): StoreEntry {
    return toEntry(posix.basename(path), this.#find(path, 'link itself'));
  }

  list(path: string): StoreEntry[] {
    const folder = this.#findFolder(path);
    need(folder, mayRead);
    return Array.from(folder.children, ([name, node]) => toEntry(name, node));
  }

  read(path: string): Uint8Array {
    return Uint8Array.from(this.#findFile(path).content.bytes());
  }

  write(path: string, content: Uint8Array): void {
    const file = this.#fileToWrite(path);
    file.content = new FileContent();
    file.content.append(Buffer.from(content));
    file.modified = this.#now();
  }

  readStream(path: string, start: number): Readable {
    const file = this.#findFile(path);
    need(file, mayRead);
    return Readable.from(file.content.slices(start), { objectMode: false });
  }

  writeStream(path: string, start: WriteStart): Writable {
    const file = this.#fileToWrite(path);
    const old = file.content;
    if (start === 'truncate') file.content = new FileContent();
    else if (start !== 'append') file.content = headOf(old, start);
    file.modified = this.#now();
    const { content } = file;
    return new Writable({
      highWaterMark: bufferBytes,
      write: (chunk: Buffer, _encoding, done) => {
        content.append(chunk);
        file.modified = this.#now();
        done();
      },
      // Like a disk: what an offset write does not reach stays.
      final: (done) => {
        if (typeof start === 'number') content.append(old.bytes().subarray(content.size));
        done();
      },
    });
  }

  remove(path: string): void {
    if (this.#find(path, 'link itself').kind === 'directory') throw new StoreError('EISDIR');
    this.#unhook(path);
  }

  mkdir(path: string): void {
    this.#hook(path, this.#folder());
  }

  rmdir(path: string): void {
    const node = this.#find(path, 'link itself');
    if (node.kind !== 'directory') throw new StoreError('ENOTDIR');
    if (node === this.#root) throw new StoreError('EPERM');
    if (node.children.size > 0) throw new StoreError('ENOTEMPTY');
    this.#unhook(path);
  }

  rename(from: string, to: string): void {
    const node = this.#find(from, 'link itself');
    if (`${to}/`.startsWith(`${from}/`)) {
      if (to === from) return;
      throw new StoreError('EINVAL');
    }
    const inTheWay = this.#tryFind(to);
    if (inTheWay?.kind === 'directory') {
      if (node.kind !== 'directory') throw new StoreError('EISDIR');
      this.rmdir(to);
    } else if (inTheWay) {
      if (node.kind === 'directory') throw new StoreError('ENOTDIR');
      this.#unhook(to);
    }
    this.#hook(to, node);
    this.#unhook(from);
  }

  link(path: string, target: string): void {
    this.#hook(path, { ...this.#facts(0o777), kind: 'link', target });
  }

  chmod(path: string, mode: number): void {
    this.#find(path).mode = mode;
  }

  setModified(path: string, epochMs: number): void {
    this.#find(path).modified = epochMs;
  }

  #plant(folder: FolderNode, tree: FileTree): void {
    for (const [name, literal] of Object.entries(tree)) {
      folder.children.set(toRaw(name), this.#grow(literal));
    }
  }

  #grow(literal: FileTree[string]): TreeNode {
    if (typeof literal === 'string' || literal instanceof Uint8Array) {
      const file = this.#file();
      file.content.append(Buffer.from(literal as string));
      return file;
    }
    if (isLink(literal))
      return { ...this.#facts(0o777), kind: 'link', target: toRaw(literal.link) };
    const folder = this.#folder();
    this.#plant(folder, literal);
    return folder;
  }

  #facts(mode: number): NodeFacts {
    this.#nodes += 1;
    return { modified: this.#now(), mode, unique: `1g${this.#nodes.toString(16)}` };
  }

  #file(): FileNode {
    return { ...this.#facts(0o644), kind: 'file', content: new FileContent() };
  }

  #folder(): FolderNode {
    return { ...this.#facts(0o755), kind: 'directory', children: new Map() };
  }

  #find(path: string, last: 'followed' | 'link itself' = 'followed', hops = 0): TreeNode {
    const parts = path.split('/').filter((part) => part !== '');
    let node: TreeNode = this.#root;
    for (const [index, part] of parts.entries()) {
      if (node.kind !== 'directory') throw new StoreError('ENOTDIR');
      const child: TreeNode | undefined = node.children.get(part);
      if (!child) throw new StoreError('ENOENT');
      const rest = parts.slice(index + 1);
      if (child.kind === 'link' && (rest.length > 0 || last === 'followed')) {
        if (hops === maxHops) throw new StoreError('ELOOP');
        const parent = `/${parts.slice(0, index).join('/')}`;
        return this.#find(posix.resolve(parent, child.target, ...rest), last, hops + 1);
      }
      node = child;
    }
    return node;
  }

  #tryFind(path: string, last: 'followed' | 'link itself' = 'link itself'): TreeNode | undefined {
    try {
      return this.#find(path, last);
    } catch {
      // Absent is an answer here.
      return undefined;
    }
  }

  #findFolder(path: string): FolderNode {
    const node = this.#find(path);
    if (node.kind !== 'directory') throw new StoreError('ENOTDIR');
    return node;
  }

  #findFile(path: string): FileNode {
    const node = this.#find(path);
    if (node.kind !== 'file') throw new StoreError('EISDIR');
    return node;
  }

  /** The file to write, made where it is missing, also behind a link that points nowhere yet. */
  #fileToWrite(path: string, hops = 0): FileNode {
    const there = this.#tryFind(path);
    if (there?.kind === 'link') {
      if (hops === maxHops) throw new StoreError('ELOOP');
      const behind = this.#tryFind(path, 'followed');
      if (behind?.kind === 'file') {
        need(behind, mayWrite);
        return behind;
      }
      return this.#fileToWrite(posix.resolve(posix.dirname(path), there.target), hops + 1);
    }
    if (there?.kind === 'directory') throw new StoreError('EISDIR');
    if (there) {
      need(there, mayWrite);
      return there;
    }
    const file = this.#file();
    this.#hook(path, file);
    return file;
  }

  #hook(path: string, node: TreeNode): void {
    const name = posix.basename(path);
    const parent = this.#findFolder(posix.dirname(path));
    need(parent, mayWrite);
    if (name === '' || parent.children.has(name)) throw new StoreError('EEXIST');
    parent.children.set(name, node);
    parent.modified = this.#now();
  }

  #unhook(path: string): void {
    const parent = this.#findFolder(posix.dirname(path));
    need(parent, mayWrite);
    parent.children.delete(posix.basename(path));
    parent.modified = this.#now();
  }
}

function isLink(literal: LinkLiteral | FileTree): literal is LinkLiteral {
  return typeof literal.link === 'string' && Object.keys(literal).length === 1;
}

function headOf(old: FileContent, size: number): FileContent {
  const head = new FileContent();
  head.append(old.bytes().subarray(0, size));
  head.resize(size);
  return head;
}

function need(node: TreeNode, bit: number): void {
  if ((node.mode & bit) === 0) throw new StoreError('EACCES');
}

function toEntry(name: string, node: TreeNode): StoreEntry {
  const { kind, modified, mode, unique } = node;
  const entry = { name, kind, modified, mode, unique };
  switch (node.kind) {
    case 'file':
      return { ...entry, size: node.content.size };
    case 'directory':
      return { ...entry, size: 4096 };
    case 'link':
      return { ...entry, size: node.target.length, target: node.target };
  }
}
