// A plan under the hands of its user: what is chosen of it, how conflicts shall end, and what became of
// each step once it was carried out. It shows nothing and does nothing; it answers what may be done.
import {
  type Choices,
  chosenDeletes,
  defaultChoices,
  type DeleteLimit,
  isCheckable,
  type Plan,
} from './plan.js';
import { type Grouping, type PlanNode, planTree, stepsOf } from './plan-tree.js';
import { bytesOf, isDelete, type Resolution, type Step, stepId } from './step.js';
import { type Report, type StepOutcome } from './step-result.js';

/** What is chosen, in numbers. */
export interface ChosenTotals {
  steps: number;
  deletes: number;
  bytes: number;
}

export class PlanBoard {
  readonly plan: Plan;
  #chosen: ReadonlySet<string>;
  #resolutions: ReadonlyMap<string, Resolution> = new Map();
  #outcomes: ReadonlyMap<string, StepOutcome> = new Map();
  #grouping: Grouping;
  #nodes: readonly PlanNode[] | undefined;

  constructor(plan: Plan, grouping: Grouping = 'folder') {
    this.plan = plan;
    this.#grouping = grouping;
    this.#chosen = defaultChoices(plan).chosen;
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  /** The rows at the top. */
  get nodes(): readonly PlanNode[] {
    this.#nodes ??= planTree(this.plan.steps, this.#grouping);
    return this.#nodes;
  }

  group(grouping: Grouping): void {
    this.#grouping = grouping;
    this.#nodes = undefined;
  }

  /**
   * Whether the box of a row is ticked; undefined: it has none. That of a folder is when all below it
   * is chosen, but for deletions, which are chosen one by one where there is anything else.
   */
  isChecked(node: PlanNode): boolean | undefined {
    const steps = this.#governed(node);
    return steps.length === 0 ? undefined : steps.every((step) => this.#chosen.has(stepId(step)));
  }

  check(node: PlanNode, isChecked: boolean): void {
    // What is taken back is taken back whole.
    this.#choose(isChecked ? this.#governed(node) : this.#open(stepsOf(node)), isChecked);
  }

  /** Everything but deletions, or nothing. */
  checkAll(isChecked: boolean): void {
    const open = this.#open(this.plan.steps);
    this.#choose(isChecked ? open.filter((step) => !isDelete(step)) : open, isChecked);
  }

  resolutionOf({ kind, path }: Step): Resolution | undefined {
    return kind === 'conflict' ? this.#resolutions.get(path) : undefined;
  }

  /** How a conflict shall end; false where it cannot end so. */
  resolve(step: Step, resolution: Resolution): boolean {
    const isOpen = step.kind === 'conflict' && this.#isOpen(step);
    if (!isOpen || step.choices?.includes(resolution) !== true) return false;
    this.#resolutions = new Map(this.#resolutions).set(step.path, resolution);
    return true;
  }

  outcomeOf(step: Step): StepOutcome | undefined {
    return this.#outcomes.get(stepId(step));
  }

  /** What is to be carried out now. */
  choices(deletesConfirmed: boolean): Choices {
    const chosen = this.plan.steps.filter((step) => this.#isChosen(step)).map(stepId);
    const resolutions = this.plan.steps
      .filter((step) => step.kind === 'conflict' && this.#isOpen(step))
      .flatMap((step): [string, Resolution][] => {
        const resolution = this.#resolutions.get(step.path);
        return resolution === undefined ? [] : [[step.path, resolution]];
      });
    return { chosen: new Set(chosen), resolutions: new Map(resolutions), deletesConfirmed };
  }

  /** The deletions among them, and whether they are so many that they have to be confirmed. */
  deletes(limit: DeleteLimit): ReturnType<typeof chosenDeletes> {
    return chosenDeletes(this.plan, this.choices(false), limit);
  }

  chosenTotals(): ChosenTotals {
    const { resolutions } = this.choices(false);
    const isResolved = ({ kind, path }: Step): boolean => {
      const resolution = kind === 'conflict' ? resolutions.get(path) : undefined;
      return resolution !== undefined && resolution !== 'skip';
    };
    const chosen = this.plan.steps.filter((step) => this.#isChosen(step));
    return {
      steps: chosen.length + this.plan.steps.filter(isResolved).length,
      deletes: chosen.filter(isDelete).length,
      bytes: chosen.reduce((sum, step) => sum + bytesOf(step), 0),
    };
  }

  /** What became of the steps that were chosen; those that were not keep what is known of them. */
  take({ results }: Report): void {
    const outcomes = new Map(this.#outcomes);
    for (const { step, ...outcome } of results) {
      if (outcome.outcome !== 'skipped') outcomes.set(stepId(step), outcome);
    }
    this.#outcomes = outcomes;
  }

  /** Whether something failed or was not begun, and may be tried again as it was planned. */
  get hasRetryable(): boolean {
    return this.plan.steps.some((step) => this.#isRetryable(step));
  }

  /** Chooses what failed or was not begun, and nothing else. */
  chooseRetryable(): void {
    const again = this.plan.steps.filter((step) => this.#isRetryable(step));
    this.#chosen = new Set(again.map(stepId));
    const paths = new Set(again.map(({ path }) => path));
    this.#resolutions = new Map([...this.#resolutions].filter(([path]) => paths.has(path)));
  }

  #isChosen(step: Step): boolean {
    return isCheckable(step) && this.#isOpen(step) && this.#chosen.has(stepId(step));
  }

  #isRetryable(step: Step): boolean {
    const outcome = this.outcomeOf(step)?.outcome;
    return outcome === 'failed' || outcome === 'to-do';
  }

  /** Whether it may still be carried out: what is done is done, and a stale step needs another plan. */
  #isOpen(step: Step): boolean {
    const outcome = this.outcomeOf(step)?.outcome;
    return outcome !== 'done' && outcome !== 'conflict';
  }

  #open(steps: readonly Step[]): Step[] {
    return steps.filter((step) => isCheckable(step) && this.#isOpen(step));
  }

  /** The steps that the box of a row stands for. */
  #governed(node: PlanNode): readonly Step[] {
    const open = this.#open(stepsOf(node));
    const harmless = open.filter((step) => !isDelete(step));
    return harmless.length === 0 ? open : harmless;
  }

  #choose(steps: readonly Step[], isChosen: boolean): void {
    const chosen = new Set(this.#chosen);
    for (const step of steps) {
      if (isChosen) chosen.add(stepId(step));
      else chosen.delete(stepId(step));
    }
    this.#chosen = chosen;
  }
}
