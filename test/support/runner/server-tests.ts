import { availability, serverNames } from '../servers/start-server.js';
import { type Limits, runNodeTests } from './node-tests.js';
import { addOutcome, emptyOutcome, type Outcome } from './stage.js';

/** Runs the suites against real servers, and says which servers could not be had. */
export async function runServerTests(limits: Limits): Promise<Outcome> {
  const outcome = emptyOutcome();
  for (const name of serverNames) {
    const reason = await availability(name);
    if (reason !== undefined)
      outcome.notes.push(`${name}: not available on this system: ${reason}`);
  }
  for (const note of outcome.notes) console.log(`  ${note}`);
  if (process.env['CI'] === 'true') outcome.failed += outcome.notes.length;
  addOutcome(outcome, await runNodeTests('server', limits));
  return outcome;
}
