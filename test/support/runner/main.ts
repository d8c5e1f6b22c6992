import { addOutcome, emptyOutcome, type Outcome, type Stage } from './stage.js';
import { chooseStages } from './stages.js';

interface Finished {
  readonly stage: Stage;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** Runs the stages that `names` ask for, prints a summary, and returns the exit code. */
export async function main(names: readonly string[]): Promise<number> {
  const finished: Finished[] = [];
  for (const stage of chooseStages(names)) finished.push(await runStage(stage));
  return summarize(finished);
}

async function runStage(stage: Stage): Promise<Finished> {
  console.log(`\n${stage.name}`);
  const started = performance.now();
  let outcome: Outcome;
  try {
    outcome = await stage.run();
  } catch (error) {
    // A stage that cannot even run is a failure like any other; the stages after it still run.
    console.log(error);
    outcome = { passed: 0, failed: 1, notes: [] };
  }
  return { stage, outcome, seconds: (performance.now() - started) / 1000 };
}

function summarize(finished: readonly Finished[]): number {
  const total = emptyOutcome();
  console.log('');
  for (const { stage, outcome, seconds } of finished) {
    addOutcome(total, outcome);
    const time = `${seconds.toFixed(1)} s`.padStart(8);
    const counts = `${String(outcome.passed)} passed, ${String(outcome.failed)} failed`;
    console.log(`${stage.name.padEnd(12)}${time}  ${counts}`);
  }
  for (const note of total.notes) console.log(note);
  console.log(`${String(total.passed)} passed, ${String(total.failed)} failed`);
  return total.failed === 0 ? 0 : 1;
}
