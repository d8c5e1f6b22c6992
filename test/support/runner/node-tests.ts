import { inProject } from '../project.js';
import { emptyOutcome, type Outcome } from './stage.js';
import { runStageProcess } from './stage-process.js';
import { listFiles } from './stale-output.js';

/** How long one folder of tests may take. */
export interface Limits {
  readonly fileMs: number;
  readonly folderMs: number;
  /** Test files that run at the same time. */
  readonly atOnce: number;
}

/** Runs the compiled tests of one folder below test/ with Node's test runner. */
export function runNodeTests(folder: string, limits: Limits): Promise<Outcome> {
  const root = inProject('out', 'test', folder);
  const files = listFiles(root, '.test.js').map((file) => inProject('out', 'test', folder, file));
  if (files.length === 0) {
    console.log('  no tests yet');
    return Promise.resolve(emptyOutcome());
  }
  const child = inProject('out', 'test', 'support', 'runner', 'node-tests-main.js');
  const options = [String(limits.fileMs), String(limits.atOnce)];
  return runStageProcess(['--enable-source-maps', child, ...options, ...files], limits.folderMs);
}
