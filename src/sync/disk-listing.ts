// What a folder of the disk holds. Where the system has its files in memory a look takes a few
// microseconds, and a thread for it costs ten times as much: so files are looked at one after another,
// for a few milliseconds at a time, and by threads where looks have shown that the disk is slow.
import { constants, lstatSync, type Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type EntryType, type RemoteEntry } from '../base/remote-entry.js';
import { inParallel } from './in-parallel.js';
import { ifThere } from './storage-error.js';

/** Nothing else has its turn for so long at the most. */
const stretchMs = 4;
/** A disk that takes longer over a look has not answered from memory. */
const slowMs = 1;
/** So many looks of one folder tell that it is slow; one may have been held up by anything. */
const slowLooks = 3;
/** So many folders are looked through by threads then, before it is tried again. */
const slowFolders = 32;
const looksAtOnce = 32;

interface Folder {
  at: string;
  names: readonly string[];
  /** May end the work. */
  check: () => void;
}

/** Lists the folders of one disk. */
export class DiskListing {
  /** The first folder shows whether there is a disk that answers at all. */
  #slowLeft = 1;
  /** 0: everything else had its turn since. */
  #stretchEnds = 0;

  /** The entries of a folder, links as links; `check` may end the work. Rejects as the system does. */
  async list(at: string, check: () => void): Promise<RemoteEntry[]> {
    check();
    const folder = { at, names: await readdir(at), check };
    if (this.#slowLeft > 0) {
      this.#slowLeft -= 1;
      return lookByThreads(folder);
    }
    return this.#look(folder);
  }

  async #look({ at, names, check }: Folder): Promise<RemoteEntry[]> {
    const entries: RemoteEntry[] = [];
    let slow = 0;
    let before = await this.#nextStretch();
    for (const [index, name] of names.entries()) {
      const stats = lstatSync(at + path.sep + name, { throwIfNoEntry: false });
      // What has gone meanwhile is not there.
      if (stats !== undefined) entries.push(entryOf(name, stats));
      const now = performance.now();
      if (now - before > slowMs) slow += 1;
      if (slow >= slowLooks) {
        this.#slowLeft = slowFolders;
        return [...entries, ...(await lookByThreads({ at, names: names.slice(index + 1), check }))];
      }
      before = now;
      if (now < this.#stretchEnds) continue;
      before = await this.#nextStretch();
      check();
    }
    return entries;
  }

  /** Waits until there is time for some looks, which all listings share; tells the time. */
  async #nextStretch(): Promise<number> {
    while (this.#stretchEnds !== 0 && performance.now() >= this.#stretchEnds) await turn();
    const now = performance.now();
    if (this.#stretchEnds === 0) {
      this.#stretchEnds = now + stretchMs;
      setImmediate(() => (this.#stretchEnds = 0));
    }
    return now;
  }
}

async function lookByThreads({ at, names, check }: Folder): Promise<RemoteEntry[]> {
  const found = await inParallel(names, looksAtOnce, async (name) => {
    check();
    const stats = await ifThere(lstat(path.join(at, name)));
    return stats === undefined ? [] : [entryOf(name, stats)];
  });
  return found.flat();
}

function entryOf(name: string, stats: Stats): RemoteEntry {
  const type = typeOf(stats);
  const times = { modified: stats.mtimeMs, modifiedExact: true, mode: stats.mode & 0o7777 };
  return type === 'file' ? { name, type, size: stats.size, ...times } : { name, type, ...times };
}

/** What stands there, links as links. */
export function typeOf({ mode }: Stats): EntryType {
  switch (mode & constants.S_IFMT) {
    case constants.S_IFREG:
      return 'file';
    case constants.S_IFDIR:
      return 'directory';
    case constants.S_IFLNK:
      return 'symlink';
    default:
      return 'unknown';
  }
}
