// One local folder and the remote one that belongs to it. A plan is found and shown, carried out as
// chosen, and remembered; nothing is decided here: plan-walk.ts finds and decides, carry-out.ts does.
import { isRemoteError } from '../base/remote-error.js';
import { type CarryOutOptions, carryOutPlan } from './carry-out.js';
import { type CompareLimit, contentComparison } from './compare-content.js';
import { type Agreement } from './facts.js';
import { type Journal } from './journal.js';
import { type LocalFiles } from './local-files.js';
import { type LocalDeed, mirrorChange, type MirrorOutcome } from './mirror-change.js';
import { chosenDeletes, type Choices, type DeleteLimit, type Plan } from './plan.js';
import { walkPlan } from './plan-walk.js';
import { recover } from './recover.js';
import { type RemoteFolder } from './remote-folder.js';
import { type SyncRules } from './scan.js';
import { LocalScan } from './scan-local.js';
import { RemoteScan } from './scan-remote.js';
import { type SaveOutcome, saveFile } from './save-file.js';
import { serverChanges, type ServerChange } from './server-changes.js';
import { type Direction, type Step } from './step.js';
import { type BaseKeeper, type Keep } from './step-context.js';
import { type Report } from './step-result.js';
import { refuseUnconfirmed } from './unconfirmed.js';

/** What a pair is made of. */
export interface SyncPairSources {
  local: LocalFiles;
  remote: RemoteFolder;
  journal: Journal;
  rules: SyncRules;
  keep: Keep;
  bases: BaseKeeper;
  settings: SyncPairSettings;
  /** Epoch ms. */
  now: () => number;
}

/** How a pair is synced. */
export interface SyncPairSettings {
  preserveTimes: boolean;
  /** Whether what was never synced, and is on the other side only, is offered for deletion. */
  deleteExtras: boolean;
  deleteLimit: DeleteLimit;
  compareLimit: CompareLimit;
  /** Files under way at the same time. */
  parallel: number;
}

/**
 * Many more than there are sessions: what they write to the journal at the same time is one write to
 * the disk, which takes longer than a small file on a near server.
 */
export const usualParallel = 16;

/** What is to be planned. */
export interface PlanWish {
  direction: Direction;
  /** Relative paths of files and folders; [''] is everything. */
  scope: readonly string[];
  /** Told how many paths were looked at so far. */
  onLooked?: (paths: number) => void;
}

const quietAtOnce = 500;
/** A temporary file that nobody has written to for so long is left over from a crash. */
const leftoverMs = 10 * 60_000;

/** Two sides and what they agreed on: plans, carries out, and remembers. */
export class SyncPair {
  readonly #sources: SyncPairSources;
  /** Temporary files of ours that the last plan has seen. */
  #temporaries: readonly string[] = [];

  constructor(sources: SyncPairSources) {
    const { journal, remote } = sources;
    this.#sources = { ...sources, remote: remote.guarded(() => journal.count > 0) };
  }

  /**
   * Finds what is to be done. Neither side is changed; where both sides turn out to be alike, the
   * journal learns of it.
   */
  async plan({ direction, scope, onLooked }: PlanWish, signal: AbortSignal): Promise<Plan> {
    const { journal, local, remote, rules, bases, settings, now } = this.#sources;
    const at = now();
    await journal.refresh(signal);
    await recover({ local, remote, journal, now }, signal);
    const localScan = new LocalScan(local, rules);
    const sources = {
      local: localScan,
      remote: new RemoteScan(remote, rules),
      agreed: journal,
      rules,
      hash: (path: string, stop: AbortSignal) => local.hash(path, stop),
      compare: contentComparison({ local, remote, bases }, settings.compareLimit),
    };
    const agreedFiles = journal.count;
    const quiet = new QuietSteps(journal, at);
    const steps: Step[] = [];
    let unchanged = 0;
    const options = {
      direction,
      scope: scope.length === 0 ? [''] : scope,
      deleteExtras: settings.deleteExtras,
      onUnchanged: () => (unchanged += 1),
    };
    for await (const batch of walkPlan(sources, options, signal)) {
      for (const step of batch) if (!(await quiet.take(step, signal))) steps.push(step);
      onLooked?.(unchanged + quiet.count + steps.length);
    }
    await quiet.flush(signal);
    this.#temporaries = localScan.temporaries;
    return {
      direction,
      scope: options.scope,
      steps,
      unchanged: unchanged + quiet.count,
      agreedFiles,
    };
  }

