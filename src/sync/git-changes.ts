// What git knows of a folder: which files changed since a commit, and what that commit may be called.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { abortError } from '../base/abort.js';
import { RemoteError } from '../base/remote-error.js';
import { ifThere } from './storage-error.js';

/** A commit, branch or tag that files can be compared with. */
export interface GitRef {
  name: string;
  /** What it is, or what it says: `branch`, `tag`, or a commit's subject. */
  about: string;
}

const outputBytes = 256 * 1024 * 1024;
const commitsTold = 50;

/** Branches and tags, and the last commits. */
export async function gitRefs(folder: string, signal: AbortSignal): Promise<GitRef[]> {
  const format = '--format=%(refname:short)%00%(refname:rstrip=-2)';
  const refs = await git(
    folder,
    ['for-each-ref', format, 'refs/heads', 'refs/remotes', 'refs/tags'],
    signal,
  );
  const log = ['log', `--max-count=${String(commitsTold)}`, '--format=%h%x00%s'];
  const commits = (await hasCommits(folder, signal)) ? await git(folder, log, signal) : '';
  return [...parseRefs(refs), ...parsePairs(commits)];
}

/**
 * Paths below `folder`, relative and with `/`, of the files that were changed, made or removed since
 * `ref`, whether git follows them or not; what it ignores is not among them.
 */
export async function changedSince(
  folder: string,
  ref: string,
  signal: AbortSignal,
): Promise<string[]> {
  const verify = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const commit = (await git(folder, verify, signal)).trim();
  const diff = ['diff', '--name-status', '--no-renames', '--relative', '-z', commit, '--', '.'];
  const others = ['ls-files', '--others', '--exclude-standard', '-z', '--', '.'];
  const changed = parseNameStatus(await git(folder, diff, signal));
  const added = (await git(folder, others, signal)).split('\0').filter((name) => name !== '');
  return [...new Set([...changed, ...added])].sort();
}

/** The paths that `git diff --name-status -z` tells; of a renamed or copied file both names. */
export function parseNameStatus(output: string): string[] {
  const fields = output.split('\0');
  const paths: string[] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const status = fields[at] ?? '';
    if (status === '') continue;
    const count = /^[RC]/.test(status) ? 2 : 1;
    paths.push(...fields.slice(at + 1, at + 1 + count));
    at += count;
  }
  return paths;
}

/** The branch that is checked out in the folder or around it; undefined where there is none. */
export async function currentBranch(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const head = await headOf(path.join(at, '.git'));
    if (head !== undefined) return branchIn(head);
    if (path.dirname(at) === at) return undefined;
  }
}

/** The branch that the text of a HEAD file tells; a commit that is checked out by itself is none. */
export function branchIn(head: string): string | undefined {
  return /^ref: refs\/heads\/(.+?)\s*$/.exec(head)?.[1];
}

/** In a worktree `.git` is a file that says where the folder is. */
async function headOf(dotGit: string): Promise<string | undefined> {
  const head = await textOf(path.join(dotGit, 'HEAD'));
  if (head !== undefined) return head;
  const pointer = /^gitdir: (.+?)\s*$/.exec((await textOf(dotGit)) ?? '')?.[1];
  return pointer && textOf(path.join(path.resolve(path.dirname(dotGit), pointer), 'HEAD'));
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await ifThere(readFile(file, 'utf8'));
  } catch {
    // A folder, or a file where a folder should be: no repository here.
    return undefined;
  }
}

function parseRefs(output: string): GitRef[] {
  return parsePairs(output).map(({ name, about }) => ({
    name,
    about: about.startsWith('refs/tags') ? 'tag' : 'branch',
  }));
}

function parsePairs(output: string): GitRef[] {
  return output
    .split('\n')
    .map((line) => line.split('\0'))
    .flatMap(([name = '', about = '']) => (name === '' ? [] : [{ name, about }]));
}

async function hasCommits(folder: string, signal: AbortSignal): Promise<boolean> {
  try {
    await git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'], signal);
    return true;
  } catch (error) {
    if (signal.aborted || !(error instanceof RemoteError)) throw error;
    // A repository without a commit.
    return false;
  }
}

function git(folder: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const options = { cwd: folder, maxBuffer: outputBytes, signal, windowsHide: true };
  return new Promise((resolve, reject) => {
    execFile('git', [...args], options, (error, output, said) => {
      if (error === null) resolve(output);
      else if (signal.aborted) reject(abortError(signal, 'Asking git'));
      else reject(gitError({ folder, command: args[0] ?? '', said }, error));
    });
  });
}

function gitError(
  { folder, command, said }: { folder: string; command: string; said: string },
  cause: Error,
): RemoteError {
  const isMissing = 'code' in cause && cause.code === 'ENOENT';
  const reason = isMissing ? 'git is not installed' : said.trim() || 'there is no such thing';
  return new RemoteError('failed', `git ${command} failed in ${folder}: ${reason}`, { cause });
}
