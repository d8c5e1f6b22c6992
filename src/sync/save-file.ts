import { contentComparison, type CompareLimit } from './compare-content.js';
import { RemoteError } from '../base/remote-error.js';
import { type Decision, decideFile, type FileFacts } from './decide.js';
import { type Side, type SideState } from './facts.js';
import { type Journal } from './journal.js';
import { type LocalFiles } from './local-files.js';
import { type Place, seen } from './placement.js';
import { type Reason } from './reasons.js';
import { type RemoteFolder } from './remote-folder.js';
import { type Resolution, type Step } from './step.js';
import { type BaseKeeper, type Keep, type StepContext } from './step-context.js';
import { StaleError } from './step-result.js';
import { type FileJob } from './file-job.js';
import { upload } from './upload-step.js';

/** What became of a file that was saved. */
export type SaveOutcome =
  | { outcome: 'uploaded'; bytes: number }
  /** The server has that very content already. */
  | { outcome: 'alike' }
  /** There is no such file here (any more). */
  | { outcome: 'gone' }
  /** The server has something that would be lost: nothing was written, the user decides. */
  | { outcome: 'conflict'; step: Step };

/** What a save is carried out with. */
export interface SaveSources {
  local: LocalFiles;
  remote: RemoteFolder;
  journal: Journal;
  keep: Keep;
  bases: BaseKeeper;
  settings: { preserveTimes: boolean; compareLimit: CompareLimit };
  now: () => number;
}

const attempts = 3;

/** Uploads one local file if the server has what was agreed on, or nothing where nothing was. */
export async function saveFile(
  path: string,
  sources: SaveSources,
  signal: AbortSignal,
): Promise<SaveOutcome> {
  const known = sources.journal.get(path);
  // The upload itself looks whether that is what stands there: no round trip more than needed.
  let remote = known?.type === 'file' ? known.remote : undefined;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const local = await lookAtFile(path, sources, signal);
    if (local === undefined) return { outcome: 'gone' };
    const job: FileJob = { path, local, remote, agreed: sources.journal.get(path) };
    const stale = await tryUpload(job, sources, signal);
    if (typeof stale === 'object') return stale;
    if (stale === 'local') continue;
    const judged = await judge({ path, local }, sources, signal);
    if ('outcome' in judged) return judged;
    remote = judged.remote;
  }
  throw new RemoteError('conflict', `${path} changes all the time on one side or the other`, {
    hint: 'Nothing was uploaded. Save again when that is over.',
  });
}

/** Undefined where there is no file; a link is refused, since nothing of it would be uploaded. */
async function lookAtFile(
  path: string,
  { local }: SaveSources,
  signal: AbortSignal,
): Promise<SideState | undefined> {
  const state = await local.look(path, signal);
  if (state?.type !== 'symlink') return state?.type === 'file' ? state : undefined;
  throw new RemoteError('unsupported', `${path} is a link, and links are not synced`, {
    hint: 'Save the file that it leads to, if that is to be uploaded.',
  });
}

async function tryUpload(
  job: FileJob,
  { settings, ...rest }: SaveSources,
  signal: AbortSignal,
): Promise<SaveOutcome | Side> {
  const { preserveTimes } = settings;
  const context: StepContext = { ...rest, preserveTimes, onBytes: () => undefined, signal };
  try {
    return { outcome: 'uploaded', bytes: await upload(job, context) };
  } catch (error) {
    if (error instanceof StaleError) return error.side;
    throw error;
  }
}

/** The server has something else than was agreed on: the end of it, or what may be written over. */
async function judge(
  { path, local }: { path: string; local: SideState },
  sources: SaveSources,
  signal: AbortSignal,
): Promise<SaveOutcome | { remote: SideState | undefined }> {
  const { journal, remote } = sources;
  const at = sources.now();
  await journal.refresh(signal);
  const there = await remote.look(path, signal);
  const facts: FileFacts = { local, remote: there, agreed: journal.get(path) };
  const place = { path, ...facts };
  if (there !== undefined && there.type !== 'file') {
    return { outcome: 'conflict', step: conflictStep(place, 'file-and-folder', ['skip']) };
  }
  const decision = await decide(path, facts, { sources, signal });
  if (decision.kind === 'conflict') {
    const { reason, choices = [] } = decision;
    return { outcome: 'conflict', step: conflictStep(place, reason, choices) };
  }
  if (decision.kind !== 'agree' || there === undefined) return { remote: there };
  const hash = facts.hash ?? facts.agreed?.hash ?? '';
  await journal.agree([{ path, type: 'file', hash, local, remote: there, at }], undefined, signal);
  return { outcome: 'alike' };
}

/** What the facts mean for somebody who wants the file on the server; `facts` grow as far as is needed. */
async function decide(
  path: string,
  facts: FileFacts,
  { sources, signal }: { sources: SaveSources; signal: AbortSignal },
): Promise<Exclude<Decision, { kind: 'want' }>> {
  const compare = contentComparison(sources, sources.settings.compareLimit);
  const policy = { direction: 'to-remote', deleteExtras: false } as const;
  for (;;) {
    const decision = decideFile(facts, policy);
    if (decision.kind !== 'want') return decision;
    const size = facts.local?.size ?? 0;
    const learned =
      decision.fact === 'hash'
        ? { hash: await sources.local.hash(path, signal) }
        : await compare({ path, size }, signal);
    Object.assign(facts, learned);
  }
}

function conflictStep(place: Place, reason: Reason, choices: readonly Resolution[]): Step {
  return { kind: 'conflict', type: 'file', reason, ...seen(place), choices };
}
