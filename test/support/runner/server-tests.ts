import { availability, serverNames } from '../servers/start-server.js';
import { type Limits, runNodeTests } from './node-tests.js';
import { addOutcome, emptyOutcome, type Outcome } from './stage.js';

/** Runs the suites against real servers. Their own tests fail in CI where one cannot be had. */
export async function runServerTests(limits: Limits): Promise<Outcome> {
  const outcome = emptyOutcome();
  for (const name of serverNames) {
    const reason = await availability(name);
    if (reason === undefined) continue;
    outcome.notes.push(`${name}: not available on this system: ${reason}`);
  }
  addOutcome(outcome, await runNodeTests('server', limits));
  return outcome;
}
