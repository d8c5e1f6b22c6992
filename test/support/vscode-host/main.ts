import { addOutcome, emptyOutcome, type Outcome, tellProgress } from '../runner/stage.js';
import type { ServerName } from '../servers/recipe.js';
import { availability } from '../servers/start-server.js';
import { bundleHostTests, type TestPlace } from './bundle-tests.js';
import { packExtension } from './extension-package.js';
import { type Release, releases } from './install/releases.js';
import { type HostRun, runHostTests } from './run-host-tests.js';
import { realSite, type Site, testSite } from './site.js';

const limitMs = 4 * 60_000;

/** A window that tests run in. */
interface Place {
  readonly name: string;
  readonly tests: TestPlace;
  readonly workspace: HostRun['workspace'];
  /** The server that the window works on, or why it cannot be had. */
  start(): Promise<Site | string>;
  /** Not in the oldest release: what is tested there is the server. */
  readonly isNewestOnly?: boolean;
}

const places: readonly Place[] = [
  { name: 'remote', tests: 'remote', workspace: 'remote', start: ownSite },
  { name: 'local', tests: 'local', workspace: 'local', start: ownSite },
  { name: 'untrusted', tests: 'untrusted', workspace: 'untrusted', start: ownSite },
  ...(['vsftpd', 'proftpd'] as const).map((name): Place => {
    const start = (): Promise<Site | string> => siteOn(name);
    return { name, tests: 'real-server', workspace: 'remote', start, isNewestOnly: true };
  }),
];

/** Runs the host tests in the releases and windows named, or in all. Tells its parent the counts. */
export async function main(names: readonly string[]): Promise<number> {
  const total = emptyOutcome();
  const vsix = await packExtension();
  for (const release of chosen(names)) {
    const started = performance.now();
    const outcome = emptyOutcome();
    for (const place of placesFor(release, names)) {
      addOutcome(outcome, await runIn(place, release, vsix));
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

async function runIn(place: Place, release: Release, vsix: string): Promise<Outcome> {
  const { name, workspace } = place;
  const site = await place.start();
  if (typeof site === 'string') {
    return { ...emptyOutcome(), notes: [`No window was on ${name}: ${site}`] };
  }
  const tests = await bundleHostTests(place.tests);
  return runHostTests({ release, vsix, tests, name, workspace, site, limitMs });
}

function ownSite(): Promise<Site> {
  return testSite('demo', 'demo');
}

async function siteOn(name: ServerName): Promise<Site | string> {
  return (await availability(name)) ?? realSite(name);
}

function placesFor(release: Release, names: readonly string[]): Place[] {
  const wanted = places.filter(({ name }) => names.includes(name));
  const all = wanted.length === 0 ? places : wanted;
  return all.filter(({ isNewestOnly }) => isNewestOnly !== true || release === releases.newest);
}

function chosen(names: readonly string[]): Release[] {
  const versions = names.filter((name) => /^\d/.test(name));
  return Object.values(releases).filter(
    ({ version }) => versions.length === 0 || versions.some((name) => version.startsWith(name)),
  );
}
