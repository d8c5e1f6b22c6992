import { type RemoteEntry } from '../base/remote-entry.js';
import { isTemporaryName } from '../base/temporary-name.js';
import { stateOf } from './facts.js';
import { type RemoteFolder } from './remote-folder.js';
import { type FolderScan, joined, type SeenState, type SideScan, type SyncRules } from './scan.js';

/** Nobody knows which of them is meant when the name is asked for. */
const twice = { reason: 'name', detail: 'the server lists its name twice' } as const;

/** The remote side as a plan sees it: nothing that is ignored, links as what they are. */
export class RemoteScan implements SideScan {
  readonly #folder: RemoteFolder;
  readonly #rules: SyncRules;

  constructor(folder: RemoteFolder, rules: SyncRules) {
    this.#folder = folder;
    this.#rules = rules;
  }

  async list(folder: string, signal: AbortSignal): Promise<FolderScan> {
    const listed = await this.#folder.files.list(this.#folder.at(folder), signal);
    const kept = listed.filter((entry) => !this.#isHidden(folder, entry));
    const entries = new Map<string, SeenState>();
    for (const entry of kept) {
      const state = stateOf(entry);
      entries.set(entry.name, entries.has(entry.name) ? { ...state, skip: twice } : state);
    }
    return { entries, ignored: listed.length - kept.length };
  }

  look(path: string, signal: AbortSignal): Promise<SeenState | undefined> {
    return this.#folder.look(path, signal);
  }

  #isHidden(folder: string, { name, type }: RemoteEntry): boolean {
    const isFolder = type === 'directory';
    return isTemporaryName(name) || this.#rules.isIgnored(joined(folder, name), isFolder);
  }
}
