// Carries out what was chosen of a plan: first what makes room, then folders from the top, then files,
// several at a time, and deletions last, from the bottom. Each step looks at both sides again right
// before it touches one. A step that fails does not stop the others; a lost connection does.
// Small files are read and announced ahead of their turn, so that one write to the disk tells the
// journal of many of them; what was announced, and not begun when all ended, is taken back.
import { RemoteError } from '../base/remote-error.js';
import { abortError } from '../base/abort.js';
import { NotBegunError } from './announced.js';
import { doStep } from './do-step.js';
import { FreeNames } from './free-names.js';
import { Gate } from '../base/gate.js';
import { type Choices, type Plan } from './plan.js';
import { bytesOf, isDelete, type Step, stepId } from './step.js';
import { type StepContext } from './step-context.js';
import {
  isLost,
  type Report,
  StaleError,
  type StepOutcome,
  type StepResult,
} from './step-result.js';

/** How far it has come. */
export interface Progress {
  /** The path that was begun or ended last. */
  path: string;
  steps: number;
  totalSteps: number;
  bytes: number;
  totalBytes: number;
}

/** How many steps at a time, and who is told of them. */
export interface CarryOutOptions {
  /** Files under way at the same time. */
  parallel: number;
  onProgress: (progress: Progress) => void;
}

type Work = Omit<StepContext, 'onBytes' | 'signal' | 'freeNames' | 'inTurn'>;

/** So many for each that is under way may be read and announced before their turn. */
const aheadFactor = 16;
/** What waits so is held in memory. */
const aheadBytes = 256 * 1024;

/** Does what was chosen of a plan, and tells of each step what became of it. Never rejects for a server. */
export async function carryOutPlan(
  { plan, choices, work }: { plan: Plan; choices: Choices; work: Work },
  options: CarryOutOptions,
  signal: AbortSignal,
): Promise<Report> {
  return new CarryOut({ plan, choices, work }, options, signal).run();
}

class CarryOut {
  readonly #plan: Plan;
  readonly #choices: Choices;
  readonly #options: CarryOutOptions;
  readonly #context: Omit<StepContext, 'onBytes'>;
  readonly #results = new Map<Step, StepOutcome>();
  readonly #progress: Progress;
  readonly #gate: Gate;
  #stoppedBy: RemoteError | undefined;

