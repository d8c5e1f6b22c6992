// A copy of a file or a folder with all that is in it, within one tree or from one to another. A
// listing that fails ends it; a link to a folder is not followed, since it may lead in a circle.
import { RemoteError } from '../base/remote-error.js';
import { childOf, isInside, normalizePath } from '../base/remote-path.js';
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
  const { from } = job;
  refuseItself(job);
  const copied: Copied = { skipped: [], files: [], folders: [] };
  const entry = await from.tree.stat(from.path, signal);
  // All is listed before anything is made: what is made may come to lie in what is copied.
  const survey: Survey = { tree: from.tree, copied, found: [] };
  await find({ path: from.path, entry }, survey, signal);
  for (const one of survey.found) {
    await copyOne({ ...job, ...placesOf(job, one.path), copied }, one, signal);
  }
  return copied;
}

function refuseItself({ from, to }: CopyJob): void {
  const error = new RemoteError('unsafe', `${from.path} cannot be copied into itself`);
  if (from.tree === to.tree && isInside(to.path, from.path)) throw error;
  const [source, target] = [from.tree.locate(from.path), to.tree.locate(to.path)];
  if (source === undefined || source.account !== target?.account) return;
  if (isInside(target.path, source.path)) throw error;
}

interface Found {
  path: string;
  entry: SeenEntry;
}

interface Survey {
  tree: WorkspaceTree;
  copied: Copied;
  found: Found[];
}

/** Adds what stands at the path and below it, each folder before what is in it. */
async function find(one: Found, survey: Survey, signal: AbortSignal): Promise<void> {
  const { tree, found, copied } = survey;
  found.push(one);
  if (one.entry.type !== 'directory') return;
  for (const entry of await tree.list(one.path, signal)) {
    const path = childOf(one.path, entry.name);
    const isLeftOut = entry.isLink && entry.type !== 'file' && entry.type !== 'unknown';
    if (isLeftOut) copied.skipped.push(path);
    else await find({ path, entry }, survey, signal);
  }
}

function placesOf({ from, to }: CopyJob, path: string): Pick<CopyJob, 'from' | 'to'> {
  const below = path.slice(from.path.length);
  const target = normalizePath(`${to.path}/${below}`);
  return { from: { tree: from.tree, path }, to: { tree: to.tree, path: target } };
}

interface Step extends CopyJob {
  copied: Copied;
}

async function copyOne(step: Step, { entry }: Found, signal: AbortSignal): Promise<void> {
  const { from, to, copied, onProgress } = step;
  if (entry.type === 'directory') {
    await to.tree.mkdir(to.path, signal);
    copied.folders.push(from.path);
    return;
  }
  const before = await from.tree.stat(from.path, signal);
  await copyFile({ ...step, entry: before }, signal);
  copied.files.push({ path: from.path, before });
  onProgress?.(copied.files.length);
}

async function copyFile(
  { entry, from, to, overwrite }: CopyJob & { entry: SeenEntry },
  signal: AbortSignal,
): Promise<void> {
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
