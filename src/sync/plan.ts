// A plan as a value: what is to be done and why, what it adds up to, and what must be asked first.
import { isDelete, type Direction, type Resolution, type Step, stepId, bytesOf } from './step.js';

export interface Plan {
  direction: Direction;
  /** Relative paths; [''] is everything. */
  scope: readonly string[];
  /** All but what is as it should be. */
  steps: readonly Step[];
  /** Paths that are as both sides agreed, or were found to be alike. */
  unchanged: number;
  /** Files that both sides agreed on before, the whole of which deletions are a share. */
  agreedFiles: number;
}

/** What a plan adds up to. */
export interface PlanTotals {
  upload: number;
  download: number;
  uploadBytes: number;
  downloadBytes: number;
  deleteRemote: number;
  deleteLocal: number;
  makeFolders: number;
  conflicts: number;
  skipped: number;
  blocked: number;
  unchanged: number;
}

/** What the user made of a plan. */
export interface Choices {
  /** The ids (`stepId`) of the steps to carry out; conflicts need none. */
  chosen: ReadonlySet<string>;
  /** How conflicts end, by path. */
  resolutions: ReadonlyMap<string, Resolution>;
  /** The user has seen how much would be deleted, where that is asked for. */
  deletesConfirmed: boolean;
}

/** More deletions than this are asked for once more. */
export interface DeleteLimit {
  count: number;
  /** Of the files that both sides had agreed on: 0.2 is a fifth. */
  share: number;
}

export const defaultDeleteLimit: DeleteLimit = { count: 50, share: 0.2 };
/** A share of very few files says nothing. */
const fewDeletes = 5;

/** What is chosen before anybody has looked: everything but deletions and conflicts. */
export function defaultChoices({ steps }: Plan): Choices {
  const chosen = steps.filter((step) => isCheckable(step) && !isDelete(step)).map(stepId);
  return { chosen: new Set(chosen), resolutions: new Map(), deletesConfirmed: false };
}

/** Whether a step can be chosen at all. */
export function isCheckable({ kind }: Step): boolean {
  return !['conflict', 'skip', 'blocked', 'agree', 'forget'].includes(kind);
}

export function totalsOf({ steps, unchanged }: Plan): PlanTotals {
  const count = (...kinds: Step['kind'][]): number =>
    steps.filter(({ kind }) => kinds.includes(kind)).length;
  const bytes = (kind: Step['kind']): number =>
    steps.reduce((sum, step) => sum + (step.kind === kind ? bytesOf(step) : 0), 0);
  return {
    upload: count('upload'),
    download: count('download'),
    uploadBytes: bytes('upload'),
    downloadBytes: bytes('download'),
    deleteRemote: count('delete-remote'),
    deleteLocal: count('delete-local'),
    makeFolders: count('make-folder-local', 'make-folder-remote'),
    conflicts: count('conflict'),
    skipped: count('skip'),
    blocked: count('blocked'),
    unchanged,
  };
}

/** The chosen deletions of files, and whether they are so many that they have to be confirmed. */
export function chosenDeletes(
  plan: Plan,
  { chosen, resolutions }: Pick<Choices, 'chosen' | 'resolutions'>,
  limit: DeleteLimit,
): { paths: readonly string[]; share: number; needsConfirmation: boolean } {
  const deleting = plan.steps.filter(
    (step) =>
      (isDelete(step) && step.type === 'file' && chosen.has(stepId(step))) ||
      isDeletingResolution(step, resolutions.get(step.path)),
  );
  const paths = deleting.map(({ path }) => path);
  const deletes = { count: paths.length, known: plan.agreedFiles };
  const { share, isTooMuch } = shareOfDeletes(deletes, limit);
  return { paths, share, needsConfirmation: isTooMuch };
}

/** Which share of the known files so many deletions are, and whether they have to be confirmed. */
export function shareOfDeletes(
  { count, known }: { count: number; known: number },
  limit: DeleteLimit,
): { share: number; isTooMuch: boolean } {
  // Where nothing was agreed on, whatever goes is all that anybody knows of.
  const share = count / Math.max(known, 1);
  return { share, isTooMuch: count > limit.count || (count > fewDeletes && share > limit.share) };
}

function isDeletingResolution(
  { kind, local, remote }: Step,
  resolution: Resolution | undefined,
): boolean {
  if (kind !== 'conflict') return false;
  return (
    (resolution === 'keep-local' && local === undefined) ||
    (resolution === 'keep-remote' && remote === undefined)
  );
}
