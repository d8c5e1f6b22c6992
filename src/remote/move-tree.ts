// A move from one server to another is a copy, and then the end of just what was copied: a file only as
// it was before it was read, a folder only where nothing is left in it.
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type Copied, type CopyJob, copyTree } from './copy-tree.js';
import { type SeenEntry } from './follow-links.js';
import { type WorkspaceTree } from './workspace-tree.js';

/** Two connections may have been told the time of one file so differently. */
const aboutMs = 60_000;

/** Moves what stands at one path to another tree; where that fails nothing is lost, and its error says what stands where. */
export async function moveTree(job: CopyJob, signal: AbortSignal): Promise<void> {
  if (job.overwrite) await refuseItself(job, signal);
  const copied = await copyAll(job, signal);
  try {
    await removeCopied(job.from.tree, copied, signal);
  } catch (error) {
    const text = `Everything was copied to ${job.to.path}; what was not removed stands in both places.`;
    throw withHint(error, text);
  }
}

/** Two connections may lead to one server: a file that is copied over itself must not be removed then. */
async function refuseItself({ from, to }: CopyJob, signal: AbortSignal): Promise<void> {
  const theirs = await find(to, signal);
  if (theirs === undefined) return;
  const ours = await from.tree.statBeforeWrite(from.path, signal);
  const apart = Math.abs((ours.modified ?? 0) - (theirs.modified ?? 0));
  if (ours.size !== theirs.size || apart >= aboutMs) return;
  const text = `${from.path} and what stands at ${to.path} may be one and the same file`;
  throw new RemoteError('unsafe', text, { hint: 'Nothing was moved.' });
}

async function find(
  { tree, path }: CopyJob['to'],
  signal: AbortSignal,
): Promise<SeenEntry | undefined> {
  try {
    return await tree.statBeforeWrite(path, signal);
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return undefined;
    throw error;
  }
}

async function copyAll(job: CopyJob, signal: AbortSignal): Promise<Copied> {
  let files = 0;
  const onProgress = (count: number): void => {
    files = count;
    job.onProgress?.(count);
  };
  try {
    const copied = await copyTree({ ...job, onProgress }, signal);
    const [link] = copied.skipped;
    if (link === undefined) return copied;
    const text = `Links to folders cannot be moved to another server, as ${link}`;
    throw new RemoteError('unsupported', text);
  } catch (error) {
    if (files === 0) throw error;
    throw withHint(error, `Nothing was removed; what was copied so far stands at ${job.to.path}.`);
  }
}

async function removeCopied(
  tree: WorkspaceTree,
  { files, folders }: Copied,
  signal: AbortSignal,
): Promise<void> {
  for (const { path, before } of files) {
    const now = await tree.statBeforeWrite(path, signal);
    if (now.size !== before.size || now.modified !== before.modified) {
      throw new RemoteError('conflict', `${path} was changed while it was moved`);
    }
    await tree.remove(path, { recursive: false }, signal);
  }
  for (const path of folders.toReversed()) await tree.remove(path, { recursive: false }, signal);
}

function withHint(error: unknown, hint: string): unknown {
  if (!isRemoteError(error)) return error;
  const { kind, message, code, reply, command } = error;
  return new RemoteError(kind, message, { code, reply, command, hint, cause: error });
}
