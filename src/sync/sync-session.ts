// One mapping with the target that counts now: what it takes to plan and carry out a sync, to look for
// foreign changes, and to upload what was saved. Rules are read anew for each of these.
import { type RemoteFiles } from '../remote/remote-files.js';
import { type CarryOutOptions } from './carry-out.js';
import { defaultCompareLimit } from './compare-content.js';
import { type Journal } from './journal.js';
import { LocalDisk } from './local-disk.js';
import { diskHabitsOf } from './local-place.js';
import { type SyncMapping } from './mapping.js';
import { type Choices, type Plan } from './plan.js';
import { readText } from './read-text.js';
import { RemoteFolder } from './remote-folder.js';
import { type SaveOutcome } from './save-file.js';
import { type SyncRules } from './scan.js';
import { type ServerChange } from './server-changes.js';
import { type Keep } from './step-context.js';
import { type Report } from './step-result.js';
import { type PlanWish, SyncPair } from './sync-pair.js';
import { loadRules } from './sync-rules.js';
import { type SyncTarget } from './sync-target.js';

export interface SessionSources {
  mapping: SyncMapping;
  target: SyncTarget;
  /** Folders in the mapping's that belong to other mappings, relative. */
  others: readonly string[];
  files: RemoteFiles;
  journal: Journal;
  /** Begins a batch of versions that are kept, and may be undone together. */
  newBatch: () => Keep;
  now: () => number;
}

/** A plan, and the way to carry it out. */
export interface PlannedSync {
  plan: Plan;
  carryOut(
    choices: Choices,
    options: Pick<CarryOutOptions, 'onProgress'>,
    signal: AbortSignal,
  ): Promise<Report>;
}

/** Files under way at the same time. */
const parallel = 4;

export class SyncSession {
  readonly mapping: SyncMapping;
  readonly target: SyncTarget;
  readonly local: LocalDisk;
  readonly remote: RemoteFolder;
  readonly journal: Journal;
  readonly #sources: SessionSources;

  constructor(sources: SessionSources) {
    const { mapping, target, files, journal } = sources;
    this.#sources = sources;
    this.mapping = mapping;
    this.target = target;
    this.local = new LocalDisk(mapping.local);
    this.remote = new RemoteFolder(files, target.remote);
    this.journal = journal;
  }

  /** Finds what is to be done; neither side is changed by that. */
  async plan(wish: PlanWish, signal: AbortSignal): Promise<PlannedSync> {
    let keep = this.#sources.newBatch();
    const rules = await this.#rules(wish.scope, signal);
    const pair = this.#pair(rules, (version, stop) => keep(version, stop));
    const plan = await pair.plan(wish, signal);
    return {
      plan,
      carryOut: (choices, options, stop) => {
        keep = this.#sources.newBatch();
        return pair.carryOut({ plan, choices }, options, stop);
      },
    };
  }

  /** What others did on the server below these paths, a folder at a time. */
  async *whatChangedOnServer(
    scope: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<ServerChange[], void> {
    const rules = await this.#rules(scope, signal);
    await this.journal.refresh(signal);
    yield* this.#pair(rules, this.#sources.newBatch()).whatChangedOnServer(scope, signal);
  }

  /** Uploads one file that was saved, unless the server has something that nobody here has seen. */
  async save(path: string, signal: AbortSignal): Promise<SaveOutcome> {
    const rules = { isIgnored: () => false, nameProblems: () => new Map<string, string>() };
    return this.#pair(rules, this.#sources.newBatch()).save(path, signal);
  }

  async #rules(scope: readonly string[], signal: AbortSignal): Promise<SyncRules> {
    const { mapping, others } = this.#sources;
    const disk = await diskHabitsOf(mapping.local);
    return loadRules({ mapping, local: this.local, readText, disk, others }, scope, signal);
  }

  #pair(rules: SyncRules, keep: Keep): SyncPair {
    const { mapping, journal, now } = this.#sources;
    const { preserveTimes, deleteLimit } = mapping;
    return new SyncPair({
      local: this.local,
      remote: this.remote,
      journal,
      rules,
      keep,
      settings: {
        preserveTimes,
        deleteLimit,
        deleteExtras: true,
        compareLimit: defaultCompareLimit,
        parallel,
      },
      now,
    });
  }
}
