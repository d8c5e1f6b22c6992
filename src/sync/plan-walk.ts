// Walks both sides and the journal in step, folder by folder, and yields what is to be done about
// each path. A folder is in memory only while it is looked at, so the size of a tree does not matter.
import { RemoteError } from '../base/remote-error.js';
import { ListingsAhead, mostAhead } from './ahead.js';
import { decideFile, type Decision, type FileFacts, type Policy } from './decide.js';
import { type Agreement, type Change, localChange, remoteChange } from './facts.js';
import { placesIn, withProblem } from './folder-places.js';
import { inParallel } from './in-parallel.js';
import { type Descent, type FolderPlan, type Place, planFolder, seen } from './placement.js';
import { type FolderScan, isIgnoredAnywhere, type SeenState } from './scan.js';
import { lostRoot } from './lost-root.js';
import { type PlanSources } from './plan-sources.js';
import { type Step } from './step.js';

/** What is planned, and who is told of what is as it was. */
export interface WalkOptions extends Policy {
  /** Files and folders to plan, relative; [''] is everything. */
  scope: readonly string[];
  /** Told of each path that is as it was agreed. */
  onUnchanged: (path: string) => void;
}

/** What was decided about one path; a folder still has to be walked through. */
interface Decided {
  place: Place;
  steps: readonly Step[];
  folder?: FolderPlan;
}

const filesAtOnce = 8;
const nothing: FolderScan = { entries: new Map(), ignored: 0 };
const nothingAgreed: ReadonlyMap<string, Agreement> = new Map();

/** The steps that bring both sides together, those of one folder at a time. */
export async function* walkPlan(
  sources: PlanSources,
  options: WalkOptions,
  signal: AbortSignal,
): AsyncGenerator<Step[], void> {
  yield* new PlanWalk(sources, options, signal).run();
}

class PlanWalk {
  readonly #sources: PlanSources;
  readonly #options: WalkOptions;
  readonly #signal: AbortSignal;
  readonly #local: ListingsAhead;
  readonly #remote: ListingsAhead;

  constructor(sources: PlanSources, options: WalkOptions, signal: AbortSignal) {
    this.#sources = sources;
    this.#options = options;
    this.#signal = signal;
    this.#local = new ListingsAhead(sources.local, mostAhead.local, signal);
    this.#remote = new ListingsAhead(sources.remote, mostAhead.remote, signal);
  }

