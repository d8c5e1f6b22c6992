import { announced } from './announced.js';
import { localVersion } from './download-step.js';
import { isSameLocal, isSameRemote, type Side, type SideState } from './facts.js';
import { keepBefore } from './keep-before.js';
import { type StepContext } from './step-context.js';
import { StaleError, type StepOutcome } from './step-result.js';
import { type FileJob } from './file-job.js';
import { keepRemote } from './keep-remote.js';

/** Removes a remote file that is gone here, if both sides still are what was seen. */
export async function deleteRemote(job: FileJob, context: StepContext): Promise<void> {
  const { path } = job;
  const { remote, journal, signal } = context;
  await keepRemote(job, context);
  await announced({ kind: 'delete-remote', path }, context, async (intent) => {
    // Announcing it may have waited for the disk or for another window.
    await refuseStale(job, context);
    await remote.files.remove(remote.at(path), { recursive: false }, signal);
    await journal.forget(path, intent, signal);
  });
}

/** Removes a local file that is gone on the server, if both sides still are what was seen. */
export async function deleteLocal(job: FileJob, context: StepContext): Promise<void> {
  const { path } = job;
  const { local, journal, signal } = context;
  await keepBefore(localVersion(job, context), context);
  await announced({ kind: 'delete-local', path }, context, async (intent) => {
    // Announcing it may have waited for the disk or for another window.
    await refuseStale(job, context);
    await local.remove(path, signal);
    await journal.forget(path, intent, signal);
  });
}

/** Removes a folder that is empty by now; its files were removed one by one. */
export async function deleteFolder(
  { side, path }: { side: Side; path: string },
  context: StepContext,
): Promise<StepOutcome> {
  const { local, remote, journal, signal } = context;
  const there = side === 'local' ? await local.look(path, signal) : await remote.look(path, signal);
  if (there !== undefined && there.type !== 'directory') throw new StaleError(side);
  if (there !== undefined) {
    const left =
      side === 'local'
        ? await local.list(path, signal)
        : await remote.files.list(remote.at(path), signal);
    if (left.length > 0) return { outcome: 'skipped', why: 'not-empty' };
    if (side === 'local') await local.remove(path, signal);
    else await remote.files.remove(remote.at(path), { recursive: false }, signal);
  }
  await journal.forget(path, undefined, signal);
  return { outcome: 'done', bytes: 0 };
}

/** Looks again at both sides, right before something goes. */
async function refuseStale(job: FileJob, { local, remote, signal }: StepContext): Promise<void> {
  const [here, there] = await Promise.all([
    local.look(job.path, signal),
    remote.look(job.path, signal),
  ]);
  if (!isSeen(job.local, here, isSameLocal)) throw new StaleError('local');
  if (!isSeen(job.remote, there, isSameRemote)) throw new StaleError('remote');
}

function isSeen(
  seen: SideState | undefined,
  now: SideState | undefined,
  isSame: (a: SideState, b: SideState) => boolean,
): boolean {
  if (seen === undefined || now === undefined) return seen === now;
  // A folder's time changes with what is in it.
  if (seen.type === 'directory') return now.type === 'directory';
  return isSame(seen, now);
}
