import { createHash } from 'node:crypto';
import { RemoteError } from '../../../src/base/remote-error.js';
import { type RemoteEntry } from '../../../src/base/remote-entry.js';
import { isSameLocal, type SideState } from '../../../src/sync/facts.js';
import { type LocalFiles, type StagedFile } from '../../../src/sync/local-files.js';
import { baseOf, folderOf, isBelow, joined } from '../../../src/sync/scan.js';

type Node =
  | { type: 'directory'; modified: number }
  | { type: 'file'; modified: number; content: Uint8Array }
  | { type: 'symlink'; modified: number };

const startTime = Date.UTC(2024, 0, 1);

/** A local folder in memory, and a clock that goes on by three seconds with each change. */
export class MemoryLocal implements LocalFiles {
  readonly #nodes = new Map<string, Node>([['', { type: 'directory', modified: startTime }]]);
  #now = startTime;
  #temporaries = 0;

  readonly now = (): number => this.#now;

  putFile(path: string, text: string): this {
    this.#makeAbove(path);
    return this.#set(path, { type: 'file', modified: this.#tick(), content: Buffer.from(text) });
  }

  putFolder(path: string): this {
    this.#makeAbove(path);
    return this.#set(path, { type: 'directory', modified: this.#tick() });
  }

  putLink(path: string): this {
    this.#makeAbove(path);
    return this.#set(path, { type: 'symlink', modified: this.#tick() });
  }

  /** Another time, the same content. */
  touch(path: string): void {
    this.#set(path, { ...this.#get(path), modified: this.#tick() });
  }

  /** A path with all below it. */
  take(path: string): void {
    for (const one of [...this.#nodes.keys()]) if (isBelow(one, path)) this.#nodes.delete(one);
    this.#tick();
  }

  /** All that is there: files with their text, folders with none. */
  tree(): Map<string, string | undefined> {
    const paths = [...this.#nodes.keys()].filter((path) => path !== '').sort();
    return new Map(paths.map((path) => [path, this.#text(path)]));
  }

  list(folder: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
    return this.#do(signal, () => {
      if (this.#get(folder).type !== 'directory') throw error('not-a-directory', folder);
      const inside = [...this.#nodes.keys()].filter(
        (path) => path !== '' && folderOf(path) === folder,
      );
      return inside.map((path) => ({ name: baseOf(path), ...this.#state(path) }));
    });
  }

  look(path: string, signal: AbortSignal): Promise<SideState | undefined> {
    return this.#do(signal, () => (this.#nodes.has(path) ? this.#state(path) : undefined));
  }

  hash(path: string, signal: AbortSignal): Promise<string> {
    return this.#do(signal, () => hashOf(this.#content(path)));
  }

  read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    return this.#do(signal, () => this.#content(path).slice());
  }

  async *stream(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    yield await this.read(path, signal);
  }

  async stage(
    path: string,
    content: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<StagedFile> {
    await this.makeFolder(folderOf(path), signal);
    this.#temporaries += 1;
    const token = this.#temporaries.toString(16).padStart(8, '0');
    const temporary = joined(folderOf(path), `.${baseOf(path)}.ftpws-${token}.tmp`);
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece);
    const whole = Buffer.concat(pieces);
    this.#set(temporary, { type: 'file', modified: this.#tick(), content: whole });
    return {
      size: whole.length,
      hash: hashOf(whole),
      read: () => this.stream(temporary, signal),
      commit: (target, stop) => this.#commit({ path, temporary }, target, stop),
      discard: () => Promise.resolve(void this.#nodes.delete(temporary)),
    };
  }

  remove(path: string, signal: AbortSignal): Promise<void> {
    return this.#do(signal, () => {
      this.#get(path);
      const all = [...this.#nodes.keys()].filter((one) => isBelow(one, path));
      if (all.length > 1) throw error('exists', path);
      this.take(path);
    });
  }

  rename(from: string, to: string, signal: AbortSignal): Promise<void> {
    return this.#do(signal, () => {
      if (this.#nodes.has(to)) throw error('exists', to);
      for (const path of [...this.#nodes.keys()].filter((one) => isBelow(one, from))) {
        const node = this.#get(path);
        this.#nodes.delete(path);
        this.#nodes.set(`${to}${path.slice(from.length)}`, node);
      }
    });
  }

  makeFolder(path: string, signal: AbortSignal): Promise<void> {
    return this.#do(signal, () => {
      const there = this.#nodes.get(path);
      if (there !== undefined && there.type !== 'directory') throw error('exists', path);
      if (there === undefined) this.putFolder(path);
    });
  }

  #commit(
    { path, temporary }: { path: string; temporary: string },
    { expected, modified }: { expected: SideState | undefined; modified: number | undefined },
    signal: AbortSignal,
  ): Promise<SideState> {
    return this.#do(signal, () => {
      const now = this.#nodes.has(path) ? this.#state(path) : undefined;
      const isExpected =
        now === undefined || expected === undefined ? now === expected : isSameLocal(now, expected);
      if (!isExpected) throw error('conflict', path);
      const staged = this.#get(temporary);
      this.#nodes.delete(temporary);
      this.#set(path, { ...staged, modified: modified ?? staged.modified });
      return this.#state(path);
    });
  }

  #do<T>(signal: AbortSignal, work: () => T): Promise<T> {
    if (signal.aborted) return Promise.reject(error('aborted', 'the work'));
    // As on a disk, nothing has happened yet when the call comes back.
    return Promise.resolve().then(work);
  }

  #makeAbove(path: string): void {
    const folder = folderOf(path);
    if (!this.#nodes.has(folder)) this.putFolder(folder);
    if (this.#get(folder).type !== 'directory') throw error('not-a-directory', folder);
  }

  #get(path: string): Node {
    const node = this.#nodes.get(path);
    if (node === undefined) throw error('not-found', path);
    return node;
  }

  #content(path: string): Uint8Array {
    const node = this.#get(path);
    if (node.type !== 'file') throw error('is-a-directory', path);
    return node.content;
  }

  #text(path: string): string | undefined {
    const node = this.#get(path);
    if (node.type === 'file') return Buffer.from(node.content).toString();
    return node.type === 'symlink' ? '-> somewhere' : undefined;
  }

  #state(path: string): SideState {
    const node = this.#get(path);
    const { type, modified } = node;
    const size = node.type === 'file' ? { size: node.content.length } : {};
    return { type, ...size, modified, modifiedExact: true };
  }

  #set(path: string, node: Node): this {
    this.#nodes.set(path, node);
    return this;
  }

  #tick(): number {
    this.#now += 3_000;
    return this.#now;
  }
}

export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function error(kind: RemoteError['kind'], path: string): RemoteError {
  return new RemoteError(kind, `${path}: ${kind}`);
}