  async *run(): AsyncGenerator<Step[], void> {
    const places = await inParallel(this.#options.scope, filesAtOnce, (path) => this.#look(path));
    await this.#refuseLostAround(places);
    yield* this.#visit(places);
  }

  async #look(path: string): Promise<Place> {
    const [local, remote] = await Promise.all([
      this.#sources.local.look(path, this.#signal),
      this.#sources.remote.look(path, this.#signal),
    ]);
    const agreed = path === '' ? rootAgreement : this.#sources.agreed.get(path);
    if (path === '') this.#refuseLostRoot({ local, remote });
    const isFolder = [local, remote].some((state) => state?.type === 'directory');
    const isIgnored = path !== '' && isIgnoredAnywhere(this.#sources.rules, path, isFolder);
    if (isIgnored) return { path, local: ignored, remote, agreed };
    const problem = path === '' ? undefined : this.#nameProblem(path);
    if (problem !== undefined) return { path, local, remote: withProblem(remote, problem), agreed };
    // A folder that was never there on one side is made there, which the agreement would forbid.
    const isNewRoot = path === '' && remote === undefined;
    return { path, local, remote, agreed: isNewRoot ? undefined : agreed };
  }

  /** Where something is gone from a side, the top folder must still be there: else it tells nothing. */
  async #refuseLostAround(places: readonly Place[]): Promise<void> {
    const isIn = ({ path }: Place): boolean => path !== '';
    const isGone = places.some((place) => isIn(place) && place.local === undefined);
    const top: SeenState = { type: 'directory' };
    const mayGo = (place: Place): boolean =>
      place.agreed !== undefined || this.#options.direction === 'to-local';
    const isGoneThere = places.some(
      (place) => isIn(place) && place.remote === undefined && mayGo(place),
    );
    this.#refuseLostRoot({
      local: isGone ? await this.#sources.local.look('', this.#signal) : top,
      remote: isGoneThere ? await this.#sources.remote.look('', this.#signal) : top,
    });
  }

  /** What is wrong with the name of something that was asked for, or of a folder around it. */
  #nameProblem(path: string): string | undefined {
    const names = path.split('/');
    const { rules } = this.#sources;
    const problems = names.map((name) =>
      rules.nameProblems({ remote: [name], local: [] }).get(name),
    );
    return problems.find((problem) => problem !== undefined);
  }

  /** A top folder that is gone must not look like one whose files were all deleted. */
  #refuseLostRoot({ local, remote }: Pick<Place, 'local' | 'remote'>): void {
    const isKnown = this.#sources.agreed.children('').length > 0;
    if (local?.type !== 'directory') throw lostRoot('local');
    if (remote !== undefined && remote.type !== 'directory') throw lostRoot('remote');
    const isNeeded = isKnown || this.#options.direction === 'to-local';
    if (remote === undefined && isNeeded) throw lostRoot('remote');
  }

  /** Plans these paths, and what is below them; the answer is whether anything of them stays. */
  async *#visit(places: readonly Place[]): AsyncGenerator<Step[], boolean> {
    this.#signal.throwIfAborted();
    const decided = await inParallel(places, filesAtOnce, (place) => this.#decide(place));
    this.#announce(decided);
    const steps = decided.flatMap((one) => (one.folder === undefined ? one.steps : []));
    if (steps.length > 0) yield steps;
    let stays = decided.some((one) => one.folder === undefined && !isRemoval(one));
    for (const one of decided) {
      if (one.folder !== undefined && (yield* this.#folder(one, one.folder))) stays = true;
    }
    return stays;
  }

  /** The folders below are listed while those before them are planned. */
  #announce(decided: readonly Decided[]): void {
    const descents = decided.flatMap(({ place, folder }) =>
      folder?.descent === undefined ? [] : [{ path: place.path, ...folder.descent }],
    );
    this.#local.announce(descents.filter(({ onLocal }) => onLocal).map(({ path }) => path));
    this.#remote.announce(descents.filter(({ onRemote }) => onRemote).map(({ path }) => path));
  }

  async *#folder(
    { place, steps }: Decided,
    { before, descent, afterIfEmpty, afterIfFull }: FolderPlan,
  ): AsyncGenerator<Step[], boolean> {
    const first = [...steps, ...before];
    if (first.length > 0) yield first;
    if (descent === undefined) return true;
    const stays = yield* this.#inside(place, descent);
    const last = (stays ? afterIfFull : afterIfEmpty) ?? [];
    if (last.length > 0) yield [...last];
    return stays || afterIfEmpty === undefined || afterIfEmpty.length > 1;
  }

  async *#inside(place: Place, descent: Descent): AsyncGenerator<Step[], boolean> {
    const scans = await this.#list(place, descent);
    if (!Array.isArray(scans)) {
      yield [scans];
      return true;
    }
    const [local, remote] = scans;
    const { rules, agreed } = this.#sources;
    const known = descent.isAgreed ? agreed.inFolder(place.path) : nothingAgreed;
    const sides = { path: place.path, local, remote, agreed: known };
    const { places, isAnyKept } = placesIn(sides, rules, this.#options);
    const isHolding = isAnyKept || local.ignored + remote.ignored > 0;
    if (places.length === 0) return isHolding;
    let stays = isHolding;
    const inner = this.#visit(places);
    for (let next = await inner.next(); ; next = await inner.next()) {
      if (next.done === true) {
        stays = next.value || isHolding;
        break;
      }
      yield descent.makesRoom ? next.value.map(makingRoom) : next.value;
    }
    return stays;
  }

  /** Both listings, or the step that says that this branch is not touched. */
  async #list(
    place: Place,
    { onLocal, onRemote }: Descent,
  ): Promise<[FolderScan, FolderScan] | Step> {
    const { path } = place;
    if (path.split('/').length > deepest) return blocked(place, tooDeep);
    const [local, remote] = await Promise.allSettled([
      onLocal ? this.#local.take(path) : nothing,
      onRemote ? this.#remote.take(path) : nothing,
    ]);
    if (local.status === 'fulfilled' && remote.status === 'fulfilled') {
      return [local.value, remote.value];
    }
    const [failure] = [local, remote].filter((one) => one.status === 'rejected');
    return this.#blocked(place, failure?.reason);
  }

  /** What is told of a branch that cannot be seen; without the top nothing can be. */
  #blocked(place: Place, error: unknown): Step {
    this.#signal.throwIfAborted();
    const isAll = place.path === '' || (error instanceof RemoteError && isGone(error));
    if (!(error instanceof RemoteError) || isAll) throw error;
    return blocked(place, error);
  }

  async #decide(place: Place): Promise<Decided> {
    const { local, remote, agreed } = place;
    const skip = skipOf(place);
    if (skip !== undefined) return { place, steps: [skip] };
    if (local?.type === 'directory' || remote?.type === 'directory') {
      return this.#decideFolder(place);
    }
    if (agreed?.type !== 'directory') return { place, steps: await this.#fileSteps(place) };
    const forgetting: Step = {
      kind: 'forget',
      type: 'directory',
      reason: 'gone-on-both',
      ...seen(place),
    };
    if (local === undefined && remote === undefined) return { place, steps: [forgetting] };
    // The folder is gone; what has taken its name is new.
    const steps = await this.#fileSteps({ ...place, agreed: undefined });
    return { place, steps: [forgetting, ...steps] };
  }

  async #decideFolder(place: Place): Promise<Decided> {
    const hash = await this.#hashForClash(place);
    const change = (): Change => changeBeside(place, hash);
    return { place, steps: [], folder: planFolder(place, this.#options, change) };
  }

  /** A local file that has become a folder there is looked into where its time does not tell. */
  async #hashForClash({ path, local, agreed }: Place): Promise<string | undefined> {
    if (local?.type !== 'file' || agreed?.type !== 'file') return undefined;
    const isUnsure = localChange(agreed, local, undefined) === 'unsure';
    return isUnsure ? this.#sources.hash(path, this.#signal) : undefined;
  }

  /** A file that cannot be read is no reason to plan nothing at all. */
  async #fileSteps(place: Place): Promise<Step[]> {
    try {
      const step = await this.#decideFile(place);
      return step === undefined ? [] : [step];
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!(error instanceof RemoteError) || isGone(error)) throw error;
      const { kind, message } = error;
      const facts = { ...seen(place), error: { kind, message } };
      return [{ kind: 'blocked', type: 'file', reason: 'unreadable', ...facts }];
    }
  }

  async #decideFile(place: Place): Promise<Step | undefined> {
    const facts: FileFacts = {
      local: place.local,
      remote: place.remote,
      agreed: place.agreed,
    };
    let decision = decideFile(facts, this.#options);
    while (decision.kind === 'want') {
      Object.assign(facts, await this.#learn(place, decision));
      decision = decideFile(facts, this.#options);
    }
    if (decision.kind !== 'unchanged') return stepOf(place, decision, facts.hash);
    this.#options.onUnchanged(place.path);
    return undefined;
  }

  async #learn(
    { path, local, remote }: Place,
    { fact }: Decision & { kind: 'want' },
  ): Promise<Pick<FileFacts, 'hash' | 'alike'>> {
    if (fact === 'hash') return { hash: await this.#sources.hash(path, this.#signal) };
    const size = local?.size ?? remote?.size ?? 0;
    return this.#sources.compare({ path, size }, this.#signal);
  }
}

function stepOf(
  place: Place,
  { kind, reason, choices }: Exclude<Decision, { kind: 'want' | 'unchanged' }>,
  hash: string | undefined,
): Step {
  return {
    kind,
    type: 'file',
    reason,
    ...seen(place),
    ...(hash !== undefined && { hash }),
    ...(choices !== undefined && { choices }),
  };
}

function skipOf(place: Place): Step | undefined {
  const found = [place.local, place.remote].find(
    (state) => state?.skip !== undefined || state?.type === 'symlink' || state?.type === 'unknown',
  );
  if (found === undefined) return undefined;
  const linked = found.type === 'symlink' ? 'link' : 'not-a-file';
  const { reason, detail } = found.skip ?? { reason: linked, detail: undefined };
  return {
    kind: 'skip',
    type: found.type === 'directory' ? 'directory' : 'file',
    reason,
    ...seen(place),
    ...(detail !== undefined && { detail }),
  };
}

/** Whether all that was decided about a path takes it away. */
function isRemoval({ steps }: Decided): boolean {
  return (
    steps.length > 0 &&
    steps.every(({ kind }) => ['delete-local', 'delete-remote', 'forget'].includes(kind))
  );
}

function changeBeside({ local, remote, agreed }: Place, hash: string | undefined): Change {
  if (agreed?.type !== 'file') return 'changed';
  if (local?.type !== 'file') return remoteChange(agreed, remote);
  const change = localChange(agreed, local, hash);
  return change === 'unsure' ? 'changed' : change;
}

function makingRoom(step: Step): Step {
  const isDelete = step.kind === 'delete-local' || step.kind === 'delete-remote';
  return isDelete ? { ...step, makesRoom: true } : step;
}

function blocked(place: Place, { kind, message }: RemoteError): Step {
  const facts = { ...seen(place), error: { kind, message } };
  return { kind: 'blocked', type: 'directory', reason: 'listing-failed', ...facts };
}

/** A server that follows links to folders may show a tree without end. */
const deepest = 100;
const tooDeep = new RemoteError('unsafe', `It lies more than ${String(deepest)} folders deep`);

const ignored: SeenState = { type: 'unknown', skip: { reason: 'ignored' } };

const rootAgreement: Agreement = {
  path: '',
  type: 'directory',
  local: { type: 'directory' },
  remote: { type: 'directory' },
  at: 0,
};

/** The connection is over: there is nothing more to be seen of any branch. */
function isGone(error: RemoteError): boolean {
  return ['connect', 'auth', 'tls', 'aborted'].includes(error.kind);
}
