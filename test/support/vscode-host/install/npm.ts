import fs from 'node:fs';
import path from 'node:path';
import { runGroup } from '../../process-group.js';

const limitMs = 8 * 60_000;

/** Installs what the package.json in `folder` depends on; no package's scripts are run. */
export async function installDependencies(folder: string): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await npm(['install', '--omit=dev', '--ignore-scripts', ...quiet], folder);
}

/** Fetches one package, without its dependencies, into `folder`. */
export async function unpackPackage(name: string, folder: string): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const archives = fs.mkdtempSync(path.join(folder, 'archive-'));
  await npm(['pack', name, '--silent', '--pack-destination', archives], folder);
  const [archive = ''] = fs.readdirSync(archives);
  await unpackTar(path.join(archives, archive), folder, ['-z', '--strip-components=1']);
  fs.rmSync(archives, { recursive: true });
}

/** Unpacks a tar file into an existing folder. */
export async function unpackTar(
  file: string,
  folder: string,
  options: readonly string[],
): Promise<void> {
  await succeed('tar', ['-x', '-f', file, '-C', folder, '--no-same-owner', ...options], folder);
}

function npm(args: string[], folder: string): Promise<void> {
  return succeed('npm', args, folder);
}

async function succeed(command: string, args: string[], cwd: string): Promise<void> {
  const ending = await runGroup(command, args, {
    limitMs,
    cwd,
    env: withoutOuterNpm(),
    output: 'capture',
  });
  if (ending.code === 0) return;
  const why = ending.timedOut ? 'took too long' : ending.output.trim();
  throw new Error(`${command} ${args.join(' ')}\n${why}`);
}

/** The environment, less what an `npm run` around us tells of our own project. */
function withoutOuterNpm(): NodeJS.ProcessEnv {
  const ours = /^npm_(lifecycle|package|command|config_(local_prefix|prefix|omit|include|global))/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
