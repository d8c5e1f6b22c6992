import { Readable, Writable } from 'node:stream';
import { Client } from 'basic-ftp';
import { type Task } from '../task.js';
import { type Remote } from './remote.js';

/** One client, or four that share the work where the others have four sessions. */
export async function openBasicFtp(task: Task): Promise<Remote> {
  const isBulk = task.cell.startsWith('tree') || task.cell === 'recursive';
  const clients = await Promise.all(Array.from({ length: isBulk ? 4 : 1 }, () => login(task)));
  return remoteOf(clients, task.home);
}

async function login({ host, port, user, password, certificate }: Task): Promise<Client> {
  const client = new Client();
  const secured =
    certificate === undefined ? {} : { secure: true, secureOptions: { ca: certificate } };
  await client.access({ host, port, user, password, ...secured });
  return client;
}

function remoteOf(clients: readonly Client[], home: string): Remote {
  const use = lender(clients);
  const at = (path: string): string => `${home}/${path}`;
  return {
    width: clients.length,
    list: async (path) => {
      const entries = await use((client) => client.list(at(path)));
      return {
        count: entries.length,
        names: () => entries.map(({ name }) => name),
        folders: () => entries.filter((entry) => entry.isDirectory).map(({ name }) => name),
      };
    },
    read: (path) => use((client) => read(client, at(path))),
    write: async (path, content) => {
      await use((client) => client.uploadFrom(Readable.from([content]), at(path)));
    },
    sizeOf: (path) => use((client) => client.size(at(path))),
    makeFolder: async (path) => {
      await use((client) => client.send(`MKD ${at(path)}`));
    },
    download: async (path, file) => {
      await use((client) => client.downloadTo(file, at(path)));
    },
    upload: async (file, path) => {
      await use((client) => client.uploadFrom(file, at(path)));
    },
    close: () => {
      for (const client of clients) client.close();
      return Promise.resolve();
    },
  };
}

async function read(client: Client, path: string): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  const sink = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(piece);
      done();
    },
  });
  await client.downloadTo(sink, path);
  return Buffer.concat(pieces);
}

/** Gives each piece of work a client of its own, in the order of asking. */
function lender(
  clients: readonly Client[],
): <T>(work: (client: Client) => Promise<T>) => Promise<T> {
  const idle = [...clients];
  const waiting: ((client: Client) => void)[] = [];
  return async (work) => {
    const client = idle.pop() ?? (await new Promise<Client>((resolve) => waiting.push(resolve)));
    try {
      return await work(client);
    } finally {
      const next = waiting.shift();
      if (next === undefined) idle.push(client);
      else next(client);
    }
  };
}
