import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readText } from './read-text.js';
import { ifThere } from './storage-error.js';

/** Git's own folder of the repository that `folder` lies in; undefined where there is none. */
export async function gitFolderOf(
  folder: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = await gitFolderIn(at, signal);
    if (found !== undefined || path.dirname(at) === at) return found;
  }
}

/** In a worktree and in a submodule `.git` is a file that says where the folder is. */
async function gitFolderIn(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const dotGit = path.join(folder, '.git');
  if ((await ifThere(stat(dotGit)))?.isDirectory() === true) return dotGit;
  const pointer = /^gitdir: (.+?)\s*$/.exec((await readText(dotGit, signal)) ?? '')?.[1];
  return pointer === undefined ? undefined : path.resolve(folder, pointer);
}
