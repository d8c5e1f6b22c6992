// A copy of a file or a folder with all that is in it, within one tree or from one to another. A
// listing that fails ends it; a link to a folder is not followed, since it may lead in a circle.
import { RemoteError } from '../base/remote-error.js';
import { childOf, isInside } from '../base/remote-path.js';
import { type SeenEntry } from './follow-links.js';
import { type RemoteWrite } from './remote-files.js';
import { type WorkspaceTree } from './workspace-tree.js';

/** What is copied, where to, and whether over what is there. */
export interface CopyJob {
  from: { tree: WorkspaceTree; path: string };
  to: { tree: WorkspaceTree; path: string };
  /** False refuses with kind `exists` where something stands at the target. */
  overwrite: boolean;
  /** Told how many files were copied so far. */
  onProgress?: (files: number) => void;
}

/** What a copy of a tree has brought over, and what it left out. */
export interface Copied {
  /** Left out: links to folders. */
  skipped: string[];
  /** The files with the states that they had before they were read, in the order of their copying. */
  files: { path: string; before: SeenEntry }[];
  /** The folders, each before what is in it. */
  folders: string[];
}

/** Copies what stands at one path to another. */
export async function copyTree(job: CopyJob, signal: AbortSignal): Promise<Copied> {
  const { from, to } = job;
  if (from.tree === to.tree && isInside(to.path, from.path)) {
    throw new RemoteError('unsafe', `${from.path} cannot be copied into itself`);
  }
  const copied: Copied = { skipped: [], files: [], folders: [] };
  const entry = await from.tree.stat(from.path, signal);
  await copyAny({ ...job, entry, copied }, signal);
  return copied;
}

interface Step extends CopyJob {
  entry: SeenEntry;
  copied: Copied;
}

async function copyAny(step: Step, signal: AbortSignal): Promise<void> {
  const { from, entry, copied, onProgress } = step;
  if (entry.type === 'directory') return copyFolder(step, signal);
  const before = await from.tree.stat(from.path, signal);
  await copyFile({ ...step, entry: before }, signal);
  copied.files.push({ path: from.path, before });
  onProgress?.(copied.files.length);
}

async function copyFolder(step: Step, signal: AbortSignal): Promise<void> {
  const { from, to, copied } = step;
  const entries = await from.tree.list(from.path, signal);
  await to.tree.mkdir(to.path, signal);
  copied.folders.push(from.path);
  for (const entry of entries) {
    const path = childOf(from.path, entry.name);
    if (entry.isLink && entry.type !== 'file' && entry.type !== 'unknown')
      copied.skipped.push(path);
    else {
      const target = { tree: to.tree, path: childOf(to.path, entry.name) };
      await copyAny({ ...step, entry, from: { tree: from.tree, path }, to: target }, signal);
    }
  }
}

async function copyFile({ entry, from, to, overwrite }: Step, signal: AbortSignal): Promise<void> {
  if (from.tree === to.tree) {
    await from.tree.copy({ from: from.path, to: to.path, overwrite }, signal);
    return;
  }
  const content = await contentOf(from, entry, signal);
  await to.tree.write({ path: to.path, content, create: true, overwrite }, signal);
}

/** In pieces where its size is known. */
async function contentOf(
  { tree, path }: CopyJob['from'],
  { size, isLink }: SeenEntry,
  signal: AbortSignal,
): Promise<RemoteWrite['content']> {
  if (size === undefined || isLink) return tree.read({ path }, signal);
  return { size, open: () => tree.stream({ path }, signal) };
}
