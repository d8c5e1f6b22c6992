// One mapping with the target that counts now: what it takes to plan and carry out a sync, to look for
// foreign changes, and to upload what was saved. Rules are read anew for each of these.
import assert from 'node:assert/strict';
import { never } from '../base/abort.js';
import { type RemoteFiles } from '../remote/remote-files.js';
import { type CarryOutOptions } from './carry-out.js';
import { changedMeanwhile } from './changed-meanwhile.js';
import { type CommonBases } from './common-bases.js';
import { defaultCompareLimit, hashOf } from './compare-content.js';
import { type Side, type SideState } from './facts.js';
import { inParallel } from './in-parallel.js';
import { type Journal } from './journal.js';
import { KeptBatch } from './kept-batch.js';
import { type KeptVersion, type KeptVersions } from './kept-versions.js';
import { type KeptBatch as UndoableBatch, type UndoStep } from './kept-records.js';
import { LocalDisk } from './local-disk.js';
import { diskHabitsOf } from './disk-habits.js';
import { type SyncMapping } from './mapping.js';
import { type MergeInputs, mergeInputs } from './merge-inputs.js';
import { type LocalDeed, type MirrorOutcome } from './mirror-change.js';
import { type Choices, type Plan } from './plan.js';
import { readText } from './read-text.js';
import { RemoteFolder } from './remote-folder.js';
import { type SaveOutcome } from './save-file.js';
import { type SyncRules } from './scan.js';
import { removableBelow, removalPlan } from './server-change-plan.js';
import { LocalScan } from './scan-local.js';
import { type ServerChange } from './server-changes.js';
import { type Keep } from './step-context.js';
import { type Report } from './step-result.js';
import { type PlanWish, SyncPair, usualParallel } from './sync-pair.js';
import { loadRules } from './sync-rules.js';
import { type SyncTarget } from './sync-target.js';
import { undo, type UndoResult } from './undo.js';

/** What a session is made of. */
export interface SessionSources {
  mapping: SyncMapping;
  target: SyncTarget;
  /** Folders in the mapping's that belong to other mappings, relative. */
  others: readonly string[];
  /** The server as it is now, past what is remembered of it. */
  files: RemoteFiles;
  journal: Journal;
  kept: KeptVersions;
  bases: CommonBases;
  /** The pair's name in the store of kept versions. */
  key: string;
  now: () => number;
  /** Announces that a batch could not be closed in the store of kept versions. */
  onBatchFailure: (error: unknown) => void;
}

/** A plan, and the way to carry it out. */
export interface PlannedSync {
  plan: Plan;
  carryOut: (choices: Choices, options: BatchOptions, signal: AbortSignal) => Promise<Report>;
}

/** What a batch is called, and who is told of its progress. */
export interface BatchOptions extends Pick<CarryOutOptions, 'onProgress'> {
  /** How it is called where it can be undone. */
  title: string;
}

const looksAtOnce = 32;

