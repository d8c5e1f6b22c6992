import { addOutcome, emptyOutcome, tellProgress } from '../runner/stage.js';
import { bundleHostTests } from './bundle-tests.js';
import { packExtension } from './extension-package.js';
import { type Release, releases } from './install/releases.js';
import { runHostTests } from './run-host-tests.js';

const limitMs = 4 * 60_000;

/** Runs the host tests in the releases named, or in all. Tells its parent the counts. */
export async function main(names: readonly string[]): Promise<number> {
  const total = emptyOutcome();
  const vsix = await packExtension();
  const tests = { remote: await bundleHostTests('remote'), local: await bundleHostTests('local') };
  for (const release of chosen(names)) {
    const started = performance.now();
    const outcome = emptyOutcome();
    for (const place of ['remote', 'local'] as const) {
      const run = { release, vsix, tests: tests[place], place, limitMs };
      addOutcome(outcome, await runHostTests(run));
    }
    addOutcome(total, outcome);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const counts = `${String(outcome.passed)} passed, ${String(outcome.failed)} failed`;
    console.log(`  VS Code ${release.version}: ${counts} (${seconds} s)`);
    tellProgress(total, false);
  }
  tellProgress(total, true);
  return total.failed === 0 ? 0 : 1;
}

function chosen(names: readonly string[]): Release[] {
  return Object.values(releases).filter(
    ({ version }) => names.length === 0 || names.some((name) => version.startsWith(name)),
  );
}
