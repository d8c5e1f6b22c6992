import { createHash } from 'node:crypto';
import { isRemoteError } from '../base/remote-error.js';
import { type CommonBases, isText } from './common-bases.js';
import { type SideState } from './facts.js';
import { type Journal } from './journal.js';
import { type KeptVersions } from './kept-versions.js';
import { type LocalFiles } from './local-files.js';
import { type RemoteFolder } from './remote-folder.js';

/** The three contents of a merge, each by its hash, as they stood when it was begun. */
export interface MergeInputs {
  base: string;
  local: string;
  remote: string;
  /** How the file looked on the server just before its content was read. */
  there: SideState;
}

/** Both sides, and where contents are kept. */
export interface MergeSources {
  local: LocalFiles;
  remote: RemoteFolder;
  journal: Journal;
  bases: CommonBases;
  kept: KeptVersions;
}

/** What a file that both sides changed is merged from; undefined where it is no text, or no base is kept. */
export async function mergeInputs(
  path: string,
  { local, remote, journal, bases, kept }: MergeSources,
  signal: AbortSignal,
): Promise<MergeInputs | undefined> {
  await journal.refresh(signal);
  const { hash: base, local: then } = journal.get(path) ?? {};
  if (base === undefined || (then?.size ?? Infinity) > bases.fileBytes) return undefined;
  const [ours, theirs] = await Promise.all([
    smallText(path, local, { bases, signal }),
    smallText(path, remote, { bases, signal }),
  ]);
  if (ours === undefined || theirs === undefined) return undefined;
  const snapshots = {
    local: snapshot(ours.content, bases),
    remote: snapshot(theirs.content, bases),
  };
  if ((await contentOf(base, { bases, kept }, signal)) === undefined) return undefined;
  return (await bases.flush()) ? { base, ...snapshots, there: theirs.state } : undefined;
}

/** What is kept under a hash, to merge from or as an earlier version; undefined where nothing is. */
export async function contentOf(
  hash: string,
  { bases, kept }: Pick<MergeSources, 'bases' | 'kept'>,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const found = await bases.find(hash);
  if (found !== undefined) return found;
  try {
    return await whole(kept.read(hash, signal));
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return undefined;
    throw error;
  }
}

async function smallText(
  path: string,
  side: Pick<LocalFiles, 'look' | 'stream'> | Pick<RemoteFolder, 'look' | 'stream'>,
  { bases, signal }: { bases: CommonBases; signal: AbortSignal },
): Promise<{ content: Uint8Array; state: SideState } | undefined> {
  const state = await side.look(path, signal);
  if (state?.type !== 'file' || (state.size ?? 0) > bases.fileBytes) return undefined;
  const content = await whole(side.stream(path, signal));
  // It may have grown since the look.
  return content.length <= bases.fileBytes && isText(content) ? { content, state } : undefined;
}

function snapshot(content: Uint8Array, bases: CommonBases): string {
  const hash = createHash('sha256').update(content).digest('hex');
  bases.add(content, hash);
  return hash;
}

async function whole(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}
