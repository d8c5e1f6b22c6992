import { RemoteError } from '../base/remote-error.js';
import { type Side } from './facts.js';
import { type Step } from './step.js';

/** What became of a step. */
export type StepOutcome =
  | { outcome: 'done'; bytes: number }
  /** A side is no longer what the plan saw: nothing was touched, and another plan tells what it means. */
  | { outcome: 'conflict'; changed: Side }
  | { outcome: 'skipped'; why: 'not-chosen' | 'not-resolved' | 'not-empty' | 'nothing-to-do' }
  | { outcome: 'failed'; error: RemoteError }
  /** It was not begun, or nobody knows how it ended: another plan finds out. */
  | { outcome: 'to-do' };

export type StepResult = StepOutcome & { step: Step };

/** What carrying out a plan came to. */
export interface Report {
  results: readonly StepResult[];
  /** What ended it early: the rest is to do. */
  stoppedBy?: RemoteError;
  /** Something is left that only another plan can see, as with a folder that got another name. */
  needsAnotherPlan: boolean;
}

/** One side is not what the plan saw. */
export class StaleError extends Error {
  readonly side: Side;

  constructor(side: Side) {
    super(`The ${side} side has changed since the plan was made`);
    this.side = side;
  }
}

/** Whether there is no use in going on with other steps. */
export function isLost(error: unknown): boolean {
  return (
    error instanceof RemoteError &&
    ['connect', 'auth', 'tls', 'timeout', 'disconnected', 'aborted'].includes(error.kind)
  );
}
