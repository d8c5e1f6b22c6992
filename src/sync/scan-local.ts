import { isTemporaryName } from '../base/temporary-name.js';
import { stateOf } from './facts.js';
import { type LocalFiles } from './local-files.js';
import { type FolderScan, joined, type SeenState, type SideScan, type SyncRules } from './scan.js';

/** The local side as a plan sees it: nothing that is ignored, links as what they are. */
export class LocalScan implements SideScan {
  readonly #files: LocalFiles;
  readonly #rules: SyncRules;
  /** Temporary files of ours that were seen, for those that a crash has left. */
  readonly temporaries: string[] = [];

  constructor(files: LocalFiles, rules: SyncRules) {
    this.#files = files;
    this.#rules = rules;
  }

  async list(folder: string, signal: AbortSignal): Promise<FolderScan> {
    const entries = new Map<string, SeenState>();
    let ignored = 0;
    for (const entry of await this.#files.list(folder, signal)) {
      const path = joined(folder, entry.name);
      if (isTemporaryName(entry.name)) this.temporaries.push(path);
      else if (this.#rules.isIgnored(path, entry.type === 'directory')) ignored += 1;
      else entries.set(entry.name, stateOf(entry));
    }
    return { entries, ignored };
  }

  look(path: string, signal: AbortSignal): Promise<SeenState | undefined> {
    return this.#files.look(path, signal);
  }
}
