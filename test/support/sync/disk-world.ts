// A local folder on the disk and a remote one on a real server, whose own disk is edited behind its back.
import fs from 'node:fs';
import path from 'node:path';
import { never } from '../../../src/base/abort.js';
import { AppendLog } from '../../../src/sync/append-log.js';
import { journalVersion } from '../../../src/sync/journal.js';
import { LocalDisk } from '../../../src/sync/local-disk.js';
import { connectionTo } from '../connection-to.js';
import { type ServerName } from '../servers/recipe.js';
import { type RealServer, startServer } from '../servers/start-server.js';
import { type Edit, type EditedSide, type SyncWorld } from './sync-world.js';

/** No multiple of a quarter of an hour: some listings tell neither seconds nor the zone. */
const olderMs = 7.5 * 60_000;

/** A server with one connection to it, on which many worlds can stand, each in a folder of its own. */
export interface SyncServer {
  world(): Promise<SyncWorld>;
  stop(): Promise<void>;
}

/** Starts the server; `folder` on our disk is for the local sides and the journals. */
export async function startSyncServer(name: ServerName, folder: string): Promise<SyncServer> {
  const server = await startServer(name);
  const { host, port, user, password } = server;
  const connection = connectionTo({ host, port, user, password });
  let worlds = 0;
  return {
    world: async () => {
      worlds += 1;
      const own = `world-${String(worlds)}`;
      const local = path.join(folder, own);
      fs.mkdirSync(local);
      const remote = new DiskSide(path.join(server.root, own), ownerOf(server));
      remote.makeTop();
      return {
        local: new DiskSide(local),
        remote,
        localFiles: new LocalDisk(local),
        remoteFiles: connection.fresh,
        remoteRoot: `/${own}`,
        log: await AppendLog.open(`${local}.journal`, { version: journalVersion }, never),
        now: () => Date.now(),
        stop: () => Promise.resolve(),
      };
    },
    stop: async () => {
      await connection.disconnect();
      await server.stop();
    },
  };
}

interface Owner {
  uid: number;
  gid: number;
}

function ownerOf({ root }: RealServer): Owner {
  const { uid, gid } = fs.statSync(root);
  return { uid, gid };
}

class DiskSide implements EditedSide {
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
    else if (kind === 'link') fs.symlinkSync('somewhere', at);
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
