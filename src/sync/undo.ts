// Takes a batch back, a path at a time: what it replaced or removed comes again, what it made goes. A path
// that is no longer as the batch left it stays as it is; one that is as it was before, as where the server
// refused the change, is done. What is taken back is kept as well, so an undo can be undone. The journal
// forgets the path first: after a crash the sides are compared anew.
import { RemoteError } from '../base/remote-error.js';
import { type KeptBatch } from './kept-batch.js';
import { hashOf } from './compare-content.js';
import { isSameLocal, isSameRemote, type SideState } from './facts.js';
import { type Journal } from './journal.js';
import { type UndoStep } from './kept-records.js';
import { type KeptVersions } from './kept-versions.js';
import { type LocalFiles } from './local-files.js';
import { type RemoteFolder } from './remote-folder.js';
import { isLost } from './step-result.js';

/** What is taken back, and with what. */
export interface UndoSources {
  local: LocalFiles;
  remote: RemoteFolder;
  journal: Journal;
  kept: KeptVersions;
  /** Keeps what the undo replaces or removes. */
  batch: KeptBatch;
}

/** What became of one path. */
export type UndoResult = { step: UndoStep } & (
  | { outcome: 'done' }
  /** It was changed since, and stays as it is. */
  | { outcome: 'changed' }
  /** What stood there before is not kept any more. */
  | { outcome: 'lost' }
  | { outcome: 'failed'; error: RemoteError }
);

/** Carries the steps out one after the other; a lost connection ends it with that error. */
export async function undo(
  steps: readonly UndoStep[],
  sources: UndoSources,
  signal: AbortSignal,
): Promise<UndoResult[]> {
  const results: UndoResult[] = [];
  for (const step of steps) {
    try {
      results.push({ step, ...(await undoStep(step, sources, signal)) });
    } catch (error) {
      if (!(error instanceof RemoteError) || isLost(error)) throw error;
      if (error.kind === 'conflict') results.push({ step, outcome: 'changed' });
      else results.push({ step, outcome: 'failed', error });
    }
  }
  return results;
}

async function undoStep(
  step: UndoStep,
  sources: UndoSources,
  signal: AbortSignal,
): Promise<{ outcome: 'done' | 'changed' | 'lost' }> {
  if (step.kind === 'lost') return { outcome: 'lost' };
  const { side, path } = step;
  const place = side === 'local' ? localPlace(path, sources) : remotePlace(path, sources);
  const now = await place.look(signal);
  const standing = await standingAs(now, () => place.read(signal));
  if (standing !== step.expected) {
    return { outcome: standing === standingBefore(step) ? 'done' : 'changed' };
  }
  await sources.batch.keep(
    {
      side,
      path,
      before: now === undefined ? 'nothing' : { state: now, read: (stop) => place.read(stop) },
      ...(step.kind === 'restore' && { after: contentOf(step.content.hash, sources, signal) }),
    },
    signal,
  );
  await sources.journal.forget(path, undefined, signal);
  if (step.kind === 'restore') await place.write({ step, now }, signal);
  else if (now !== undefined && !(await removed(now, place, signal))) return { outcome: 'changed' };
  return { outcome: 'done' };
}

/** False where something else stands there by now: reading and keeping it may have taken long. */
async function removed(now: SideState, place: Place, signal: AbortSignal): Promise<boolean> {
  const still = await place.look(signal);
  if (still === undefined || !place.isSame(now, still)) return false;
  await place.remove(signal);
  return true;
}

/** The hash of the file that stands there; null: nothing; undefined: what no batch has put there. */
async function standingAs(
  now: SideState | undefined,
  read: () => AsyncIterable<Uint8Array>,
): Promise<string | null | undefined> {
  if (now === undefined) return null;
  return now.type === 'file' ? hashOf(read()) : undefined;
}

function standingBefore(step: Exclude<UndoStep, { kind: 'lost' }>): string | null {
  return step.kind === 'restore' ? step.content.hash : null;
}

type Restore = Extract<UndoStep, { kind: 'restore' }>;

/** One path on one side. */
interface Place {
  look(signal: AbortSignal): Promise<SideState | undefined>;
  /** Whether two looks saw the same. */
  isSame(a: SideState, b: SideState): boolean;
  read(signal: AbortSignal): AsyncIterable<Uint8Array>;
  write(what: { step: Restore; now: SideState | undefined }, signal: AbortSignal): Promise<unknown>;
  remove(signal: AbortSignal): Promise<void>;
}

function localPlace(path: string, { local, kept }: UndoSources): Place {
  return {
    look: (signal) => local.look(path, signal),
    isSame: isSameLocal,
    read: (signal) => local.stream(path, signal),
    remove: (signal) => local.remove(path, signal),
    write: async ({ step, now }, signal) => {
      const staged = await local.stage(path, kept.read(step.content.hash, signal), signal);
      try {
        const { modified, mode } = step.content;
        await staged.commit({ expected: now, modified, mode }, signal);
      } finally {
        await staged.discard();
      }
    },
  };
}

function remotePlace(path: string, { remote, kept }: UndoSources): Place {
  return {
    look: (signal) => remote.look(path, signal),
    isSame: isSameRemote,
    read: (signal) => remote.stream(path, signal),
    remove: (signal) => remote.files.remove(remote.at(path), { recursive: false }, signal),
    write: async ({ step, now }, signal) => {
      const { hash, size, mode } = step.content;
      const content = { size, open: () => kept.read(hash, signal) };
      const expected = now === undefined ? 'nothing' : { name: '', ...now };
      await remote.write({ path, content, expected }, signal);
      // What is replaced keeps its own.
      if (now === undefined && mode !== undefined) await setMode({ path, mode }, remote, signal);
    },
  };
}

/** A server that knows no modes, or takes none from this user, has the content all the same. */
async function setMode(
  { path, mode }: { path: string; mode: number },
  remote: RemoteFolder,
  signal: AbortSignal,
): Promise<void> {
  try {
    await remote.files.chmod(remote.at(path), mode, signal);
  } catch (error) {
    if (!(error instanceof RemoteError) || isLost(error) || signal.aborted) throw error;
  }
}

function contentOf(
  hash: string,
  { kept }: UndoSources,
  signal: AbortSignal,
): { hash: string; read: () => AsyncIterable<Uint8Array> } {
  return { hash, read: () => kept.read(hash, signal) };
}
