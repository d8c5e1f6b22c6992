import { runGroup } from '../process-group.js';
import { inProject } from '../project.js';
import { emptyOutcome, isOutcome, type Outcome } from './stage.js';
import { listFiles } from './stale-output.js';

/** How long one folder of tests may take. */
export interface Limits {
  readonly fileMs: number;
  readonly folderMs: number;
  /** Test files that run at the same time. */
  readonly atOnce: number;
}

/** Runs the compiled tests of one folder below test/ with Node's test runner. */
export async function runNodeTests(folder: string, limits: Limits): Promise<Outcome> {
  const root = inProject('out', 'test', folder);
  const files = listFiles(root, '.test.js').map((file) => inProject('out', 'test', folder, file));
  if (files.length === 0) {
    console.log('  no tests yet');
    return emptyOutcome();
  }
  let outcome: Outcome | undefined;
  const ending = await runGroup(process.execPath, childArguments(files, limits), {
    limitMs: limits.folderMs,
    output: 'show',
    onMessage: (message) => {
      if (isOutcome(message)) outcome = message;
    },
  });
  if (outcome !== undefined && !ending.timedOut) return outcome;
  return notToTheEnd(outcome, ending.timedOut ? 'took too long' : 'ended early');
}

function childArguments(files: readonly string[], limits: Limits): string[] {
  const child = inProject('out', 'test', 'support', 'runner', 'node-tests-main.js');
  return ['--enable-source-maps', child, String(limits.fileMs), String(limits.atOnce), ...files];
}

function notToTheEnd(outcome: Outcome | undefined, what: string): Outcome {
  console.log(`  FAILED the run ${what} and was stopped`);
  const known = outcome ?? emptyOutcome();
  return { ...known, failed: known.failed + 1 };
}
