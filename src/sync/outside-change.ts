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
  const { path, local, agreed, hash, state } = facts;
  if (state?.state === 'uploading') return 'later';
  const own = facts.intents.filter((intent) => intent.path === path);
  if (local === undefined) {
    const isOurs = own.some(({ kind }) => kind === 'delete-local');
    return agreed === undefined || isOurs ? 'nothing' : 'delete';
  }
  if (local.type !== 'file') return 'nothing';
  const download = own.find(({ kind }) => kind === 'download');
  if (download !== undefined && hash === undefined) return 'want-hash';
  if (download !== undefined && hash === download.hash) return 'nothing';
  if (agreed === undefined) return 'save';
  const change = localChange(agreed, local, hash);
  if (change === 'unsure') return 'want-hash';
  return change === 'same' ? 'nothing' : 'save';
}
