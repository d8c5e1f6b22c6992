// Somebody else wrote a file: a build, git, another program, or a sync of ours. What both sides agreed on
// already is no change, so what we have brought here ourselves never goes back.
import { type Agreement, localChange, type SideState } from './facts.js';
import { type FileState } from './file-state.js';
import { type Intent } from './journal-records.js';

export interface OutsideFacts {
  path: string;
  local: SideState | undefined;
  agreed: Agreement | undefined;
  /** Of the local content, where somebody has looked. */
  hash?: string;
  /** What syncs of ours have begun, and not agreed on yet. */
  intents: readonly Intent[];
  /** How the queue of saves has it. */
  state: FileState | undefined;
}

export type OutsideVerdict =
  | 'save'
  | 'delete'
  | 'nothing'
  /** Only its hash can tell. */
  | 'want-hash'
  /** It is going up now, and may be what that takes along. */
  | 'later';

/** Decides what it means that a file was seen to change. */
export function judgeOutside(facts: OutsideFacts): OutsideVerdict {
  const { local, state } = facts;
  if (state?.state === 'uploading') return 'later';
  if (local === undefined) return judgeGone(facts);
  return local.type === 'file' ? judgeFile(facts, local) : 'nothing';
}

function judgeGone({ path, agreed, intents }: OutsideFacts): OutsideVerdict {
  const isOurs = intents.some((intent) => intent.path === path && intent.kind === 'delete-local');
  return agreed === undefined || isOurs ? 'nothing' : 'delete';
}

function judgeFile(
  { path, agreed, hash, intents }: OutsideFacts,
  local: SideState,
): OutsideVerdict {
  const download = intents.find((intent) => intent.path === path && intent.kind === 'download');
  if (download !== undefined) {
    if (hash === undefined) return 'want-hash';
    if (hash === download.hash) return 'nothing';
  }
  if (agreed === undefined) return 'save';
  const change = localChange(agreed, local, hash);
  if (change === 'unsure') return 'want-hash';
  return change === 'same' ? 'nothing' : 'save';
}
