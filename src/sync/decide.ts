// What one file means, from what stands on each side and what both agreed on last. "Changed" is each
// side against the agreement; the clocks of the sides are never compared with one another. Where the
// facts do not suffice, the answer is which fact is wanted.
import { type Agreement, type Change, localChange, remoteChange, type SideState } from './facts.js';
import { type Reason } from './reasons.js';
import { type Direction, type Resolution, type StepKind } from './step.js';

/** What is known of a path where neither side has a folder. */
export interface FileFacts {
  local: SideState | undefined;
  remote: SideState | undefined;
  agreed: Agreement | undefined;
  /** SHA-256 of the local content, once asked for. */
  hash?: string;
  /** Whether both contents are the same, once asked for; `unknown` where it was not looked at. */
  alike?: 'same' | 'different' | 'unknown';
  /** SHA-256 of the server's content, where that was looked into for `alike`. */
  remoteHash?: string;
}

/** Which way changes go. */
export interface Policy {
  direction: Direction;
  /** Whether what was never synced, and is on the other side only, is offered for deletion. */
  deleteExtras: boolean;
}

/** What a change means, or what has to be known before that can be told. */
export type Decision =
  | { kind: StepKind; reason: Reason; choices?: readonly Resolution[] }
  | { kind: 'unchanged' }
  | { kind: 'want'; fact: 'hash' | 'alike' };

type Verdict = readonly [kind: StepKind | 'unchanged', reason: Reason];
type Case = `${Change}/${Change}`;

/** The local change first, then the remote one. */
const both: Readonly<Record<Case, Verdict>> = {
  'same/same': ['unchanged', 'same-content'],
  'changed/same': ['upload', 'changed-here'],
  'same/changed': ['download', 'changed-there'],
  'changed/changed': ['conflict', 'changed-on-both'],
  'gone/same': ['delete-remote', 'deleted-here'],
  'same/gone': ['delete-local', 'deleted-there'],
  'gone/changed': ['conflict', 'deleted-here-changed-there'],
  'changed/gone': ['conflict', 'changed-here-deleted-there'],
  'gone/gone': ['forget', 'gone-on-both'],
};

const agreedVerdicts: Readonly<Record<Direction, Readonly<Record<Case, Verdict>>>> = {
  both,
  'to-remote': {
    ...both,
    'same/changed': ['conflict', 'undoes-change-there'],
    'same/gone': ['upload', 'missing-there'],
    'changed/gone': ['upload', 'missing-there'],
  },
  'to-local': {
    ...both,
    'changed/same': ['conflict', 'undoes-change-here'],
    'gone/same': ['download', 'missing-here'],
    'gone/changed': ['download', 'missing-here'],
  },
};

/** Decides what is to be done about a path that is a folder on neither side. */
export function decideFile(facts: FileFacts, policy: Policy): Decision {
  return facts.agreed === undefined
    ? decideUnknown(facts, policy)
    : decideAgreed({ ...facts, agreed: facts.agreed }, policy);
}

function decideUnknown({ local, remote, alike }: FileFacts, policy: Policy): Decision {
  if (local === undefined) {
    return remote === undefined
      ? { kind: 'forget', reason: 'gone-on-both' }
      : loneDecision('remote', policy);
  }
  if (remote === undefined) return loneDecision('local', policy);
  return compared({ local, remote, alike }, { kind: 'conflict', reason: 'made-on-both' });
}

/** What is on one side only, and was never agreed on. */
export function loneDecision(
  side: 'local' | 'remote',
  { direction, deleteExtras }: Policy,
): Decision & { kind: StepKind } {
  if (side === 'local') {
    if (direction !== 'to-local') return { kind: 'upload', reason: 'new-here' };
    return { kind: deleteExtras ? 'delete-local' : 'skip', reason: 'only-here' };
  }
  if (direction !== 'to-remote') return { kind: 'download', reason: 'new-there' };
  return { kind: deleteExtras ? 'delete-remote' : 'skip', reason: 'only-there' };
}

function decideAgreed(facts: FileFacts & { agreed: Agreement }, { direction }: Policy): Decision {
  const { local, remote, agreed, hash, alike } = facts;
  const here = localChange(agreed, local, hash);
  if (here === 'unsure') return { kind: 'want', fact: 'hash' };
  const there = changeThere(facts);
  const [kind, reason] = agreedVerdicts[direction][`${here}/${there}`];
  if (kind === 'unchanged') return isToBeNoted(facts) ? touched : { kind };
  if (kind !== 'conflict') return { kind, reason };
  if (there === 'changed' && mayBeAsAgreed(facts)) return { kind: 'want', fact: 'alike' };
  const conflict = { kind, reason, choices: choicesOf(local, remote) };
  const isOnBoth = local !== undefined && remote !== undefined && reason === 'changed-on-both';
  return isOnBoth ? compared({ local, remote, alike }, conflict) : conflict;
}

/** A server that tells another time, as one without a zone does in summer, may have the content still. */
function changeThere({ agreed, remote, remoteHash }: FileFacts & { agreed: Agreement }): Change {
  return remoteHash !== undefined && remoteHash === agreed.hash
    ? 'same'
    : remoteChange(agreed, remote);
}

/** Nobody has looked yet, and the size tells nothing. */
function mayBeAsAgreed({
  local,
  remote,
  agreed,
  alike,
}: FileFacts & { agreed: Agreement }): boolean {
  if (local === undefined || alike !== undefined) return false;
  return remote?.size !== undefined && remote.size === agreed.remote.size;
}

const touched: Decision = { kind: 'agree', reason: 'touched' };

/**
 * Who had to look into the file remembers its new time, so as not to look again. A listing without
 * seconds is remembered in the place of an exact time, so that later ones meet one of their own kind.
 */
function isToBeNoted({ hash, agreed, remote }: FileFacts): boolean {
  const isCoarser = agreed?.remote.modifiedExact === true && remote?.modifiedExact === false;
  return hash !== undefined || isCoarser;
}

/** Two files of unknown likeness: other sizes are other contents, equal sizes tell nothing. */
function compared(
  { local, remote, alike }: { local: SideState; remote: SideState; alike: FileFacts['alike'] },
  conflict: { kind: 'conflict'; reason: Reason },
): Decision {
  const choices = choicesOf(local, remote);
  const isOtherSize =
    local.size !== undefined && remote.size !== undefined && local.size !== remote.size;
  if (isOtherSize || alike === 'different') return { ...conflict, choices };
  if (alike === undefined) return { kind: 'want', fact: 'alike' };
  if (alike === 'same') return { kind: 'agree', reason: 'same-content' };
  return { kind: 'conflict', reason: 'content-unknown', choices };
}

function choicesOf(
  local: SideState | undefined,
  remote: SideState | undefined,
): readonly Resolution[] {
  const isOnBoth = local !== undefined && remote !== undefined;
  return isOnBoth
    ? ['keep-local', 'keep-remote', 'keep-both', 'skip']
    : ['keep-local', 'keep-remote', 'skip'];
}
