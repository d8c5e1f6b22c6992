// What has to work before anything is installed: Node.js 20 and npm, nothing else.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Runs a command in the project's folder with the terminal as its own. Throws unless it succeeds.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
async function run(command, args) {
  const child = spawn(command, args, {
    cwd: projectFolder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  /** @type {number | NodeJS.Signals | null} */
  const outcome = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? signal);
    });
  });
  if (outcome !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${String(outcome)}`);
  }
}

/** Installs the dependencies that package-lock.json names, unless they are there already. */
export async function ensureInstalled() {
  requireNode20();
  const stamp = path.join(projectFolder, 'node_modules', '.installed-from');
  const wanted = lockHash();
  if (readIfThere(stamp) === wanted) return;
  if (isInstalledBy(npmRecord())) {
    fs.writeFileSync(stamp, wanted);
    return;
  }
  refuseLink(path.dirname(stamp));
  console.log('Installing the dependencies with npm ci …');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  fs.writeFileSync(stamp, wanted);
}

/**
 * Bundles a tool of the tests, written in TypeScript, and starts its `main` with `args`.
 * @param {string} entry path inside the project of a file `main.ts`
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function startTool(entry, args) {
  const { build } = await import('esbuild');
  const folder = path.join(projectFolder, 'out', 'tools');
  const { outputFiles } = await build({
    entryPoints: [path.join(projectFolder, entry)],
    outdir: folder,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const file = path.join(folder, `${path.basename(path.dirname(entry))}.mjs`);
  const unfinished = `${file}.${String(process.pid)}`;
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(unfinished, outputFiles[0]?.contents ?? '');
  // Somebody else may be starting the same tool.
  fs.renameSync(unfinished, file);
  /** @type {{ main(args: readonly string[]): Promise<number> }} */
  const tool = await import(pathToFileURL(file).href);
  return tool.main(args);
}

/**
 * Throws where `folder` is a link: npm empties what it installs into, and that belongs to somebody else.
 * @param {string} folder
 */
export function refuseLink(folder) {
  if (fs.lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new Error(
    `${folder} is a link to ${fs.readlinkSync(folder)}, which does not hold what package-lock.json names. ` +
      'Run npm ci there, or take the link away.',
  );
}

function requireNode20() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 20) return;
  throw new Error(`Node.js 20 or newer is needed; this is ${process.versions.node}`);
}

function lockHash() {
  const lock = fs.readFileSync(path.join(projectFolder, 'package-lock.json'));
  const runtime = `${process.platform} ${process.arch}`;
  return createHash('sha256').update(lock).update(runtime).digest('hex');
}

/** @param {string} file */
function readIfThere(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

/** npm's own record of what it put into node_modules. */
function npmRecord() {
  return readIfThere(path.join(projectFolder, 'node_modules', '.package-lock.json'));
}

/**
 * Says whether node_modules holds what the lock file names, however it came there.
 * @param {string | undefined} record
 */
function isInstalledBy(record) {
  if (record === undefined) return false;
  const installed = packagesOf(record);
  const locked = packagesOf(fs.readFileSync(path.join(projectFolder, 'package-lock.json'), 'utf8'));
  return Object.entries(locked).every(
    ([name, wanted]) =>
      name === '' || wanted?.optional === true || installed[name]?.version === wanted?.version,
  );
}

/**
 * @param {string} lock
 * @returns {Record<string, { version?: string, optional?: boolean } | undefined>}
 */
function packagesOf(lock) {
  /** @type {{ packages?: Record<string, { version?: string, optional?: boolean }> }} */
  const parsed = JSON.parse(lock);
  return parsed.packages ?? {};
}
