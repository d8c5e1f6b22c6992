import * as fs from 'node:fs';
import { posix } from 'node:path';
import { type Readable, type Writable } from 'node:stream';
import { type FileStore, type StoreEntry, StoreError, type WriteStart } from './file-store.js';

const sliceBytes = 256 * 1024;

/** A folder on disk. What links lead out of it to is refused. */
export class DiskStore implements FileStore {
  readonly #root: string;

  constructor(folder: string) {
    this.#root = realPath(Buffer.from(folder));
  }

  stat(path: string): StoreEntry {
    return toEntry(posix.basename(path), fs.statSync(this.#behind(path)));
  }

  lstat(path: string): StoreEntry {
    return this.#entry(posix.basename(path), this.#at(path));
  }

  list(path: string): StoreEntry[] {
    const folder = this.#behind(path);
    return fs.readdirSync(folder, { encoding: 'buffer' }).map((bytes) => {
      const name = bytes.toString('latin1');
      return this.#entry(name, Buffer.from(`${folder.toString('latin1')}/${name}`, 'latin1'));
    });
  }

  read(path: string): Uint8Array {
    return fs.readFileSync(this.#behind(path));
  }

  write(path: string, content: Uint8Array): void {
    fs.writeFileSync(this.#writable(path), content);
  }

  readStream(path: string, start: number): Readable {
    const fd = fs.openSync(this.#behind(path), 'r');
    return fs.createReadStream('', { fd, start, highWaterMark: sliceBytes });
  }

  writeStream(path: string, start: WriteStart): Writable {
    const place = this.#writable(path);
    if (typeof start === 'number') return toStream(fs.openSync(place, 'r+'), { start });
    return toStream(fs.openSync(place, start === 'append' ? 'a' : 'w'));
  }

  remove(path: string): void {
    const place = this.#at(path);
    if (fs.lstatSync(place).isDirectory()) throw new StoreError('EISDIR');
    fs.unlinkSync(place);
  }

  mkdir(path: string): void {
    fs.mkdirSync(this.#at(path));
  }

  rmdir(path: string): void {
    if (path === '/') throw new StoreError('EPERM');
    fs.rmdirSync(this.#at(path));
  }

  rename(from: string, to: string): void {
    fs.renameSync(this.#at(from), this.#at(to));
  }

  link(path: string, target: string): void {
    fs.symlinkSync(Buffer.from(target, 'latin1'), this.#at(path));
  }

  chmod(path: string, mode: number): void {
    fs.chmodSync(this.#behind(path), mode);
  }

  setModified(path: string, epochMs: number): void {
    fs.utimesSync(this.#behind(path), epochMs / 1000, epochMs / 1000);
  }

  #entry(name: string, place: Buffer): StoreEntry {
    const stats = fs.lstatSync(place);
    if (!stats.isSymbolicLink()) return toEntry(name, stats);
    const target = fs.readlinkSync(place, 'buffer').toString('latin1');
    return { ...toEntry(name, stats), kind: 'link', target };
  }

  /** The place itself; only what is above it may be a link. */
  #at(path: string): Buffer {
    if (path === '/') return Buffer.from(this.#root, 'latin1');
    const parent = this.#inside(realPath(toDisk(this.#root, posix.dirname(path))));
    return toDisk(parent, `/${posix.basename(path)}`);
  }

  /** Where `path` leads, links followed. */
  #behind(path: string): Buffer {
    return Buffer.from(this.#inside(realPath(toDisk(this.#root, path))), 'latin1');
  }

  /** Where a write to `path` goes: there, or to what the link there leads to. */
  #writable(path: string): Buffer {
    const place = this.#at(path);
    return fs.lstatSync(place, { throwIfNoEntry: false }) ? this.#behind(path) : place;
  }

  #inside(real: string): string {
    if (real !== this.#root && !real.startsWith(`${this.#root}/`)) throw new StoreError('EACCES');
    return real;
  }
}

function toStream(fd: number, from: { start?: number } = {}): Writable {
  return fs.createWriteStream('', { fd, ...from, highWaterMark: 4 * sliceBytes });
}

function toDisk(folder: string, path: string): Buffer {
  return Buffer.from(path === '/' ? folder : folder + path, 'latin1');
}

function realPath(place: Buffer): string {
  return fs.realpathSync.native(place, 'buffer').toString('latin1');
}

function toEntry(name: string, stats: fs.Stats): StoreEntry {
  return {
    name,
    kind: stats.isDirectory() ? 'directory' : 'file',
    size: stats.size,
    modified: stats.mtimeMs,
    mode: stats.mode & 0o7777,
    unique: `${stats.dev.toString(16)}g${stats.ino.toString(16)}`,
  };
}
