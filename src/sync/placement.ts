// What a folder on one side or both means. A folder is deleted only when all in it is, and where
// a file has become a folder, or the other way round, the one steps aside for the other only if
// nobody has changed it since both sides agreed.
import { type Agreement, type Change } from './facts.js';
import { loneDecision, type Policy } from './decide.js';
import { type Reason } from './reasons.js';
import { bareState, type SeenState } from './scan.js';
import { type Resolution, type Step, type StepKind } from './step.js';

/** A path with all that is known of it before anything is looked into. */
export interface Place {
  path: string;
  local: SeenState | undefined;
  remote: SeenState | undefined;
  agreed: Agreement | undefined;
}

/** How a folder is walked through. */
export interface Descent {
  onLocal: boolean;
  onRemote: boolean;
  isAgreed: boolean;
  makesRoom: boolean;
}

/** What is done about a folder: before what is in it, and after it where nothing in it stays. */
export interface FolderPlan {
  before: readonly Step[];
  descent?: Descent;
  afterIfEmpty?: readonly Step[];
  /** Instead of that, where something in it stays. */
  afterIfFull?: readonly Step[];
}

type Here = 'local' | 'remote';

const oppositeOf = { local: 'remote', remote: 'local' } as const;
const deleteOn = { local: 'delete-local', remote: 'delete-remote' } as const;
const makeOn = { local: 'make-folder-local', remote: 'make-folder-remote' } as const;
const moveTo = { local: 'download', remote: 'upload' } as const;
const newOn = { local: 'new-here', remote: 'new-there' } as const;
const missingOn = { local: 'missing-here', remote: 'missing-there' } as const;
const deletedOn = { local: 'deleted-here', remote: 'deleted-there' } as const;
/** The direction that may not change that side. */
const sparing = { local: 'to-remote', remote: 'to-local' } as const;

const noChoice: readonly Resolution[] = ['keep-both', 'skip'];

/** Plans a path where at least one side has a folder. `fileChange` is that of the file beside it. */
export function planFolder(place: Place, policy: Policy, fileChange: () => Change): FolderPlan {
  const isLocal = place.local?.type === 'directory';
  const isRemote = place.remote?.type === 'directory';
  const isAgreed = place.agreed?.type === 'directory';
  if (isLocal && isRemote) {
    const before = isAgreed ? [] : [stepOf(place, 'agree', 'same-content')];
    return { before, descent: { onLocal: true, onRemote: true, isAgreed, makesRoom: false } };
  }
  const side: Here = isLocal ? 'local' : 'remote';
  if (place[oppositeOf[side]] === undefined) return planLone(place, side, policy);
  return planClash(place, { side, policy, change: fileChange() });
}

/** A folder on `side`, and nothing on the other one. */
function planLone(place: Place, side: Here, policy: Policy): FolderPlan {
  const other = oppositeOf[side];
  if (place.agreed?.type === 'directory') {
    // Gone from the other side since: it goes here too, or comes back there.
    return policy.direction === `to-${other}`
      ? makePlan(place, side, missingOn[other])
      : deletePlan(place, side, deletedOn[other]);
  }
  const { kind, reason } = loneDecision(side, policy) as { kind: StepKind; reason: Reason };
  if (kind === 'skip') return { before: [stepOf(place, 'skip', reason)] };
  return kind === deleteOn[side] ? deletePlan(place, side, reason) : makePlan(place, side, reason);
}

function makePlan(place: Place, side: Here, reason: Reason): FolderPlan {
  const isAgreed = place.agreed?.type === 'directory';
  return {
    before: [stepOf(place, makeOn[oppositeOf[side]], reason)],
    descent: { ...only(side), isAgreed, makesRoom: false },
  };
}

function deletePlan(place: Place, side: Here, reason: Reason): FolderPlan {
  const isAgreed = place.agreed?.type === 'directory';
  return {
    before: [],
    descent: { ...only(side), isAgreed, makesRoom: false },
    afterIfEmpty: [stepOf(place, deleteOn[side], reason)],
  };
}

/** A folder on `side`, and a file on the other one. */
function planClash(
  place: Place,
  { side, policy, change }: { side: Here; policy: Policy; change: Change },
): FolderPlan {
  const other = oppositeOf[side];
  const conflict = { ...stepOf(place, 'conflict', 'file-and-folder'), choices: noChoice };
  const isFileAsAgreed = place.agreed?.type === 'file' && change === 'same';
  if (isFileAsAgreed && policy.direction !== sparing[other]) {
    const room = { ...stepOf(place, deleteOn[other], 'makes-room'), type: 'file' as const };
    const make = stepOf(place, makeOn[other], newOn[side]);
    return {
      before: [{ ...room, makesRoom: true }, make],
      descent: { ...only(side), isAgreed: false, makesRoom: false },
    };
  }
  if (place.agreed?.type !== 'directory' || policy.direction === sparing[side]) {
    return { before: [conflict] };
  }
  const room = { ...stepOf(place, deleteOn[side], 'makes-room'), makesRoom: true as const };
  // When it comes, nothing is there any more.
  const emptied = { ...place, [side]: undefined, agreed: undefined };
  const move = { ...stepOf(emptied, moveTo[side], newOn[other]), type: 'file' as const };
  return {
    before: [],
    descent: { ...only(side), isAgreed: true, makesRoom: true },
    afterIfEmpty: [room, move],
    afterIfFull: [conflict],
  };
}

function only(side: Here): Pick<Descent, 'onLocal' | 'onRemote'> {
  return { onLocal: side === 'local', onRemote: side === 'remote' };
}

function stepOf(place: Place, kind: StepKind, reason: Reason): Step {
  return { kind, type: 'directory', reason, ...seen(place) };
}

/** What a step tells of its path. */
export function seen({
  path,
  local,
  remote,
  agreed,
}: Place): Pick<Step, 'path' | 'local' | 'remote' | 'agreed'> {
  return {
    path,
    ...(local !== undefined && { local: bareState(local) }),
    ...(remote !== undefined && { remote: bareState(remote) }),
    ...(agreed !== undefined && { agreed }),
  };
}
