import { addOutcome, emptyOutcome, type Outcome } from '../runner/stage.js';
import { Bridge } from './bridge.js';
import type { Site } from './site.js';
import type { TestEvent } from './test-events.js';

/**
 * Serves a site while `run` runs the tests on it, and counts them; stops it then. `run` says what
 * went wrong as a whole, if anything.
 */
export async function runWithServices(
  site: Site,
  run: (bridge: Bridge) => Promise<string | undefined>,
): Promise<Outcome> {
  const outcome = emptyOutcome();
  const seen = new Set<TestEvent['kind']>();
  const bridge = await Bridge.start((event) => {
    seen.add(event.kind);
    addOutcome(outcome, outcomeOf(event));
  });
  bridge.offer(site.targets);
  try {
    const failure = (await run(bridge)) ?? (seen.has('ended') ? undefined : 'no test was run');
    if (failure !== undefined && outcome.failed === 0) {
      console.log(`  FAILED ${failure}`);
      outcome.failed += 1;
    }
  } finally {
    bridge.stop();
    await site.stop();
  }
  return outcome;
}

function outcomeOf(event: TestEvent): Outcome {
  const outcome = emptyOutcome();
  if (event.kind === 'passed') outcome.passed = 1;
  if (event.kind === 'failed') {
    outcome.failed = 1;
    console.log(`  FAILED ${event.title}\n${event.reason.replace(/^/gm, '    ')}\n`);
  }
  return outcome;
}
