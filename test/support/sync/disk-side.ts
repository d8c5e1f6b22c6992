import fs from 'node:fs';
import path from 'node:path';
import { type Edit, type EditedSide } from './sync-world.js';

/** No multiple of a quarter of an hour: some listings tell neither seconds nor the zone. */
const olderMs = 7.5 * 60_000;

/** Whose files they are to be. */
export interface Owner {
  uid: number;
  gid: number;
}

/** A folder on a disk: our own, or with an owner that of a server's user. */
export class DiskSide implements EditedSide {
  readonly #root: string;
  readonly #owner: Owner | undefined;

  constructor(root: string, owner?: Owner) {
    this.#root = root;
    this.#owner = owner;
  }

  makeTop(): void {
    this.#makeFolder('');
  }

  edit([kind, relative, text = '']: Edit): void {
    const at = path.join(this.#root, relative);
    if (kind === 'delete') fs.rmSync(at, { recursive: true });
    else if (kind === 'touch') this.#setOlder(at, fs.statSync(at).mtimeMs);
    else if (kind === 'folder') this.#makeFolder(relative);
    else if (kind === 'link') this.#link(at);
    else this.#write(relative, text);
  }

  tree(): Map<string, string | undefined> {
    const found = fs.readdirSync(this.#root, { recursive: true, withFileTypes: true });
    const entries = found.map((entry): [string, string | undefined] => {
      const at = path.join(entry.parentPath, entry.name);
      const relative = path.relative(this.#root, at).split(path.sep).join('/');
      if (entry.isSymbolicLink()) return [relative, '-> somewhere'];
      return [relative, entry.isFile() ? fs.readFileSync(at, 'utf8') : undefined];
    });
    return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** To a file that is there: some servers do not list a link to nothing. */
  #link(at: string): void {
    const target = `${this.#root}-somewhere`;
    fs.writeFileSync(target, 'somewhere');
    this.#give(target);
    fs.symlinkSync(path.relative(path.dirname(at), target), at);
  }

  #write(relative: string, text: string): void {
    this.#makeFolder(path.dirname(relative));
    const at = path.join(this.#root, relative);
    const before = fs.statSync(at, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    fs.writeFileSync(at, text);
    this.#give(at);
    // Servers tell of seconds or minutes: another time is another one for all of them.
    if (this.#owner !== undefined) this.#setOlder(at, before);
  }

  #makeFolder(relative: string): void {
    const at = path.join(this.#root, relative);
    if (fs.existsSync(at)) return;
    if (relative !== '')
      this.#makeFolder(path.dirname(relative) === '.' ? '' : path.dirname(relative));
    fs.mkdirSync(at);
    this.#give(at);
  }

  #setOlder(at: string, before: number): void {
    fs.utimesSync(at, (before - olderMs) / 1000, (before - olderMs) / 1000);
  }

  #give(at: string): void {
    if (this.#owner !== undefined) fs.chownSync(at, this.#owner.uid, this.#owner.gid);
  }
}
