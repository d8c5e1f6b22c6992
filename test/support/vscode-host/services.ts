import { demoSite } from '../demo-site.js';
import { FtpServer, type FtpServerOptions } from '../ftp-server/ftp-server.js';
import { addOutcome, emptyOutcome, type Outcome } from '../runner/stage.js';
import { Bridge } from './bridge.js';
import { ServerControls } from './host-controls.js';
import type { TestEvent } from './test-events.js';

/** What the tests in an extension host lean on. */
export interface Services {
  readonly ftp: FtpServer;
  readonly bridge: Bridge;
}

/**
 * Serves the demo site over FTP while `run` runs the tests, and counts them. `run` says what went
 * wrong as a whole, if anything.
 */
export async function runWithServices(
  users: NonNullable<FtpServerOptions['users']>,
  run: (services: Services) => Promise<string | undefined>,
): Promise<Outcome> {
  const outcome = emptyOutcome();
  const seen = new Set<TestEvent['kind']>();
  const ftp = await FtpServer.start({ users, files: demoSite() });
  const bridge = await Bridge.start((event) => {
    seen.add(event.kind);
    addOutcome(outcome, outcomeOf(event));
  });
  bridge.offer({ server: new ServerControls(ftp) });
  try {
    const failure =
      (await run({ ftp, bridge })) ?? (seen.has('ended') ? undefined : 'no test was run');
    if (failure !== undefined && outcome.failed === 0) {
      console.log(`  FAILED ${failure}`);
      outcome.failed += 1;
    }
  } finally {
    bridge.stop();
    await ftp.stop();
  }
  return outcome;
}

/** User settings with the connection `demo`. */
export function connectionSettings(ftp: FtpServer, user: string): Record<string, unknown> {
  const profile = { host: ftp.host, port: ftp.port, user, root: '/' };
  return { 'ftpWorkspaces.connections': { demo: profile } };
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
