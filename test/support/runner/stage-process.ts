import { runGroup } from '../process-group.js';
import { emptyOutcome, isProgress, type Outcome, type Progress } from './stage.js';

/** Runs a stage in a process of its own, of which nothing is left when the time is over. */
export async function runStageProcess(args: readonly string[], limitMs: number): Promise<Outcome> {
  let progress: Progress = { outcome: emptyOutcome(), isComplete: false };
  const ending = await runGroup(process.execPath, args, {
    limitMs,
    output: 'show',
    onMessage: (message) => {
      if (isProgress(message)) progress = message;
    },
  });
  const { outcome, isComplete } = progress;
  if (isComplete && !ending.timedOut) return outcome;
  const limit = `took more than ${String(limitMs / 1000)} s`;
  console.log(`  FAILED the run ${ending.timedOut ? limit : 'ended early'} and was stopped`);
  return { ...outcome, failed: outcome.failed + 1 };
}
