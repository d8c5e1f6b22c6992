import { type BatchOptions } from './sync-session.js';
import { type LocalChange } from './local-change.js';
import { type LocalDeed, type MirrorOutcome } from './mirror-change.js';
import { type Choices, type Plan } from './plan.js';
import { type SaveOutcome } from './save-file.js';
import { type ChangeOutcome } from './save-queue.js';
import { reasonText, type Step } from './step.js';
import { type Report } from './step-result.js';

/** What a change of a mapped folder is carried out with; see SyncSession. */
export interface UploadSession {
  save(path: string, batch: { title: string }, signal: AbortSignal): Promise<SaveOutcome>;
  mirror(deed: LocalDeed, batch: { title: string }, signal: AbortSignal): Promise<MirrorOutcome>;
  carryOut(
    chosen: { plan: Plan; choices: Choices },
    options: BatchOptions,
    signal: AbortSignal,
  ): Promise<Report>;
  passOver(paths: readonly string[], signal: AbortSignal): Promise<void>;
}

interface CarryOutSources {
  session: UploadSession;
  /** What undoing it is called. */
  title: string;
  /** Whether a save of the path waits behind the change. */
  comesLater: (path: string) => boolean;
}

/** What became of a change, and the steps that wait for the user's word. */
export type Carried = ChangeOutcome & { steps: readonly Step[] };

/** Does on the other side what happened here, unless somebody has changed something there. */
export async function carryOutChange(
  change: LocalChange,
  { session, title, comesLater }: CarryOutSources,
  signal: AbortSignal,
): Promise<Carried> {
  if (change.kind === 'save') {
    const result = await session.save(change.path, { title }, signal);
    return result.outcome === 'conflict' ? undone([result.step]) : done;
  }
  const result = await session.mirror(deedOf(change, comesLater), { title }, signal);
  return result.outcome === 'conflict' ? undone(result.steps) : done;
}

const done: Carried = { kind: 'done', steps: [] };

function deedOf(
  change: Exclude<LocalChange, { kind: 'save' }>,
  comesLater: (path: string) => boolean,
): LocalDeed {
  const { kind, path } = change;
  return kind === 'rename' ? { kind, from: change.from, path, comesLater } : { kind, path };
}

function undone(steps: readonly Step[]): Carried {
  // What stays out by the rules of the mapping is none of the user's worries.
  const waiting = steps.filter(({ kind, reason }) => kind !== 'skip' || reason !== 'ignored');
  const [step] = waiting;
  if (step === undefined) return done;
  const kind = step.reason === 'undoes-change-there' ? 'remote-newer' : 'conflict';
  return { kind, reason: reasonText(step), steps: waiting };
}
