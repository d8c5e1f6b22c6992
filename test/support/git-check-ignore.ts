import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inTempDir } from './temp-dir.js';

export interface IgnoreCase {
  gitignore: string;
  /** Those that end in `/` are folders. */
  paths: readonly string[];
}

/** Which of the paths git itself ignores, case by case; git must be installed. */
export async function ignoredByGit(cases: readonly IgnoreCase[]): Promise<string[][]> {
  return inTempDir(async (folder) => {
    git(folder, ['init', '--quiet'], '');
    for (const [index, { gitignore, paths }] of cases.entries()) {
      const top = path.join(folder, String(index));
      await mkdir(top);
      await writeFile(path.join(top, '.gitignore'), gitignore);
      for (const one of paths) {
        const isFolder = one.endsWith('/');
        await mkdir(path.join(top, isFolder ? one : path.dirname(one)), { recursive: true });
      }
    }
    const asked = cases.flatMap(({ paths }, index) =>
      paths.map((one) => `${String(index)}/${one.replace(/\/$/, '')}`),
    );
    const options = ['check-ignore', '--stdin', '-z', '--no-index'];
    const ignored = new Set(git(folder, options, asked.join('\0')).split('\0'));
    return cases.map(({ paths }, index) =>
      paths.filter((one) => ignored.has(`${String(index)}/${one.replace(/\/$/, '')}`)),
    );
  });
}

function git(folder: string, args: readonly string[], input: string): string {
  const settings = ['-c', 'core.ignoreCase=false', '-c', 'core.excludesFile='];
  const run = spawnSync('git', [...settings, ...args], { cwd: folder, input, encoding: 'utf8' });
  assert.equal(run.error, undefined, `git is needed to compare with: ${String(run.error)}`);
  // 1 says that nothing is ignored.
  assert.ok(run.status === 0 || (run.status === 1 && args[0] === 'check-ignore'), run.stderr);
  return run.stdout;
}