  constructor(
    { plan, choices, work }: { plan: Plan; choices: Choices; work: Work },
    options: CarryOutOptions,
    signal: AbortSignal,
  ) {
    this.#plan = plan;
    this.#choices = choices;
    this.#options = options;
    this.#gate = new Gate(options.parallel);
    const freeNames = new FreeNames(work.remote, work.now);
    this.#context = { ...work, freeNames, signal };
    const doing = plan.steps.filter((step) => this.#isChosen(step));
    for (const step of doing) if (isNewThere(step)) freeNames.expect(step.path);
    const totalBytes = doing.reduce((sum, step) => sum + bytesOf(step), 0);
    this.#progress = { path: '', steps: 0, totalSteps: doing.length, bytes: 0, totalBytes };
  }

  async run(): Promise<Report> {
    const chosen = this.#plan.steps.filter((step) => this.#isChosen(step));
    for (const phase of phasesOf(chosen)) await this.#runPhase(phase);
    const results = this.#plan.steps.map((step): StepResult => ({
      step,
      ...this.#outcomeOf(step),
    }));
    return {
      results,
      ...(this.#stoppedBy !== undefined && { stoppedBy: this.#stoppedBy }),
      needsAnotherPlan: results.some(needsAnotherPlan),
    };
  }

  #isChosen(step: Step): boolean {
    const resolution = this.#choices.resolutions.get(step.path);
    if (step.kind === 'conflict') return resolution !== undefined && resolution !== 'skip';
    return this.#choices.chosen.has(stepId(step));
  }

  #outcomeOf(step: Step): StepOutcome {
    const known = this.#results.get(step);
    if (known !== undefined) return known;
    if (this.#isChosen(step)) return { outcome: 'to-do' };
    const isOpen = step.kind === 'conflict';
    const isDone = step.kind === 'skip' || step.kind === 'blocked';
    const why = isOpen ? 'not-resolved' : isDone ? 'nothing-to-do' : 'not-chosen';
    return { outcome: 'skipped', why };
  }

  /** Several workers take the steps in their order. */
  async #runPhase(steps: readonly Step[]): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      for (;;) {
        const step = steps[next];
        next += 1;
        if (step === undefined || this.#isStopped()) return;
        if (isAhead(step)) await this.#runStep(step);
        else await this.#gate.run(() => this.#runStep(step));
      }
    };
    const count = Math.min(this.#options.parallel * aheadFactor, steps.length);
    await Promise.all(Array.from({ length: count }, () => worker()));
  }

  #isStopped(): boolean {
    const { signal } = this.#context;
    if (signal.aborted) this.#stoppedBy ??= abortError(signal, 'The sync');
    return this.#stoppedBy !== undefined;
  }

  async #runStep(step: Step): Promise<void> {
    if (this.#isStopped()) return;
    this.#tell({ path: step.path });
    let told = 0;
    const onBytes = (bytes: number): void => {
      told += bytes;
      this.#tell({ bytes: this.#progress.bytes + bytes });
    };
    const outcome = await this.#attempt(step, onBytes);
    this.#results.set(step, outcome);
    // Small files go in one piece, of which nobody tells.
    const rest = outcome.outcome === 'done' ? outcome.bytes - told : 0;
    const { steps, bytes } = this.#progress;
    this.#tell({ path: step.path, steps: steps + 1, bytes: bytes + rest });
  }

  async #attempt(step: Step, onBytes: (bytes: number) => void): Promise<StepOutcome> {
    try {
      const resolution = this.#choices.resolutions.get(step.path);
      const inTurn = isAhead(step) ? this.#inTurn : undefined;
      const context = { ...this.#context, onBytes, ...(inTurn !== undefined && { inTurn }) };
      return await doStep({ step, resolution, context });
    } catch (error) {
      if (error instanceof NotBegunError) return { outcome: 'to-do' };
      if (error instanceof StaleError) return { outcome: 'conflict', changed: error.side };
      if (!(error instanceof RemoteError)) throw error;
      if (!isLost(error)) return { outcome: 'failed', error };
      this.#stoppedBy ??= error;
      return { outcome: 'to-do' };
    }
  }

  /** Waits for the turn of something that was announced before. */
  readonly #inTurn = <T>(work: () => Promise<T>): Promise<T> =>
    this.#gate.run(async () => {
      if (this.#isStopped()) throw new NotBegunError();
      try {
        return await work();
      } catch (error) {
        // Before the next one has its turn.
        if (error instanceof RemoteError && isLost(error)) this.#stoppedBy ??= error;
        throw error;
      }
    });

  #tell(news: Partial<Progress>): void {
    Object.assign(this.#progress, news);
    this.#options.onProgress({ ...this.#progress });
  }
}

const isAhead = (step: Step): boolean => step.kind === 'upload' && bytesOf(step) <= aheadBytes;

const isNewThere = ({ kind, remote }: Step): boolean => kind === 'upload' && remote === undefined;

/** Steps that may run side by side, one group after the other. */
function phasesOf(steps: readonly Step[]): Step[][] {
  const isRoom = ({ makesRoom }: Step): boolean => makesRoom === true;
  const isMaking = ({ kind }: Step): boolean =>
    kind === 'make-folder-local' || kind === 'make-folder-remote';
  const room = steps.filter(isRoom);
  const making = steps.filter(isMaking);
  const removing = steps.filter((step) => isDelete(step) && !isRoom(step));
  const files = steps.filter((step) => !isDelete(step) && !isMaking(step));
  return [...removalPhases(room), ...byDepth(making), files, ...removalPhases(removing)];
}

/** Files first, then their folders, the deepest before those that hold them. */
function removalPhases(steps: readonly Step[]): Step[][] {
  const files = steps.filter(({ type }) => type === 'file');
  const folders = steps.filter(({ type }) => type === 'directory');
  return [files, ...byDepth(folders).reverse()];
}

function byDepth(steps: readonly Step[]): Step[][] {
  const depths = new Map<number, Step[]>();
  for (const step of steps) {
    const depth = step.path === '' ? 0 : step.path.split('/').length;
    const group = depths.get(depth);
    if (group === undefined) depths.set(depth, [step]);
    else group.push(step);
  }
  return [...depths.entries()].sort(([a], [b]) => a - b).map(([, group]) => group);
}

function needsAnotherPlan(result: StepResult): boolean {
  if (result.outcome === 'conflict' || result.outcome === 'to-do') return true;
  const { step } = result;
  return result.outcome === 'done' && step.kind === 'conflict' && step.reason === 'file-and-folder';
}
