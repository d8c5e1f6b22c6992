// What VS Code starts in its extension host. The bundle puts every test file behind this one.
import Mocha from 'mocha';
import { tellRunner } from '../support/vscode-host/bridge-client.js';

const told: Promise<void>[] = [];

class RunnerReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on('pass', (test) => {
      told.push(tellRunner({ kind: 'passed', title: test.fullTitle() }));
    });
    runner.on('pending', (test) => {
      told.push(tellRunner({ kind: 'failed', title: test.fullTitle(), reason: 'it is skipped' }));
    });
    runner.on('fail', (test, error: unknown) => {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      told.push(tellRunner({ kind: 'failed', title: test.fullTitle(), reason }));
    });
  }
}

const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: RunnerReporter });
// From here on describe and it are there for the test files.
mocha.suite.emit('pre-require', globalThis, 'host', mocha);

/** Runs all tests. Rejects when one failed, as VS Code expects it. */
export async function run(): Promise<void> {
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  await Promise.all(told);
  await tellRunner({ kind: 'ended' });
  if (failures > 0) throw new Error(`${String(failures)} tests failed`);
}
