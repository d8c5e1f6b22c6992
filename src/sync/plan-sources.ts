import { type Agreement } from './facts.js';
import { type FileFacts } from './decide.js';
import { type SideScan, type SyncRules } from './scan.js';

/** What both sides agreed on last, to be looked up. */
export interface Agreements {
  get(path: string): Agreement | undefined;
  /** Those directly in a folder. */
  children(folder: string): readonly Agreement[];
  /** The same by their names. */
  inFolder(folder: string): ReadonlyMap<string, Agreement>;
}

/** All that a plan is made from. */
export interface PlanSources {
  local: SideScan;
  remote: SideScan;
  agreed: Agreements;
  rules: SyncRules;
  /** SHA-256 of a local file's content. */
  hash(path: string, signal: AbortSignal): Promise<string>;
  /** Whether both sides have the same content, where finding that out is cheap. */
  compare(
    file: { path: string; size: number },
    signal: AbortSignal,
  ): Promise<Required<Pick<FileFacts, 'alike'>> & Pick<FileFacts, 'hash'>>;
}
