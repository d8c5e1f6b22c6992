// The server that the demo works on: our own, a real one from Debian's packages, or somebody's.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { FtpClient, type FtpOptions } from '../../src/ftp/index.js';
import { demoSite } from '../support/demo-site.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { startServer } from '../support/servers/start-server.js';
import { askPassword } from './ask-password.js';
import { siteFiles } from './site.js';
import { type Remote, type Wishes } from './wishes.js';

export interface Target {
  /** What the terminal says about it. */
  readonly title: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly password: string;
  /** The bytes of a file below the shown folder, as they are on the server; not asked of VS Code. */
  read(file: string): Promise<Uint8Array>;
  stop(): Promise<void>;
}

/** Makes the server ready that `wishes` names, with the demo website on it where it is to be checked. */
export async function openTarget({ on, isCheck }: Wishes): Promise<Target> {
  if (on === undefined) return ownServer();
  if (typeof on === 'string') return realServer(on);
  return isCheck ? checkedRemote(on) : remote(on);
}

async function ownServer(): Promise<Target> {
  const server = await FtpServer.start({ files: demoSite(), dataPort20: true });
  return {
    title: `the demo host ftp://demo@${server.host}:${String(server.port)}/ (password: demo)`,
    profile: { host: server.host, port: server.port, user: 'demo', root: '/' },
    password: 'demo',
    read: (file) => Promise.resolve(server.files.read(file) ?? missing(file)),
    stop: () => server.stop(),
  };
}

async function realServer(name: Parameters<typeof startServer>[0]): Promise<Target> {
  const server = await startServer(name);
  server.seed(siteFiles());
  const { host, port, user, password } = server;
  return {
    title: `${name} at ftp://${user}@${host}:${String(port)}/ (password: ${password}; disk: ${server.root})`,
    profile: { host, port, user, root: server.home },
    password,
    read: (file) => fs.promises.readFile(path.join(server.root, file)),
    stop: () => server.stop(),
  };
}

async function remote({ host, port, user }: Remote): Promise<Target> {
  const isAnonymous = user === 'anonymous';
  return {
    title: `ftp://${user}@${host}:${String(port)}/`,
    profile: { host, port, user },
    password: isAnonymous ? '' : await askPassword(`Password of ${user}@${host}: `),
    read: (file) => Promise.reject(new Error(`${file} is not read here`)),
    stop: () => Promise.resolve(),
  };
}

/** Somebody's server gets a folder of its own for the check, which is removed in the end. */
async function checkedRemote(on: Remote): Promise<Target> {
  const target = await remote(on);
  const { host, port, user } = on;
  const options = { host, port, user, password: target.password };
  const name = `ftp-workspaces-check-${randomBytes(4).toString('hex')}`;
  const folder = await withClient(options, async (client) => {
    const created = `${client.home === '/' ? '' : client.home}/${name}`;
    await upload(client, created);
    return created;
  });
  return {
    ...target,
    profile: { ...target.profile, root: folder },
    read: (file) =>
      on.disk === undefined
        ? withClient(options, (client) => client.readFile(folder + file))
        : fs.promises.readFile(path.join(on.disk, name, file)),
    stop: () => withClient(options, (client) => removeAll(client, folder)),
  };
}

/** A session of its own, so that what is compared is what another client sees. */
async function withClient<T>(
  options: FtpOptions,
  work: (client: FtpClient) => Promise<T>,
): Promise<T> {
  const client = await FtpClient.connect(options);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function upload(client: FtpClient, folder: string): Promise<void> {
  await client.mkdir(folder);
  const made = new Set<string>();
  for (const [file, content] of Object.entries(siteFiles())) {
    const parts = file.split('/').slice(0, -1);
    for (const at of parts.keys()) {
      const below = parts.slice(0, at + 1).join('/');
      if (!made.has(below)) await client.mkdir(`${folder}/${below}`);
      made.add(below);
    }
    await client.writeFile(`${folder}/${file}`, content);
  }
}

async function removeAll(client: FtpClient, folder: string): Promise<void> {
  for (const { name, type } of await client.list(folder)) {
    if (type === 'directory') await removeAll(client, `${folder}/${name}`);
    else await client.remove(`${folder}/${name}`);
  }
  await client.rmdir(folder);
}

function missing(file: string): never {
  throw new Error(`${file} is not on the server`);
}
