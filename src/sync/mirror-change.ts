// What happened here is done there as well: a deletion, a rename, a new folder. Where the server has
// something that nobody here has seen, nothing is touched, and the steps say what stands in the way.
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type Agreement } from './facts.js';
import { type Journal } from './journal.js';
import { type LocalFiles } from './local-files.js';
import { defaultChoices, type Plan } from './plan.js';
import { type RemoteFolder } from './remote-folder.js';
import { baseOf, folderOf, isBelow } from './scan.js';
import { isDelete, type Step, stepId } from './step.js';
import { type Report, type StepResult } from './step-result.js';

/** What somebody did here, other than saving a file. */
export type LocalDeed =
  | { kind: 'make-folder'; path: string }
  | { kind: 'delete'; path: string }
  /** Files that `comesLater` names are brought up by a save of their own. */
  | { kind: 'rename'; from: string; path: string; comesLater?: (path: string) => boolean };

export type MirrorOutcome =
  | { outcome: 'done' }
  /** These steps were not taken: the user decides. */
  | { outcome: 'conflict'; steps: readonly Step[] };

export interface MirrorSources {
  local: LocalFiles;
  remote: RemoteFolder;
  journal: Journal;
  now: () => number;
  /** Plans these paths towards the server. */
  plan: (scope: readonly string[], signal: AbortSignal) => Promise<Plan>;
  /** Carries out all of a plan that was chosen. */
  carryOut: (plan: Plan, chosen: ReadonlySet<string>, signal: AbortSignal) => Promise<Report>;
}

/** Does on the server what was done here. What is done there already is done. */
export async function mirrorChange(
  deed: LocalDeed,
  sources: MirrorSources,
  signal: AbortSignal,
): Promise<MirrorOutcome> {
  const { kind, path } = deed;
  if (kind !== 'rename') {
    return bringUp({ path, gone: kind === 'delete' ? path : undefined }, sources, signal);
  }
  const { from } = deed;
  const isMoved = await moveRemote({ from, path }, sources, signal);
  // What could not be moved as it is goes the long way; what was moved may have changed since.
  const { comesLater } = deed;
  return bringUp({ path, comesLater, gone: isMoved ? undefined : from }, sources, signal);
}

interface BringUp {
  path: string;
  gone: string | undefined;
  comesLater?: ((path: string) => boolean) | undefined;
}

/**
 * Brings up what is at `path`. Nothing goes there but what is `gone` here by the deed: other deletions
 * are for a plan that is looked at. What is in the place of the gone by now comes by a change of its own.
 */
async function bringUp(
  { path, gone, comesLater = () => false }: BringUp,
  { plan: planFor, carryOut }: MirrorSources,
  signal: AbortSignal,
): Promise<MirrorOutcome> {
  const plan = await planFor([...new Set([gone ?? path, path])], signal);
  const isMeant = ({ path: at, makesRoom }: Step): boolean =>
    makesRoom === true || (gone !== undefined && isBelow(at, gone));
  const isApart = ({ kind, path: at }: Step): boolean =>
    (kind === 'upload' || kind === 'make-folder-remote') && (!isBelow(at, path) || comesLater(at));
  const apart = new Set(plan.steps.filter(isApart).map(stepId));
  const chosen = new Set([...defaultChoices(plan).chosen].filter((id) => !apart.has(id)));
  for (const step of plan.steps) if (isDelete(step) && isMeant(step)) chosen.add(stepId(step));
  const report = await carryOut(plan, chosen, signal);
  const failed = report.results.find((result) => result.outcome === 'failed');
  if (report.stoppedBy !== undefined) throw report.stoppedBy;
  if (failed?.outcome === 'failed') throw failed.error;
  const steps = report.results.filter(isLeft).map(({ step }) => step);
  const left = steps.filter((step) => !isApart(step) && !isBeside(step, isMeant));
  return left.length === 0 ? { outcome: 'done' } : { outcome: 'conflict', steps: left };
}

const isLeft = ({ outcome }: StepResult): boolean => outcome !== 'done';

/** What is on the server only has nothing to do with a deed that took nothing away there. */
function isBeside(step: Step, isMeant: (step: Step) => boolean): boolean {
  return !isMeant(step) && (isDelete(step) || step.reason === 'only-there');
}

/** Renames on the server what both sides agreed on; false where there is no such thing, or no room. */
async function moveRemote(
  { from, path }: { from: string; path: string },
  { local, remote, journal, now }: MirrorSources,
  signal: AbortSignal,
): Promise<boolean> {
  const [left, here] = await Promise.all([local.look(from, signal), local.look(path, signal)]);
  const agreed = journal.get(from);
  if (left !== undefined || here === undefined || agreed?.type !== here.type) return false;
  try {
    await remote.makeFolder(remote.at(folderOf(path)), signal);
    const move = { from: remote.at(from), to: remote.at(path), overwrite: false };
    await remote.files.rename(move, signal);
  } catch (error) {
    if (isRemoteError(error, 'exists')) await refuseOneName({ from, path }, remote, signal);
    else if (!isRemoteError(error, 'not-found')) throw error;
    return false;
  }
  const moved = agreementsBelow(journal, agreed).map((one) => ({
    ...one,
    path: `${path}${one.path.slice(from.length)}`,
    at: Math.min(one.at, now()),
  }));
  await journal.agree(moved, undefined, signal);
  await journal.forget(from, undefined, signal);
  return true;
}

/**
 * Where only the case or the form of letters changes, a server may take both names for one: bringing up
 * the new one and removing the old one would leave nothing.
 */
async function refuseOneName(
  { from, path }: { from: string; path: string },
  remote: RemoteFolder,
  signal: AbortSignal,
): Promise<void> {
  if (foldedName(from) !== foldedName(path)) return;
  const listed = await remote.files.list(remote.at(folderOf(path)), signal);
  const names = new Set(listed.map(({ name }) => name));
  const isOneFolder = folderOf(from) === folderOf(path);
  if (isOneFolder && names.has(baseOf(from)) && names.has(baseOf(path))) return;
  throw new RemoteError('exists', `The server takes ${from} and ${path} for one name`, {
    hint: 'Nothing was changed there. Rename it on the server by way of another name.',
  });
}

function foldedName(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase();
}

function agreementsBelow(journal: Journal, top: Agreement): Agreement[] {
  if (top.type === 'file') return [top];
  return [top, ...journal.children(top.path).flatMap((one) => agreementsBelow(journal, one))];
}
