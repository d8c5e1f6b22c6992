// After a crash some changes were announced and not confirmed. Both sides are looked at: where they
// have the content that was meant, the change was made, and that is remembered; where they have not,
// the intent is dropped, and the next plan judges the path like any other.
import { isRemoteError } from '../base/remote-error.js';
import { hashOf } from './compare-content.js';
import { type Agreement, type SideState } from './facts.js';
import { inParallel } from './in-parallel.js';
import { type Intent } from './journal-records.js';
import { type Journal } from './journal.js';
import { type LocalFiles } from './local-files.js';
import { type RemoteFolder } from './remote-folder.js';
import { isLost } from './step-result.js';

/** What was looked at together goes to the server and into the journal together. */
const atOnce = 32;

export interface RecoverySources {
  local: LocalFiles;
  remote: RemoteFolder;
  journal: Journal;
  now: () => number;
}

/** Finishes or drops what a crash has left begun. */
export async function recover(sources: RecoverySources, signal: AbortSignal): Promise<void> {
  await inParallel(sources.journal.intents, atOnce, (intent) =>
    recoverOne(intent, sources, signal),
  );
}

async function recoverOne(
  intent: Intent,
  sources: RecoverySources,
  signal: AbortSignal,
): Promise<void> {
  try {
    await judge(intent, sources, signal);
  } catch (error) {
    if (!isRemoteError(error) || isLost(error) || signal.aborted) throw error;
    // What cannot be looked at is not known to be made: one such path must not hold up all others.
    await sources.journal.drop(intent.id, signal);
  }
}

async function judge(
  intent: Intent,
  { local, remote, journal, now }: RecoverySources,
  signal: AbortSignal,
): Promise<void> {
  const { path, id } = intent;
  const at = now();
  const [here, there] = await Promise.all([local.look(path, signal), remote.look(path, signal)]);
  if (here === undefined && there === undefined && intent.kind.startsWith('delete-')) {
    await journal.forget(path, id, signal);
    return;
  }
  const agreement = agreementOf(intent, { here, there, at });
  const isMade = agreement !== undefined && (await areBoth(intent, { local, remote }, signal));
  if (isMade) await journal.agree([agreement], id, signal);
  else await journal.drop(id, signal);
}

/** What both sides have if the change was made; undefined where the looks rule that out. */
function agreementOf(
  { path, hash }: Intent,
  { here, there, at }: { here: SideState | undefined; there: SideState | undefined; at: number },
): Agreement | undefined {
  if (hash === undefined || here?.type !== 'file' || there?.type !== 'file') return undefined;
  if (here.size !== there.size) return undefined;
  return { path, type: 'file', hash, local: here, remote: there, at };
}

async function areBoth(
  { path, hash }: Intent,
  { local, remote }: Pick<RecoverySources, 'local' | 'remote'>,
  signal: AbortSignal,
): Promise<boolean> {
  if ((await local.hash(path, signal)) !== hash) return false;
  return (await hashOf(remote.stream(path, signal))) === hash;
}
