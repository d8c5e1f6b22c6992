import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as engine from '../../src/ftp/index.js';
import { demoSite } from '../support/demo-site.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { inProject } from '../support/project.js';
import type { ServerName } from '../support/servers/recipe.js';
import { startServer } from '../support/servers/start-server.js';
import { siteFiles } from '../support/site-files.js';
import type { Remote } from './wishes.js';

/** A server with the demo website, and a way to its bytes that goes around the extension. */
export interface SiteServer {
  /** For people: what it is and how it is reached. */
  readonly description: string;
  /** What the setting `ftpWorkspaces.connections` says of it. */
  readonly profile: { host: string; port: number; user: string; root: string };
  /** Empty for an anonymous user, and where the user is to type it. */
  readonly password: string;
  /** How the bytes are looked at. */
  readonly witness: string;
  /** The bytes of a file, by its path below the website's folder; undefined where there is none. */
  read(file: string): Promise<Uint8Array | undefined>;
  /** Takes away what was put there, and ends what was started. */
  stop(): Promise<void>;
}

/** The server of the tests, in this process. */
export async function embeddedServer(): Promise<SiteServer> {
  const account = { user: 'demo', password: 'demo' };
  const server = await FtpServer.start({
    users: { [account.user]: { password: account.password } },
    files: demoSite(),
    dataPort20: true,
  });
  return {
    description: `the demo server on ${server.host}:${String(server.port)}`,
    profile: { host: server.host, port: server.port, user: account.user, root: '/' },
    password: account.password,
    witness: "the server's own store",
    read: (file) => Promise.resolve(server.files.read(`/${file}`)),
    stop: () => server.stop(),
  };
}

/** A real server on a free port, with its files on disk. */
export async function realServer(name: ServerName): Promise<SiteServer> {
  const server = await startServer(name);
  server.seed(siteFiles());
  return {
    description: `${name} on ${server.host}:${String(server.port)}, files in ${server.root}`,
    profile: { host: server.host, port: server.port, user: server.user, root: server.home },
    password: server.password,
    witness: `the disk of ${name}`,
    read: (file) => Promise.resolve(readDisk(path.join(server.root, file))),
    stop: () => server.stop(),
  };
}

/** Somebody's server, as it is: nothing is put there, and nothing is looked at. */
export function remoteServer(remote: Remote): SiteServer {
  const { host, port, user } = remote;
  return {
    description: `${user}@${host}:${String(port)}`,
    // Without a root it would start where the login does, which is what is wanted here.
    profile: { host, port, user, root: '.' },
    password: '',
    witness: '',
    read: () => Promise.resolve(undefined),
    stop: () => Promise.resolve(),
  };
}

/** Somebody's server, with the website in a new folder that is removed again. */
export async function remoteSite(remote: Remote, password: string): Promise<SiteServer> {
  const { host, port, user, disk } = remote;
  const { FtpClient } = loadEngine();
  const root = `ftp-workspaces-check-${String(Date.now())}`;
  const inSession = async <T>(work: (client: engine.FtpClient) => Promise<T>): Promise<T> => {
    const client = await FtpClient.connect({
      host,
      port,
      user,
      ...(password !== '' && { password }),
    });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };
  await inSession((client) => upload(client, root));
  return {
    description: `${user}@${host}:${String(port)}, folder ${root}`,
    profile: { host, port, user, root },
    password,
    witness: disk === undefined ? 'a session of its own' : `the disk below ${disk}`,
    read: (file) => {
      if (disk !== undefined) return Promise.resolve(readDisk(path.join(disk, root, file)));
      return inSession((client) => readRemote(client, `${root}/${file}`));
    },
    stop: () => inSession((client) => removeFolder(client, root)),
  };
}

/** The bundled engine, as any program would load it. */
function loadEngine(): typeof engine {
  const require = createRequire(inProject('package.json'));
  return require('./dist/ftp.cjs') as typeof engine;
}

async function upload(client: engine.FtpClient, root: string): Promise<void> {
  const made = new Set<string>();
  await client.mkdir(root);
  for (const [file, content] of Object.entries(siteFiles())) {
    const folder = path.posix.dirname(file);
    if (folder !== '.' && !made.has(folder)) {
      await client.mkdir(`${root}/${folder}`);
      made.add(folder);
    }
    await client.writeFile(`${root}/${file}`, content);
  }
}

async function readRemote(client: engine.FtpClient, file: string): Promise<Uint8Array | undefined> {
  const { RemoteError } = loadEngine();
  try {
    return await client.readFile(file);
  } catch (error) {
    if (error instanceof RemoteError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

async function removeFolder(client: engine.FtpClient, folder: string): Promise<void> {
  for (const { name, type } of await client.list(folder)) {
    const inside = `${folder}/${name}`;
    if (type === 'directory') await removeFolder(client, inside);
    else await client.remove(inside);
  }
  await client.rmdir(folder);
}

function readDisk(file: string): Uint8Array | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file) : undefined;
}
