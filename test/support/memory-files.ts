import { RemoteError } from '../../src/base/remote-error.js';
import { type RemoteEntry } from '../../src/base/remote-entry.js';
import { childOf, isInside, nameOf, normalizePath, parentOf } from '../../src/base/remote-path.js';
import {
  type RemoteFiles,
  type RemoteMove,
  type RemoteRead,
  type RemoteWrite,
  type StatedContent,
} from '../../src/remote/remote-files.js';
import { toSendable } from '../../src/remote/content-source.js';
import { isSameState } from '../../src/remote/same-state.js';

type Node =
  | { type: 'directory'; modified: number; mode?: number }
  | { type: 'file'; modified: number; mode?: number; content: Uint8Array }
  | { type: 'symlink'; modified: number; mode?: number; target: string };

const pieceBytes = 65_536;
const startTime = Date.UTC(2024, 0, 1);
const oldTime = Date.UTC(2023, 0, 1);

/** A remote tree in memory. Its clock goes on by a second with each change. */
export class MemoryFiles implements RemoteFiles {
  readonly #nodes = new Map<string, Node>([['/', { type: 'directory', modified: startTime }]]);
  /** Every call so far, as "stat /a.txt". */
  readonly calls: string[] = [];
  /** Called before each operation; what it throws is what the operation rejects with. */
  before: (call: string) => unknown = () => undefined;
  #now = startTime;

  /** Puts a file there as somebody else would, with the folders above it. */
  putFile(path: string, content: string): this {
    return this.#put(path, { type: 'file', modified: this.#tick(), content: bytesOf(content) });
  }

  /** As if restored from a backup: other content, and an older time. */
  putOldFile(path: string, content: string): this {
    return this.#put(path, { type: 'file', modified: oldTime, content: bytesOf(content) });
  }

  /** Other content of the same size, in the same second. */
  putSameLooking(path: string, content: string): this {
    const { modified } = this.#get(path);
    return this.#put(path, { type: 'file', modified, content: bytesOf(content) });
  }

  putFolder(path: string): this {
    return this.#put(path, { type: 'directory', modified: this.#tick() });
  }

  putLink(path: string, target: string): this {
    return this.#put(path, { type: 'symlink', modified: this.#tick(), target });
  }

  /** Takes a path away as somebody else would, with all below it. */
  take(path: string): this {
    for (const one of this.paths()) if (isInside(one, path)) this.#nodes.delete(one);
    return this;
  }

  /** A file's text; undefined where there is none. */
  text(path: string): string | undefined {
    const node = this.#nodes.get(path);
    return node?.type === 'file' ? Buffer.from(node.content).toString() : undefined;
  }