/** A mapping with its active target, for those who sync it. */
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
    const rules = await this.#rules(wish.scope, signal);
    let batch: KeptBatch | undefined;
    const keep: Keep = (version, stop) => {
      assert(batch !== undefined, 'nothing is replaced before a plan is carried out');
      return batch.keep(version, stop);
    };
    const pair = this.#pair(rules, keep);
    const plan = await pair.plan(wish, signal);
    await this.#sources.bases.flush();
    const carryOut: PlannedSync['carryOut'] = (choices, { title, onProgress }, stop) =>
      this.#inBatch(title, (begun) => {
        batch = begun;
        return pair.carryOut({ plan, choices }, { onProgress }, stop);
      });
    return { plan, carryOut };
  }

  /** Watched files that may not be as both sides agreed last; none where they never did. */
  async changedMeanwhile(signal: AbortSignal): Promise<string[]> {
    const { mapping, journal: agreed } = this;
    await agreed.refresh(signal);
    if (agreed.count === 0) return [];
    const rules = await this.#rules([''], signal);
    const local = new LocalScan(this.local, rules);
    return changedMeanwhile({ mapping, local, agreed, rules }, signal);
  }

  /** These are not found as changed meanwhile any more, until they change again. */
  async passOver(paths: readonly string[], signal: AbortSignal): Promise<void> {
    const looked = await inParallel(paths, looksAtOnce, async (path) => {
      const local = await this.local.look(path, signal);
      return { path, local: local ?? null };
    });
    await this.journal.passOver(looked, signal);
  }

  /** What others did on the server below these paths, a folder at a time. */
  async *whatChangedOnServer(
    scope: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<ServerChange[], void> {
    const rules = await this.#rules(scope, signal);
    await this.journal.refresh(signal);
    yield* this.#pair(rules, refuseToKeep).whatChangedOnServer(scope, signal);
  }

  /** The plan that removes from the server what others have put there, at a path and below it. */
  async planRemoval(
    path: string,
    changes: readonly ServerChange[],
    signal: AbortSignal,
  ): Promise<Plan> {
    const removable = removableBelow(path, changes);
    const locals = new Map<string, SideState>();
    await inParallel(removable, looksAtOnce, async ({ path: at }) => {
      const local = await this.local.look(at, signal);
      if (local !== undefined) locals.set(at, local);
    });
    return removalPlan(path, { changes, agreedFiles: this.journal.count, locals });
  }

  /** Carries out a plan that was not made by looking at both sides: each step still looks. */
  carryOut(
    { plan, choices }: { plan: Plan; choices: Choices },
    { title, onProgress }: BatchOptions,
    signal: AbortSignal,
  ): Promise<Report> {
    return this.#inBatch(title, ({ keep }) =>
      this.#pair(noRules, keep).carryOut({ plan, choices }, { onProgress }, signal),
    );
  }

  /** Uploads one file that was saved, unless the server has something that nobody here has seen. */
  save(path: string, { title }: { title: string }, signal: AbortSignal): Promise<SaveOutcome> {
    return this.#inBatch(title, ({ keep }) => this.#pair(noRules, keep).save(path, signal));
  }

  /** Does on the server what was done here: deletions, renames and new folders. */
  async mirror(
    deed: LocalDeed,
    { title }: { title: string },
    signal: AbortSignal,
  ): Promise<MirrorOutcome> {
    const scope = deed.kind === 'rename' ? [deed.from, deed.path] : [deed.path];
    const rules = await this.#rules(scope, signal);
    return this.#inBatch(title, ({ keep }) => this.#pair(rules, keep).mirror(deed, signal));
  }

  /** The batches of this pair that may be undone, the newest first. */
  async undoable(signal: AbortSignal): Promise<UndoableBatch[]> {
    const batches = await this.#sources.kept.batches(signal);
    return batches.filter(
      ({ pair, state, changes }) =>
        pair === this.#sources.key && state !== 'undone' && changes.length > 0,
    );
  }

  /** What undoing a batch would do. */
  planUndo(batchId: string, signal: AbortSignal): Promise<UndoStep[]> {
    return this.#sources.kept.planUndo(batchId, signal);
  }

  /** Takes a batch back, as far as nobody has changed its files since. */
  async undo(
    batchId: string,
    { title }: { title: string },
    signal: AbortSignal,
  ): Promise<UndoResult[]> {
    const { kept } = this.#sources;
    const steps = await kept.planUndo(batchId, signal);
    const { local, remote, journal } = this;
    const results = await this.#inBatch(title, (batch) =>
      undo(steps, { local, remote, journal, kept, batch }, signal),
    );
    if (results.every(({ outcome }) => outcome === 'done')) await kept.markUndone(batchId, signal);
    return results;
  }

  /** Earlier versions of a file on one side, the newest first. */
  versionsOf(side: Side, path: string, signal: AbortSignal): Promise<KeptVersion[]> {
    const { kept, key } = this.#sources;
    return kept.versionsOf({ pair: key, side, path }, signal);
  }

  /** What a file that both sides changed is merged from; undefined where only comparing is left. */
  mergeInputs(path: string, signal: AbortSignal): Promise<MergeInputs | undefined> {
    const { local, remote, journal } = this;
    const { bases, kept } = this.#sources;
    return mergeInputs(path, { local, remote, journal, bases, kept }, signal);
  }

  /** Puts an earlier version in place of what stands at the path now, which is kept in turn. */
  async restore(
    { side, path, version }: { side: Side; path: string; version: KeptVersion },
    { title }: { title: string },
    signal: AbortSignal,
  ): Promise<UndoResult[]> {
    const { local, remote, journal } = this;
    const { kept } = this.#sources;
    const expected = await hashAt(side === 'local' ? local : remote, path, signal);
    const { content } = version;
    const steps = [{ kind: 'restore', side, path, expected, content } as const];
    return this.#inBatch(title, (batch) =>
      undo(steps, { local, remote, journal, kept, batch }, signal),
    );
  }

  async #inBatch<T>(title: string, work: (batch: KeptBatch) => Promise<T>): Promise<T> {
    const { kept, bases, key } = this.#sources;
    const batch = new KeptBatch(kept, { pair: key, title });
    try {
      return await work(batch);
    } finally {
      // However it ended, what was kept can be had back.
      await bases.flush();
      await this.#end(batch);
    }
  }

  /** What was done is done, whether its batch can be closed or not. */
  async #end(batch: KeptBatch): Promise<void> {
    try {
      await batch.end(never);
    } catch (error) {
      this.#sources.onBatchFailure(error);
    }
  }

  async #rules(scope: readonly string[], signal: AbortSignal): Promise<SyncRules> {
    const { mapping, others } = this.#sources;
    const disk = await diskHabitsOf(mapping.local);
    return loadRules({ mapping, local: this.local, readText, disk, others }, scope, signal);
  }

  #pair(rules: SyncRules, keep: Keep): SyncPair {
    const { mapping, journal, bases, now } = this.#sources;
    const { preserveTimes, deleteLimit } = mapping;
    return new SyncPair({
      local: this.local,
      remote: this.remote,
      journal,
      rules,
      keep,
      bases,
      settings: {
        preserveTimes,
        deleteLimit,
        deleteExtras: true,
        compareLimit: defaultCompareLimit,
        parallel: usualParallel,
      },
      now,
    });
  }
}

const noRules: SyncRules = { isIgnored: () => false, nameProblems: () => new Map() };

const refuseToKeep: Keep = () => assert.fail('a look at the server replaces nothing');

interface Readable {
  look(path: string, signal: AbortSignal): Promise<SideState | undefined>;
  stream(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** The hash of what stands there; null: nothing. */
async function hashAt(side: Readable, path: string, signal: AbortSignal): Promise<string | null> {
  const now = await side.look(path, signal);
  return now === undefined ? null : hashOf(side.stream(path, signal));
}
