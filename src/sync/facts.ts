// What is known of the two sides, as plain values: they are kept as JSON, printed, and compared in tests.
import { type EntryType, type RemoteEntry } from '../base/remote-entry.js';
import { isSameState } from '../remote/same-state.js';

/** The two sides of a mapping. */
export type Side = 'local' | 'remote';

/** What stands at a path on one side. */
export interface SideState {
  type: EntryType;
  /** Bytes of a file, where told. */
  size?: number;
  /** Epoch ms, where told. */
  modified?: number;
  /** False where the time came from a listing without seconds or zone. */
  modifiedExact?: boolean;
  mode?: number;
}

/** What both sides agreed on last: the same content, and how each side told of it then. */
export interface Agreement {
  /** Relative to the folders that are synced, with `/`. */
  path: string;
  type: 'file' | 'directory';
  /** SHA-256 of a file's content, hexadecimal. */
  hash?: string;
  local: SideState;
  remote: SideState;
  /** When that was, epoch ms: a file that changed about then may have changed once more since. */
  at: number;
}

/** What became of a side since both agreed. */
export type Change = 'same' | 'changed' | 'gone';

/** A file system may not tell two changes apart that lie closer together (FAT: two seconds). */
const closeMs = 2_000;

/** The state that a listing tells, without the name. */
export function stateOf(entry: RemoteEntry): SideState {
  const { type, size, modified, mode } = entry;
  const state: SideState = { type };
  if (size !== undefined && type === 'file') state.size = size;
  if (modified !== undefined) {
    state.modified = modified;
    state.modifiedExact = entry.modifiedExact === true;
  }
  if (mode !== undefined) state.mode = mode;
  return state;
}

/** What became of a remote file since the agreement, as far as size and time tell. */
export function remoteChange(agreed: Agreement, now: SideState | undefined): Change {
  if (now === undefined) return 'gone';
  return isSameRemote(agreed.remote, now) ? 'same' : 'changed';
}

/**
 * What became of a local file since the agreement; `unsure` where only its content can tell. `hash`
 * is that of its content, where somebody has looked.
 */
export function localChange(
  agreed: Agreement,
  now: SideState | undefined,
  hash: string | undefined,
): Change | 'unsure' {
  if (now === undefined) return 'gone';
  if (now.type !== agreed.type || now.size !== agreed.local.size) return 'changed';
  if (isSameLocal(agreed.local, now) && !isTooFresh(agreed)) return 'same';
  if (hash === undefined) return 'unsure';
  return hash === agreed.hash ? 'same' : 'changed';
}

/** How nothing looks on the server that both sides have agreed on: whatever stands there is other than that. */
export const neverAgreed: SideState = { type: 'file', size: -1, modified: 0, modifiedExact: false };

/** Whether two looks at a local file saw the same: its times are exact. */
export function isSameLocal(a: SideState, b: SideState): boolean {
  return a.type === b.type && a.size === b.size && a.modified === b.modified;
}

/** Whether two looks at a remote file saw the same, as far as both tell. */
export function isSameRemote(a: SideState, b: SideState): boolean {
  return isSameState(a, b);
}

/** The file was changed in the moment of the agreement: its time cannot tell of a change right after. */
const isTooFresh = ({ local, at }: Agreement): boolean =>
  local.modified !== undefined && local.modified > at - closeMs;