  /** The paths of all that is there but the root. */
  paths(): string[] {
    return [...this.#nodes.keys()].filter((path) => path !== '/').sort();
  }

  async list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
    const folder = await this.#begin('list', path, signal);
    const at = this.#followed(folder);
    if (this.#get(at).type !== 'directory') {
      throw new RemoteError('not-a-directory', `${path} is no folder`);
    }
    const children = this.paths().filter((child) => parentOf(child) === at);
    return children.map((child) => toEntry(nameOf(child), this.#get(child)));
  }

  async stat(path: string, signal: AbortSignal): Promise<RemoteEntry> {
    const at = await this.#begin('stat', path, signal);
    return toEntry(nameOf(at), this.#get(at));
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    const at = await this.#begin('read', path, signal);
    return this.#file(this.#followed(at)).content.slice();
  }

  async readWithState(path: string, signal: AbortSignal): Promise<StatedContent> {
    const at = await this.#begin('read with state', path, signal);
    const entry = toEntry(nameOf(at), this.#get(at));
    const content = this.#file(this.#followed(at)).content.slice();
    return { entry, content };
  }

  async *stream(
    { path, start = 0, onProgress }: RemoteRead,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const at = await this.#begin('stream', path, signal);
    const content = this.#file(this.#followed(at)).content.slice(start);
    for (let done = 0; done < content.length; done += pieceBytes) {
      if (signal.aborted) throw new RemoteError('aborted', `stream ${path} was cancelled`);
      const piece = content.subarray(done, done + pieceBytes);
      onProgress?.(done + piece.length, content.length);
      yield piece;
    }
  }

  async write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry> {
    const path = await this.#begin('write', write.path, signal);
    const at = this.#throughLink(path);
    this.#needFolder(parentOf(at));
    this.#refuse(write, at);
    const content = await allOf(write);
    this.#needFolder(parentOf(at));
    this.#refuse(write, at);
    const mode = this.#nodes.get(at)?.mode;
    const node: Node = {
      type: 'file',
      modified: this.#tick(),
      content,
      ...(mode !== undefined && { mode }),
    };
    this.#nodes.set(at, node);
    // A link stays one, and says nothing of what it leads to.
    return toEntry(nameOf(path), this.#get(path));
  }

  async remove(path: string, options: { recursive: boolean }, signal: AbortSignal): Promise<void> {
    const at = await this.#begin('remove', path, signal);
    if (at === '/') throw new RemoteError('unsafe', 'The root folder stays');
    this.#get(at);
    const all = this.paths().filter((one) => isInside(one, at));
    if (all.length > 1 && !options.recursive) {
      throw new RemoteError('failed', `The folder ${path} is not empty`);
    }
    for (const one of all) this.#nodes.delete(one);
  }

  async rename({ from, to, overwrite }: RemoteMove, signal: AbortSignal): Promise<void> {
    const source = await this.#begin('rename', from, signal);
    const target = normalizePath(to);
    this.#get(source);
    this.#needFolder(parentOf(target));
    const there = this.#nodes.get(target);
    if (there !== undefined && (!overwrite || there.type === 'directory')) {
      throw new RemoteError('exists', `${to} exists already`);
    }
    for (const path of this.paths().filter((one) => isInside(one, source))) {
      const node = this.#get(path);
      this.#nodes.delete(path);
      this.#nodes.set(`${target}${path.slice(source.length)}`, node);
    }
  }

  async mkdir(path: string, signal: AbortSignal): Promise<void> {
    const at = await this.#begin('mkdir', path, signal);
    if (this.#nodes.has(at)) throw new RemoteError('exists', `${path} exists already`);
    this.#needFolder(parentOf(at));
    this.#nodes.set(at, { type: 'directory', modified: this.#tick() });
  }

  async copy({ from, to, overwrite }: RemoteMove, signal: AbortSignal): Promise<void> {
    const source = await this.#begin('copy', from, signal);
    const content = this.#file(this.#followed(source)).content.slice();
    const target = normalizePath(to);
    this.#needFolder(parentOf(target));
    const there = this.#nodes.get(target);
    if (there !== undefined && (!overwrite || there.type === 'directory')) {
      throw new RemoteError('exists', `${to} exists already`);
    }
    this.#nodes.set(this.#throughLink(target), { type: 'file', modified: this.#tick(), content });
  }

  async chmod(path: string, mode: number, signal: AbortSignal): Promise<void> {
    const at = await this.#begin('chmod', path, signal);
    this.#nodes.set(at, { ...this.#get(at), mode });
  }

  async setModified(path: string, epochMs: number, signal: AbortSignal): Promise<void> {
    const at = await this.#begin('setModified', path, signal);
    this.#nodes.set(at, { ...this.#get(at), modified: Math.floor(epochMs / 1000) * 1000 });
  }

  async #begin(operation: string, path: string, signal: AbortSignal): Promise<string> {
    const call = `${operation} ${path}`;
    this.calls.push(call);
    await this.before(call);
    if (signal.aborted) throw new RemoteError('aborted', `${call} was cancelled`);
    return normalizePath(path);
  }

  #put(path: string, node: Node): this {
    for (let folder = parentOf(path); !this.#nodes.has(folder); folder = parentOf(folder)) {
      this.#nodes.set(folder, { type: 'directory', modified: this.#tick() });
    }
    this.#nodes.set(path, node);
    return this;
  }

  #get(path: string): Node {
    const node = this.#nodes.get(path);
    if (node === undefined) throw new RemoteError('not-found', `There is no ${path}`);
    return node;
  }

  #file(path: string): Node & { type: 'file' } {
    const node = this.#get(path);
    if (node.type === 'file') return node;
    throw new RemoteError('is-a-directory', `${path} is a folder, not a file`);
  }

  #needFolder(path: string): void {
    if (this.#get(path).type === 'file') {
      throw new RemoteError('not-a-directory', `${path} is no folder`);
    }
  }

  #refuse(write: RemoteWrite, at: string): void {
    const { path, expected, create = true, overwrite = true } = write;
    const node = this.#nodes.get(at);
    if (node?.type === 'directory') this.#file(at);
    if (node === undefined && !create) throw new RemoteError('not-found', `There is no ${path}`);
    if (node !== undefined && !overwrite) {
      throw new RemoteError('exists', `${path} exists already`);
    }
    if (isUnexpected(expected, node)) {
      throw new RemoteError('conflict', `${path} was changed on the server in the meantime`);
    }
  }

  /** Where a chain of links ends; what is missing on the way is not found. */
  #followed(path: string, hops = 8): string {
    const node = this.#get(path);
    if (node.type !== 'symlink') return path;
    if (hops === 0) throw new RemoteError('failed', `${path} leads in a circle`);
    return this.#followed(targetOf(path, node.target), hops - 1);
  }

  /** A dangling link is written through as well: its target comes into being. */
  #throughLink(path: string): string {
    const node = this.#nodes.get(path);
    return node?.type === 'symlink' ? this.#throughLink(targetOf(path, node.target)) : path;
  }

  #tick(): number {
    this.#now += 1000;
    return this.#now;
  }
}

function isUnexpected(expected: RemoteWrite['expected'], node: Node | undefined): boolean {
  if (expected === undefined) return false;
  return expected === 'nothing' ? node !== undefined : !isStill(expected, node);
}

function targetOf(path: string, target: string): string {
  return normalizePath(target.startsWith('/') ? target : childOf(parentOf(path), target));
}

function toEntry(name: string, node: Node): RemoteEntry {
  const { type, modified, mode } = node;
  const told = { name, type, modified, modifiedExact: true, ...(mode !== undefined && { mode }) };
  if (node.type === 'file') return { ...told, size: node.content.length };
  return node.type === 'symlink' ? { ...told, target: node.target } : told;
}

function isStill(expected: RemoteEntry, node: Node | undefined): boolean {
  return node !== undefined && isSameState(expected, toEntry(expected.name, node));
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function allOf({ content, path, onProgress }: RemoteWrite): Promise<Uint8Array> {
  const sendable = toSendable(content, path);
  if (sendable instanceof Uint8Array) return sendable.slice();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of sendable as AsyncIterable<Uint8Array>) {
    pieces.push(piece);
    onProgress?.((bytes += piece.length), undefined);
  }
  return Buffer.concat(pieces);
}
