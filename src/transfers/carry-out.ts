import { RemoteError } from '../base/remote-error.js';
import { type Answers } from './answers.js';
import { planFolder, type Planned } from './plan-folder.js';
import { type Side, type SideEntry } from './side.js';
import { type Step } from './step.js';

/** What carrying out a step came to; a failure is thrown. */
export type Outcome =
  | { kind: 'moved'; bytes: number; note?: string | undefined }
  | { kind: 'opened'; parts: Planned[] }
  | { kind: 'skipped'; reason: string }
  | { kind: 'cancelled' };

/** One step, and what it is done with. */
export interface Work {
  step: Step;
  from: Side;
  to: Side;
  answers: Answers;
  preserveTimestamps: boolean;
  onProgress: (bytes: number) => void;
}

/** Moves one file, or lists one folder and makes it at the other side. */
export async function carryOut(work: Work, signal: AbortSignal): Promise<Outcome> {
  const { step, from } = work;
  if (step.refusal !== undefined) throw step.refusal;
  const entry = step.entry ?? (await from.find(step.from.path, signal));
  if (entry === undefined) throw new RemoteError('not-found', `There is no ${step.from.path}`);
  step.look(entry);
  if (entry.skipped !== undefined) return { kind: 'skipped', reason: entry.skipped };
  return entry.type === 'directory'
    ? openFolder(work, signal)
    : moveFile({ ...work, entry }, signal);
}

async function openFolder({ step, from, to }: Work, signal: AbortSignal): Promise<Outcome> {
  // First the listing: where it fails there is no folder that looks empty.
  const entries = await from.list(step.from.path, signal);
  await to.makeFolder(step.to.path, signal);
  const parts = planFolder({
    from: { side: from, path: step.from.path },
    to: { side: to, path: step.to.path },
    entries,
  });
  return { kind: 'opened', parts };
}

async function moveFile(work: Work & { entry: SideEntry }, signal: AbortSignal): Promise<Outcome> {
  const { step, from, to, entry, answers, preserveTimestamps, onProgress } = work;
  const { path } = step.to;
  const existing = await to.find(path, signal);
  if (existing?.type === 'directory') {
    throw new RemoteError('is-a-directory', `${path} is a folder: no file can take its place`);
  }
  if (existing !== undefined) {
    const question = { from: step.from, to: step.to, incoming: entry, existing };
    const answer = await answers.about(question, signal);
    if (answer === 'skip') return { kind: 'skipped', reason: 'it is there already' };
    if (answer === 'cancel') return { kind: 'cancelled' };
  }
  const content = from.content(step.from.path, entry);
  const put = { path, content, replaces: existing, preserveTimestamps, onProgress };
  return { kind: 'moved', ...(await to.put(put, signal)) };
}
