/** What one stage of `npm test` found. */
export interface Outcome {
  passed: number;
  failed: number;
  /** Sentences that the summary repeats, such as a real server that could not be had. */
  readonly notes: string[];
}

/** One stage of `npm test`. */
export interface Stage {
  readonly name: string;
  run(): Promise<Outcome>;
}

export function emptyOutcome(): Outcome {
  return { passed: 0, failed: 0, notes: [] };
}

/** One thing that passed or failed. */
export function singleOutcome(isPassed: boolean): Outcome {
  return { passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, notes: [] };
}

export function addOutcome(total: Outcome, part: Outcome): void {
  total.passed += part.passed;
  total.failed += part.failed;
  total.notes.push(...part.notes);
}

/** What a stage in a process of its own tells us, again and again. */
export interface Progress {
  readonly outcome: Outcome;
  readonly isComplete: boolean;
}

/** Tells our parent process how far a stage is. */
export function tellProgress(outcome: Outcome, isComplete: boolean): void {
  process.send?.({ outcome, isComplete } satisfies Progress);
}

/** Narrows what a process sent. */
export function isProgress(message: unknown): message is Progress {
  return typeof message === 'object' && message !== null && 'isComplete' in message;
}