  /**
   * Does what was chosen. Rejects with kind `unsafe`, before anything is touched, where it deletes so
   * much that the user has to confirm it, and has not.
   */
  async carryOut(
    { plan, choices }: { plan: Plan; choices: Choices },
    { onProgress }: Pick<CarryOutOptions, 'onProgress'>,
    signal: AbortSignal,
  ): Promise<Report> {
    const { settings, ...rest } = this.#sources;
    const deletes = chosenDeletes(plan, choices, settings.deleteLimit);
    if (deletes.needsConfirmation && !choices.deletesConfirmed) refuseUnconfirmed(deletes);
    await this.#removeLeftovers(signal);
    const work = { ...rest, preserveTimes: settings.preserveTimes };
    const options = { parallel: settings.parallel, onProgress };
    return carryOutPlan({ plan, choices, work }, options, signal);
  }

  /** What others did on the server below these paths, a folder at a time. */
  whatChangedOnServer(
    scope: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<ServerChange[], void> {
    const { remote, journal, rules } = this.#sources;
    const sources = { remote: new RemoteScan(remote, rules), agreed: journal, rules };
    return serverChanges(sources, scope.length === 0 ? [''] : scope, signal);
  }

  /** Uploads one file that was saved, unless the server has something that nobody here has seen. */
  save(path: string, signal: AbortSignal): Promise<SaveOutcome> {
    return saveFile(path, this.#sources, signal);
  }

  /** Does on the server what was done here: deletions, renames and new folders. */
  mirror(deed: LocalDeed, signal: AbortSignal): Promise<MirrorOutcome> {
    // What others have put there was not here, so it was not deleted here either.
    const settings = { ...this.#sources.settings, deleteExtras: false };
    const pair = new SyncPair({ ...this.#sources, settings });
    const sources = {
      ...this.#sources,
      plan: (scope: readonly string[], stop: AbortSignal) =>
        pair.plan({ direction: 'to-remote', scope }, stop),
      carryOut: (plan: Plan, chosen: ReadonlySet<string>, stop: AbortSignal) => {
        const choices = { chosen, resolutions: new Map(), deletesConfirmed: true };
        return pair.carryOut({ plan, choices }, { onProgress: () => undefined }, stop);
      },
    };
    return mirrorChange(deed, sources, signal);
  }

  async #removeLeftovers(signal: AbortSignal): Promise<void> {
    const { local, now } = this.#sources;
    for (const path of this.#temporaries) {
      const state = await local.look(path, signal);
      const isOld = state?.modified !== undefined && now() - state.modified > leftoverMs;
      if (state?.type !== 'file' || !isOld) continue;
      try {
        await local.remove(path, signal);
      } catch (error) {
        // Another window has removed it, or still writes to it.
        if (!isRemoteError(error)) throw error;
      }
    }
    this.#temporaries = [];
  }
}

/** Steps that change neither side: the journal takes them in while the plan is being made. */
class QuietSteps {
  readonly #journal: Journal;
  readonly #at: number;
  #waiting: Agreement[] = [];
  count = 0;

  constructor(journal: Journal, at: number) {
    this.#journal = journal;
    this.#at = at;
  }

  /** Whether the step was one of these. */
  async take(step: Step, signal: AbortSignal): Promise<boolean> {
    if (step.kind === 'forget') {
      await this.flush(signal);
      await this.#journal.forget(step.path, undefined, signal);
      return true;
    }
    if (step.kind !== 'agree') return false;
    this.count += step.type === 'file' ? 1 : 0;
    this.#waiting.push(this.#agreementOf(step));
    if (this.#waiting.length >= quietAtOnce) await this.flush(signal);
    return true;
  }

  async flush(signal: AbortSignal): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    await this.#journal.agree(waiting, undefined, signal);
  }

  #agreementOf({ path, type, hash, agreed, local, remote }: Step): Agreement {
    const sum = hash ?? agreed?.hash;
    return {
      path,
      type,
      ...(type === 'file' && sum !== undefined && { hash: sum }),
      local: type === 'file' && local !== undefined ? local : { type },
      remote: type === 'file' && remote !== undefined ? remote : { type },
      // When it was looked into, or a little earlier: what was changed since is looked into again.
      at: this.#at,
    };
  }
}
