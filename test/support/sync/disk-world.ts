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
import { DiskSide, type Owner } from './disk-side.js';
import { type SyncWorld } from './sync-world.js';

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

function ownerOf({ root }: RealServer): Owner {
  const { uid, gid } = fs.statSync(root);
  return { uid, gid };
}
