import { type FileState } from './file-state.js';
import { needsUser, type UploadEntry } from './upload-queues.js';

/** How the uploads of a window stand, all in all. */
export interface UploadSummary {
  /** `off`: saves are not taken in; `waiting`: for a connection, or for git. */
  phase: 'idle' | 'off' | 'paused' | 'uploading' | 'waiting' | 'problems';
  pending: number;
  uploading: number;
  failed: number;
  /** Both sides changed, or the other one only. */
  conflicts: number;
  /** The first file that is going up. */
  first?: string;
  /** Why it waits, where that was told. */
  reason?: string;
}

export interface UploadSwitches {
  isOn: boolean;
  isPaused: boolean;
}

/** What all entries come to. */
export function summarize(
  entries: readonly UploadEntry[],
  { isOn, isPaused }: UploadSwitches,
): UploadSummary {
  const count = (...states: FileState['state'][]): number =>
    entries.filter(({ state }) => states.includes(state.state)).length;
  const counts = {
    pending: count('pending'),
    uploading: count('uploading'),
    failed: count('failed'),
    conflicts: count('conflict', 'remote-newer'),
  };
  const first = entries.find(({ state }) => state.state === 'uploading')?.change.path;
  const reason = entries
    .map(({ state }) => (state.state === 'pending' ? state.reason : undefined))
    .find((one) => one !== undefined);
  return {
    phase: phaseOf(counts, { isOn, isPaused }),
    ...counts,
    ...(first !== undefined && { first }),
    ...(reason !== undefined && { reason }),
  };
}

function phaseOf(
  { pending, uploading, failed, conflicts }: Omit<UploadSummary, 'phase'>,
  { isOn, isPaused }: UploadSwitches,
): UploadSummary['phase'] {
  if (isPaused) return 'paused';
  if (uploading > 0) return 'uploading';
  if (failed + conflicts > 0) return 'problems';
  if (pending > 0) return 'waiting';
  return isOn ? 'idle' : 'off';
}

/** What the user has not been told of yet, with what has been told by now. */
export interface News {
  /** New failures and conflicts, by what happened first. */
  fresh: readonly UploadEntry[];
  told: ReadonlySet<string>;
}

/** Finds what needs the user and is new; what went well meanwhile may be told of again. */
export function newsOf(entries: readonly UploadEntry[], told: ReadonlySet<string>): News {
  const problems = entries.filter(({ state }) => needsUser(state));
  const fresh = problems.filter((entry) => !told.has(keyOf(entry)));
  return { fresh, told: new Set(problems.map(keyOf)) };
}

/** What has been told, without what was told of these: it is told once more where it happens again. */
export function untold(
  entries: readonly UploadEntry[],
  told: ReadonlySet<string>,
): ReadonlySet<string> {
  // Whatever came of them, and whatever becomes of them now.
  const beginnings = entries.map(({ change }) => `[${JSON.stringify(change.id)},`);
  return new Set([...told].filter((key) => !beginnings.some((one) => key.startsWith(one))));
}

/** The same failure of the same change is told once. */
function keyOf({ change, state }: UploadEntry): string {
  const reason = 'reason' in state ? state.reason : undefined;
  return JSON.stringify([change.id, state.state, reason]);
}
