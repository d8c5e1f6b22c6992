import fs from 'node:fs';
import { FtpClient, type FtpOptions, FtpPool } from '../../../src/ftp/index.js';
import { type Subject } from '../cells.js';
import { type Task } from '../task.js';
import { type Remote } from './remote.js';

const poolSizes: Partial<Record<Subject, number>> = { 'pool-3': 3, 'pool-4': 4 };

/** One client, or a pool of the size that the subject names. A pool opens its sessions on need. */
export async function openOurs(task: Task): Promise<Remote> {
  const size = poolSizes[task.subject];
  const options = optionsOf(task);
  const files =
    size === undefined ? await FtpClient.connect(options) : new FtpPool({ ...options, size });
  // Several for each session: what is waiting can be sent ahead.
  return remoteOf(files, { home: task.home, width: 4 * (size ?? 1) });
}

function optionsOf({ host, port, user, password, certificate }: Task): FtpOptions {
  const secured =
    certificate === undefined ? {} : { security: 'explicit' as const, tls: { ca: certificate } };
  return { host, port, user, password, ...secured };
}

function remoteOf(
  files: FtpClient | FtpPool,
  { home, width }: { home: string; width: number },
): Remote {
  const at = (path: string): string => `${home}/${path}`;
  return {
    width,
    list: async (path) => {
      const entries = await files.list(at(path));
      return {
        count: entries.length,
        names: () => entries.map(({ name }) => name),
        folders: () => entries.filter(({ type }) => type === 'directory').map(({ name }) => name),
      };
    },
    read: (path) => files.readFile(at(path)),
    write: (path, content) => files.writeFile(at(path), content),
    sizeOf: async (path) => (await files.stat(at(path))).size,
    makeFolder: (path) => files.mkdir(at(path)),
    download: (path, file) => download(files, { path: at(path), file }),
    upload: (file, path) => upload(files, { path: at(path), file }),
    close: () => files.close(),
  };
}

interface Copy {
  readonly path: string;
  readonly file: string;
}

const bigPieces = { highWaterMark: 1024 * 1024 };

async function download(files: FtpClient | FtpPool, { path, file }: Copy): Promise<void> {
  if (isBig(path)) {
    await downloadBig(files, { path, file });
  } else {
    fs.writeFileSync(file, await files.readFile(path));
  }
}

async function downloadBig(files: FtpClient | FtpPool, { path, file }: Copy): Promise<void> {
  const target = await fs.promises.open(file, 'w');
  const sink = async (chunk: Uint8Array): Promise<void> => {
    for (let done = 0; done < chunk.length;) {
      done += (await target.write(chunk, done)).bytesWritten;
    }
  };
  try {
    await files.readInto(path, sink, { isLent: true });
  } finally {
    await target.close();
  }
}

async function upload(files: FtpClient | FtpPool, { path, file }: Copy): Promise<void> {
  const content = isBig(path) ? fs.createReadStream(file, bigPieces) : fs.readFileSync(file);
  await files.writeFile(path, content);
}

function isBig(path: string): boolean {
  return path.endsWith('.bin');
}
