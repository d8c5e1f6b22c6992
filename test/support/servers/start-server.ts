// Real FTP servers for tests, on free loopback ports, each with its own configuration, user and
// files. A server runs in a process namespace of its own: the kernel ends all of its processes
// when we stop it, and also when we die without stopping it.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../free-port.js';
import { type Certificate, testCertificate } from '../test-certificate.js';
import { until } from '../until.js';
import { outputOf } from './command.js';
import { type Unpacked, unpackedPackages } from './packages.js';
import { proftpd } from './proftpd.js';
import { pureFtpd } from './pure-ftpd.js';
import type { Account, Place, Recipe } from './recipe.js';
import type { ServerName, ServerOptions } from './recipe.js';
import { dropAbandoned, makeScratch, removeScratch } from './scratch.js';
import { vsftpd } from './vsftpd.js';

/** A real server that runs. */
export interface RealServer {
  readonly name: ServerName;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The user's home on disk. */
  readonly root: string;
  /** The same folder as the server names it: "/", or its path on disk where there is no chroot. */
  readonly home: string;
  readonly logFile: string;
  /** What a client has to trust to speak TLS with it. */
  readonly certificate: string | undefined;
  /** Writes files below `root` as if the user had uploaded them. */
  seed(files: Readonly<Record<string, string | Uint8Array>>): void;
  stop(): Promise<void>;
}

const recipes: Readonly<Record<ServerName, Recipe>> = { vsftpd, proftpd, 'pure-ftpd': pureFtpd };

export const serverNames: readonly ServerName[] = ['vsftpd', 'proftpd', 'pure-ftpd'];

const known = new Map<ServerName, Promise<Unpacked>>();
const isRoot = process.getuid?.() === 0;

const runningServers = new Set<ChildProcess>();
// Before their folders are removed, which they would write to.
process.prependListener('exit', () => {
  for (const running of runningServers) running.kill('SIGKILL');
});

/** Starts what follows in namespaces that end with it. */
const namespace = [
  'unshare',
  ...(isRoot ? ['--mount'] : ['--user', '--map-current-user']),
  ...['--pid', '--fork', '--kill-child', '--'],
  // The first process of a namespace is given all orphans, and not every server can take that.
  ...['sh', '-c', '"$@"; exit "$?"', 'sh'],
] as const;

/** Undefined if `name` can be started here; else one line that says why not. */
export async function availability(name: ServerName): Promise<string | undefined> {
  try {
    await obtain(name);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Starts a server of its own for the caller, who stops it. */
export async function startServer(
  name: ServerName,
  options: ServerOptions = {},
): Promise<RealServer> {
  const unpacked = await obtain(name);
  dropAbandoned();
  const folder = makeScratch(name);
  try {
    return await startIn(folder, { name, options, unpacked });
  } catch (error) {
    removeScratch(folder);
    throw error;
  }
}

function obtain(name: ServerName): Promise<Unpacked> {
  let unpacked = known.get(name);
  if (unpacked === undefined) {
    unpacked = prepare(recipes[name]);
    known.set(name, unpacked);
  }
  return unpacked;
}

async function prepare(recipe: Recipe): Promise<Unpacked> {
  if (process.platform !== 'linux') throw new Error('it comes from packages for Debian Linux');
  if (recipe.needsRoot !== undefined && !isRoot) throw new Error(recipe.needsRoot);
  await outputOf([...namespace, 'true']);
  return unpackedPackages(recipe.wanted);
}

interface Start {
  readonly name: ServerName;
  readonly options: ServerOptions;
  readonly unpacked: Unpacked;
}

async function startIn(folder: string, { name, options, unpacked }: Start): Promise<RealServer> {
  const account = await accountForFiles();
  const root = path.join(folder, 'home');
  fs.mkdirSync(root);
  own(root, account);
  const { address = '127.0.0.1', tls } = options;
  const certificate = tls === undefined ? undefined : certificateFor(address);
  const keyAndCertificate = path.join(folder, 'server.pem');
  if (certificate !== undefined) {
    const text = `${certificate.key}${certificate.cert}`;
    fs.writeFileSync(keyAndCertificate, text, { mode: 0o600 });
  }
  const place: Place = {
    address,
    port: await freePort(address),
    folder,
    root,
    logFile: path.join(folder, 'server.log'),
    account,
    unpacked,
    options,
    keyAndCertificate: certificate === undefined ? undefined : keyAndCertificate,
  };
  const running = await launch(name, place);
  return {
    name,
    host: address,
    port: place.port,
    user: account.user,
    password: account.password,
    root,
    home: isRoot ? '/' : root,
    logFile: place.logFile,
    certificate: certificate?.cert,
    seed: (files) => {
      seed(place, files);
    },
    stop: () => stop(running, place),
  };
}

async function accountForFiles(): Promise<Account> {
  const self = os.userInfo();
  const login = {
    user: 'demo',
    password: 'demo-password',
    passwordHash:
      '$6$ftpworkspaces$I.sdP9HqHfMwhHM61e/QfWizPVGagVsPPSk92V/Ni9rqSqInVgCU/cL4cAWErK2ngC57XNDNq.5O1vOByZDts1',
  };
  // Every Debian system has this user, and its home exists.
  if (isRoot) return { ...login, uid: 1, gid: 1, systemUser: 'daemon', systemGroup: 'daemon' };
  const systemGroup = (await outputOf(['id', '-gn'])).trim();
  return { ...login, uid: self.uid, gid: self.gid, systemUser: self.username, systemGroup };
}

function certificateFor(address: string): Certificate {
  return address === '127.0.0.1'
    ? testCertificate()
    : testCertificate({ hosts: [address, '127.0.0.1'] });
}

async function launch(name: ServerName, place: Place): Promise<ChildProcess> {
  const command = await recipes[name].prepare(place);
  // The first program ends with us, the second takes all of the server with it.
  const args = ['--pdeathsig', 'KILL', ...namespace, ...command];
  const output = fs.openSync(path.join(place.folder, 'output.log'), 'a');
  const running = spawn('setpriv', args, {
    cwd: place.folder,
    env: { ...process.env, ...place.unpacked.env },
    stdio: ['ignore', output, output],
  });
  fs.closeSync(output);
  runningServers.add(running);
  running.once('exit', () => runningServers.delete(running));
  try {
    await until(`${name} to greet`, 15_000, () => {
      if (running.exitCode !== null) return true;
      return isListening(place);
    });
    if (running.exitCode !== null) throw new Error(`${name} ended at once`);
  } catch (error) {
    running.kill('SIGKILL');
    throw new Error(`${String(error)}\n${readOutput(place)}`, { cause: error });
  }
  return running;
}

function readOutput({ folder }: Place): string {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.log'));
  return names.map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n');
}

function isListening({ address, port }: Place): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: address });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

function seed(place: Place, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const parts = name.split('/').filter((part) => part !== '');
    let folder = place.root;
    for (const part of parts.slice(0, -1)) {
      folder = path.join(folder, part);
      if (fs.existsSync(folder)) continue;
      fs.mkdirSync(folder);
      own(folder, place.account);
    }
    const file = path.join(folder, parts.at(-1) ?? '');
    fs.writeFileSync(file, content);
    own(file, place.account);
  }
}

function own(file: string, account: Account): void {
  if (isRoot) fs.chownSync(file, account.uid, account.gid);
}

async function stop(running: ChildProcess, place: Place): Promise<void> {
  if (running.exitCode === null && running.signalCode === null) {
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  }
  await until('the port to be free', 10_000, async () => !(await isListening(place)));
  removeScratch(place.folder);
}
