import { download } from './download-step.js';
import { deleteLocal, deleteRemote } from './remove-step.js';
import { baseOf, folderOf, joined } from './scan.js';
import { type Resolution, type Step } from './step.js';
import { type StepContext } from './step-context.js';
import { StaleError, type StepOutcome } from './step-result.js';
import { type FileJob } from './file-job.js';
import { upload } from './upload-step.js';

const mostNames = 100;

/** Ends a conflict as the user wants it. */
export async function resolve(
  step: Step,
  resolution: Resolution | undefined,
  context: StepContext,
): Promise<StepOutcome> {
  if (resolution === undefined || resolution === 'skip') {
    return { outcome: 'skipped', why: 'not-resolved' };
  }
  if (step.choices?.includes(resolution) !== true) {
    return { outcome: 'skipped', why: 'not-resolved' };
  }
  const job = jobOf(step);
  const bytes = await carryOut(job, resolution, context);
  return { outcome: 'done', bytes };
}

/** What a step says of a file, for those who carry it out. */
export function jobOf({ path, local, remote, agreed }: Step): FileJob {
  return { path, local, remote, agreed };
}

async function carryOut(
  job: FileJob,
  resolution: Exclude<Resolution, 'skip'>,
  context: StepContext,
): Promise<number> {
  if (resolution === 'keep-both') return keepBoth(job, context);
  if (resolution === 'keep-local') {
    if (job.local !== undefined) return upload(job, context);
    await deleteRemote(job, context);
  } else {
    if (job.remote !== undefined) return download(job, context);
    await deleteLocal(job, context);
  }
  return 0;
}

/** Ours gets another name on both sides, theirs comes here. */
async function keepBoth(job: FileJob, context: StepContext): Promise<number> {
  const { local, remote, journal, signal } = context;
  const { path } = job;
  const now = await local.look(path, signal);
  if (now === undefined || now.type !== job.local?.type) throw new StaleError('local');
  const isFile = now.type === 'file';
  if (isFile && now.modified !== job.local.modified) throw new StaleError('local');
  const aside = await freeName(path, context);
  // From now on the name is the server's: a crash in between must not look like a deletion of ours.
  await journal.forget(path, undefined, signal);
  await local.rename(path, aside, signal);
  let bytes = 0;
  // A folder has more in it than one step knows of: another plan brings it to the server.
  if (isFile) {
    const state = await local.look(aside, signal);
    bytes += await upload({ path: aside, local: state, remote: undefined }, context);
  }
  if (job.remote?.type !== 'file') return bytes;
  const there = await remote.look(path, signal);
  return bytes + (await download({ path, local: undefined, remote: there }, context));
}

/** `name (conflict 2026-01-31).ext`, which neither side has. */
async function freeName(path: string, context: StepContext): Promise<string> {
  const { local, remote, signal } = context;
  for (let number = 1; number <= mostNames; number += 1) {
    const name = joined(folderOf(path), conflictName(baseOf(path), context.now(), number));
    const taken = await Promise.all([local.look(name, signal), remote.look(name, signal)]);
    if (taken.every((state) => state === undefined)) return name;
  }
  throw new StaleError('local');
}

/** The name of our version of a file that both sides have changed. */
function conflictName(name: string, now: number, number: number): string {
  const day = new Date(now).toISOString().slice(0, 10);
  const dot = name.lastIndexOf('.');
  const [stem, end] = dot <= 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  const count = number === 1 ? '' : ` ${String(number)}`;
  return `${stem} (conflict ${day}${count})${end}`;
}
