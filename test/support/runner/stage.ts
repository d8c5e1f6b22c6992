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

/** Narrows what a stage's process sent us. */
export function isOutcome(message: unknown): message is Outcome {
  return (
    typeof message === 'object' && message !== null && 'passed' in message && 'failed' in message
  );
}
