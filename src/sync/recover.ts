// After a crash, or a reply that never came, some changes were announced and not confirmed. Both sides are
// looked at: where they have the content that was meant, the change was made, and that is remembered; where
// they have not, the intent is dropped, and the next plan judges the path like any other. What this window
// has under way is left to it, and what another one has ended meanwhile is known better there.
import { isRemoteError } from '../base/remote-error.js';
import { hashOf } from './compare-content.js';
import { type Agreement, isSameRemote, type SideState } from './facts.js';
import { inParallel } from './in-parallel.js';
import { type Intent } from './journal-records.js';
import { type Journal } from './journal.js';
import { type LocalFiles } from './local-files.js';
import { type RemoteFolder } from './remote-folder.js';
import { isLost } from './step-result.js';

/** What was looked at together goes to the server and into the journal together. */
const atOnce = 32;

/** What recovery looks at. */
export interface RecoverySources {
  local: LocalFiles;
  remote: RemoteFolder;
  journal: Journal;
  now: () => number;
}

/** What an intent has come to: both sides agree, neither has anything, or it was not made. */
type Verdict = { intent: Intent } & (
  { end: 'made'; agreement: Agreement } | { end: 'gone' | 'dropped' }
);

/** Finishes or drops what a crash has left begun. */
export async function recover(sources: RecoverySources, signal: AbortSignal): Promise<void> {
  await recoverThese(sources.journal.lostIntents, sources, signal);
}

/** The same for one path. */
export async function recoverPath(
  path: string,
  sources: RecoverySources,
  signal: AbortSignal,
): Promise<void> {
  const lost = sources.journal.lostIntents.filter((intent) => intent.path === path);
  await recoverThese(lost, sources, signal);
}

async function recoverThese(
  lost: readonly Intent[],
  sources: RecoverySources,
  signal: AbortSignal,
): Promise<void> {
  if (lost.length === 0) return;
  const { journal } = sources;
  const verdicts = await inParallel(lost, atOnce, (intent) => judged(intent, sources, signal));
  await journal.refresh(signal);
  const open = new Set(journal.intents.map(({ id }) => id));
  const still = verdicts.filter(({ intent }) => open.has(intent.id));
  await inParallel(still, atOnce, (verdict) => remember(verdict, journal, signal));
}

async function remember(verdict: Verdict, journal: Journal, signal: AbortSignal): Promise<void> {
  const { id, path } = verdict.intent;
  if (verdict.end === 'made') await journal.agree([verdict.agreement], id, signal);
  else if (verdict.end === 'gone') await journal.forget(path, id, signal);
  else await journal.drop(id, signal);
}

async function judged(
  intent: Intent,
  sources: RecoverySources,
  signal: AbortSignal,
): Promise<Verdict> {
  try {
    return await judge(intent, sources, signal);
  } catch (error) {
    if (!isRemoteError(error) || isLost(error) || signal.aborted) throw error;
    // What cannot be looked at is not known to be made: one such path must not hold up all others.
    return { intent, end: 'dropped' };
  }
}

async function judge(
  intent: Intent,
  sources: RecoverySources,
  signal: AbortSignal,
): Promise<Verdict> {
  const { path, kind } = intent;
  const { local, remote, now } = sources;
  const at = now();
  const [here, there] = await Promise.all([local.look(path, signal), remote.look(path, signal)]);
  if (here === undefined && there === undefined && kind.startsWith('delete-')) {
    return { intent, end: 'gone' };
  }
  const agreement = await agreementOf(intent, { here, there, at }, { sources, signal });
  return agreement === undefined ? { intent, end: 'dropped' } : { intent, end: 'made', agreement };
}

interface Looks {
  here: SideState | undefined;
  there: SideState | undefined;
  at: number;
}

/** What both sides have if the change was made; undefined: it was not. */
async function agreementOf(
  intent: Intent,
  { here, there, at }: Looks,
  { sources, signal }: { sources: RecoverySources; signal: AbortSignal },
): Promise<Agreement | undefined> {
  const { path, hash } = intent;
  if (hash === undefined || !isFile(here) || !isFile(there)) return undefined;
  const { local, remote } = sources;
  const isHere = here.size === there.size && (await local.hash(path, signal)) === hash;
  if (!isHere && !mayBeOurs(intent, there, sources)) return undefined;
  if ((await hashOf(remote.stream(path, signal))) !== hash) return undefined;
  return { path, type: 'file', hash, local: isHere ? here : edited, remote: there, at };
}

const isFile = (state: SideState | undefined): state is SideState => state?.type === 'file';

/** What the local side had is not there any more: whatever is there now has changed since. */
const edited: SideState = { type: 'file' };

/** An upload may have been made though the file was edited since; not where all is as it was agreed on. */
function mayBeOurs(
  { path, kind, hash }: Intent,
  there: SideState,
  { journal }: RecoverySources,
): boolean {
  if (kind !== 'upload') return false;
  const agreed = journal.get(path);
  const isAsAgreed = agreed?.type === 'file' && isSameRemote(agreed.remote, there);
  return !isAsAgreed || agreed.hash === hash;
}
