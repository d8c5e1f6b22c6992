import { posix } from 'node:path';
import { type FileStore, type StoreEntry } from './file-store.js';
import { fromRaw, toRaw } from './wire-text.js';

/** Where something is: normal text, or bytes where the name is not UTF-8. */
export type SitePath = string | Uint8Array;

/** What is on the server, for tests: looked at and changed behind the back of every session. */
export class SiteFiles {
  readonly #store: FileStore;
  readonly #now: () => number;

  constructor(store: FileStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** The content of a file, links followed; undefined where there is no file. */
  read(path: SitePath): Uint8Array | undefined {
    return this.exists(path) ? this.#store.read(toPlace(path)) : undefined;
  }

  /** Like `read`, as UTF-8 text. */
  text(path: SitePath): string | undefined {
    const bytes = this.read(path);
    return bytes && Buffer.from(bytes).toString('utf8');
  }

  /** Writes a file, and makes the folders above it. */
  write(
    path: SitePath,
    content: string | Uint8Array,
    facts: { modified?: number; mode?: number } = {},
  ): void {
    const place = toPlace(path);
    this.#makeFolders(posix.dirname(place));
    this.#store.write(place, Buffer.from(content as string));
    this.#store.setModified(place, facts.modified ?? this.#now());
    if (facts.mode !== undefined) this.#store.chmod(place, facts.mode);
  }

  /** Removes a file, a link, or a folder with all that is in it; absent is fine. */
  remove(path: SitePath): void {
    const entry = this.stat(path);
    if (entry) this.#removeAt(toPlace(path), entry);
  }

  /** Makes a folder, and those above it; there already is fine. */
  mkdir(path: SitePath): void {
    this.#makeFolders(toPlace(path));
  }

  link(path: SitePath, target: SitePath): void {
    this.#store.link(toPlace(path), toRawPath(target));
  }

  rename(from: SitePath, to: SitePath): void {
    this.#store.rename(toPlace(from), toPlace(to));
  }

  /** The names in a folder, sorted. */
  list(path: SitePath): string[] {
    return this.#store
      .list(toPlace(path))
      .map(({ name }) => fromRaw(name))
      .sort();
  }

  exists(path: SitePath): boolean {
    try {
      this.#store.stat(toPlace(path));
      return true;
    } catch {
      // Absent is an answer here.
      return false;
    }
  }

  /** The entry itself, links not followed; undefined where there is none. */
  stat(path: SitePath): StoreEntry | undefined {
    try {
      const entry = this.#store.lstat(toPlace(path));
      return { ...entry, name: fromRaw(entry.name) };
    } catch {
      // Absent is an answer here.
      return undefined;
    }
  }

  setModified(path: SitePath, epochMs: number): void {
    this.#store.setModified(toPlace(path), epochMs);
  }

  chmod(path: SitePath, mode: number): void {
    this.#store.chmod(toPlace(path), mode);
  }

  #removeAt(place: string, { kind }: StoreEntry): void {
    if (kind !== 'directory') {
      this.#store.remove(place);
      return;
    }
    for (const entry of this.#store.list(place)) {
      this.#removeAt(posix.join(place, entry.name), entry);
    }
    this.#store.rmdir(place);
  }

  #makeFolders(place: string): void {
    if (place === '/' || this.exists(Buffer.from(place, 'latin1'))) return;
    this.#makeFolders(posix.dirname(place));
    this.#store.mkdir(place);
  }
}

function toPlace(path: SitePath): string {
  return posix.resolve('/', toRawPath(path));
}

function toRawPath(path: SitePath): string {
  return typeof path === 'string' ? toRaw(path) : Buffer.from(path).toString('latin1');
}
