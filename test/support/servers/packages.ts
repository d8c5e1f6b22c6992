// The servers conflict as installed packages. So they are fetched without being installed, and
// each is unpacked with the libraries that this system lacks into a folder of its own. Nothing of
// the system changes, and an ordinary user may do it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../project.js';
import { outputOf } from './command.js';

/** What to fetch for one server. */
export interface Wanted {
  readonly name: string;
  readonly packages: readonly string[];
  /** Programs and modules whose libraries must all be there, as paths inside the packages. */
  readonly binaries: readonly string[];
}

/** A server's unpacked packages. */
export interface Unpacked {
  readonly folder: string;
  /** What the programs need to find the libraries that came along. */
  readonly env: NodeJS.ProcessEnv;
}

/** Raise this when the steps below change; what older steps left is then fetched again. */
const recipe = 1;

/** The unpacked packages; fetched now unless the cache has them. */
export async function unpackedPackages(wanted: Wanted): Promise<Unpacked> {
  const folder = path.join(systemFolder(), `${wanted.name}-${String(recipe)}`);
  if (!fs.existsSync(folder)) await fetchInto(folder, wanted);
  return { folder, env: libraryPath(folder) };
}

/** Packages fit one release of one distribution. */
function systemFolder(): string {
  const release = fs.readFileSync('/etc/os-release', 'utf8');
  const valueOf = (key: string): string =>
    new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(release)?.[1] ?? 'unknown';
  const system = `${valueOf('ID')}-${valueOf('VERSION_ID')}-${process.arch}`;
  return path.join(cacheFolder, 'servers', system);
}

/** Unpacks beside the final place and renames: whoever is interrupted leaves nothing half done. */
async function fetchInto(folder: string, wanted: Wanted): Promise<void> {
  const unfinished = `${folder}.unfinished-${String(process.pid)}`;
  fs.mkdirSync(unfinished, { recursive: true });
  try {
    const source = await download(wanted.packages, unfinished);
    await completeLibraries(unfinished, wanted, source);
    publish(unfinished, folder);
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
}

function publish(unfinished: string, folder: string): void {
  try {
    fs.renameSync(unfinished, folder);
  } catch (error) {
    // Another run was faster, and its copy is as good.
    if (!fs.existsSync(folder)) throw error;
  }
}

/** Where apt looks its packages up: options for apt-get and apt-cache. */
type Source = readonly string[];

const systemLists: Source = [];

async function download(packages: readonly string[], folder: string): Promise<Source> {
  try {
    await fetchPackages(packages, folder, systemLists);
    return systemLists;
  } catch {
    // The system's lists are missing or too old: get some of our own.
  }
  const lists = await ownLists();
  await fetchPackages(packages, folder, lists);
  return lists;
}

async function ownLists(): Promise<Source> {
  const apt = path.join(systemFolder(), 'apt');
  fs.mkdirSync(path.join(apt, 'lists', 'partial'), { recursive: true });
  fs.mkdirSync(path.join(apt, 'cache', 'archives', 'partial'), { recursive: true });
  const source = ['-o', `Dir::State::Lists=${apt}/lists`, '-o', `Dir::Cache=${apt}/cache`];
  await outputOf(['apt-get', ...asRoot(), ...source, 'update', '-q'], { limitMs: 180_000 });
  return source;
}

async function fetchPackages(
  packages: readonly string[],
  folder: string,
  source: Source,
): Promise<void> {
  const archives = fs.mkdtempSync(path.join(folder, 'archives-'));
  try {
    const command = ['apt-get', ...asRoot(), ...source, '-q', 'download', ...packages] as const;
    await outputOf(command, { cwd: archives, limitMs: 180_000 });
    for (const archive of fs.readdirSync(archives)) {
      await outputOf(['dpkg', '-x', path.join(archives, archive), folder]);
    }
  } finally {
    fs.rmSync(archives, { recursive: true, force: true });
  }
}

/** apt gives up root for a user who may not write into our folders. */
function asRoot(): readonly string[] {
  return os.userInfo().uid === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];
}

/** Fetches the packages that the fetched ones depend on, until no library is missing. */
async function completeLibraries(folder: string, wanted: Wanted, source: Source): Promise<void> {
  const fetched = new Set(wanted.packages);
  let newest: readonly string[] = wanted.packages;
  let missing = await missingLibraries(folder, wanted.binaries);
  while (missing.length > 0) {
    const needed = await libraryPackages(newest, source);
    newest = needed.filter((name) => !fetched.has(name));
    if (newest.length === 0) throw new Error(`no package has ${missing.join(', ')}`);
    await fetchPackages(newest, folder, source);
    for (const name of newest) fetched.add(name);
    missing = await missingLibraries(folder, wanted.binaries);
  }
}

async function missingLibraries(folder: string, binaries: readonly string[]): Promise<string[]> {
  const missing = new Set<string>();
  for (const binary of binaries) {
    const listed = await outputOf(['ldd', path.join(folder, binary)], { env: libraryPath(folder) });
    for (const [, name = ''] of listed.matchAll(/^\s*(\S+) => not found/gm)) missing.add(name);
  }
  return [...missing];
}

/** Packages of libraries that `packages` depend on and the system does not have. */
async function libraryPackages(packages: readonly string[], source: Source): Promise<string[]> {
  const listed = await outputOf(['apt-cache', ...source, 'depends', '--important', ...packages]);
  const names = new Set<string>();
  for (const [, name = ''] of listed.matchAll(/^[ |]+(?:Pre)?Depends: (lib\S+)/gm)) names.add(name);
  const absent: string[] = [];
  for (const name of names) if (!(await isInstalled(name))) absent.push(name);
  return absent;
}

async function isInstalled(name: string): Promise<boolean> {
  const status = await outputOf(['dpkg-query', '-W', '-f', '${Status}', name]).catch(() => '');
  return status.endsWith(' installed');
}

function libraryPath(folder: string): NodeJS.ProcessEnv {
  const folders: string[] = [];
  for (const base of ['lib', 'usr/lib']) {
    const parent = path.join(folder, base);
    if (!fs.existsSync(parent)) continue;
    for (const name of fs.readdirSync(parent)) {
      if (name.endsWith('-linux-gnu')) folders.push(path.join(parent, name));
    }
  }
  return { LD_LIBRARY_PATH: folders.join(':') };
}
