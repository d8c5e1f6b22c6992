import { type Plan } from './plan.js';
import { isDelete, type Step } from './step.js';

/** Whether a plan may be carried out unseen, has nothing to do, or has to be looked at first. */
export type QuickVerdict =
  | { kind: 'go' }
  /** Both sides are alike already. */
  | { kind: 'alike' }
  /** It stays out, and this says why. */
  | { kind: 'out'; step: Step }
  | { kind: 'look' };

/** Decides what becomes of files that the user wants to move without a plan. */
export function quickVerdict({ steps }: Plan): QuickVerdict {
  const [first] = steps;
  if (first === undefined) return { kind: 'alike' };
  if (steps.every(({ kind }) => kind === 'skip')) return { kind: 'out', step: first };
  return steps.every(isHarmless) ? { kind: 'go' } : { kind: 'look' };
}

/** Nothing that anybody has not seen is lost by it. */
function isHarmless(step: Step): boolean {
  return !isDelete(step) && step.kind !== 'conflict' && step.kind !== 'blocked';
}
