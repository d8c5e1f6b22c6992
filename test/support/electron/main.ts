// The host tests in the desktop product. It is downloaded and needs a display, and nobody drives
// its window: tests that are named *.window.test.ts are left out.
import fs from 'node:fs';
import path from 'node:path';
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
  TestRunFailedError,
} from '@vscode/test-electron';
import { runGroup } from '../process-group.js';
import { cacheFolder } from '../project.js';
import { addOutcome, emptyOutcome, singleOutcome, tellProgress } from '../runner/stage.js';
import { bridgeVariable } from '../vscode-host/bridge-client.js';
import { bundleHostTests } from '../vscode-host/bundle-tests.js';
import { installedExtension, packExtension } from '../vscode-host/extension-package.js';
import type { Bridge } from '../vscode-host/bridge.js';
import { runWithServices } from '../vscode-host/services.js';
import { quietSettings } from '../vscode-host/settings.js';
import { connectionSettings, type Site, testSite } from '../vscode-host/site.js';

const versions = ['1.99.3', 'stable'];

/** Runs the host tests in the oldest release that we support and in the newest. */
export async function main(): Promise<number> {
  const total = emptyOutcome();
  if (needsDisplay()) {
    console.log('  FAILED there is no display for a window; xvfb-run can make one');
    addOutcome(total, singleOutcome(false));
  } else {
    const vsix = await packExtension();
    const tests = await bundleHostTests('remote-without-window');
    for (const version of versions) addOutcome(total, await runVersion(version, vsix, tests));
  }
  tellProgress(total, true);
  return total.failed === 0 ? 0 : 1;
}

function needsDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform === 'linux' && DISPLAY === undefined && WAYLAND_DISPLAY === undefined;
}

async function runVersion(version: string, vsix: string, tests: string) {
  const program = await download(version);
  if (program === undefined) return singleOutcome(false);
  // Nobody types a password here, and an anonymous user is not asked for one.
  const site = await testSite('anonymous', '');
  const outcome = await runWithServices(site, (bridge) =>
    runIn({ version, program, vsix, tests, site }, bridge),
  );
  const counts = `${String(outcome.passed)} passed, ${String(outcome.failed)} failed`;
  console.log(`  VS Code ${version} (desktop): ${counts}`);
  return outcome;
}

async function download(version: string): Promise<string | undefined> {
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: path.join(cacheFolder, 'desktop') });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`  FAILED VS Code ${version} could not be downloaded: ${reason}`);
    return undefined;
  }
}

interface DesktopRun {
  readonly version: string;
  readonly program: string;
  readonly vsix: string;
  readonly tests: string;
  readonly site: Site;
}

async function runIn(run: DesktopRun, bridge: Bridge): Promise<string | undefined> {
  const folder = path.join(cacheFolder, 'runs', `desktop-${run.version}`);
  const userData = path.join(folder, 'user-data');
  const extensions = path.join(folder, 'extensions');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(userData, 'User'), { recursive: true });
  const settings = { ...quietSettings, ...connectionSettings(run.site) };
  fs.writeFileSync(path.join(userData, 'User', 'settings.json'), JSON.stringify(settings));
  const folders = ['--user-data-dir', userData, '--extensions-dir', extensions];
  await install(run, folders);
  try {
    await runTests({
      vscodeExecutablePath: run.program,
      reuseMachineInstall: true,
      extensionDevelopmentPath: installedExtension(extensions),
      extensionTestsPath: run.tests,
      extensionTestsEnv: { [bridgeVariable]: bridge.address },
      launchArgs: ['--folder-uri', 'ftp://demo/', '--disable-workspace-trust', ...folders],
    });
    return undefined;
  } catch (error) {
    if (error instanceof TestRunFailedError) return `the tests ended: ${error.message}`;
    throw error;
  }
}

async function install({ program, vsix }: DesktopRun, folders: readonly string[]): Promise<void> {
  const [command = program, ...args] = resolveCliArgsFromVSCodeExecutablePath(program, {
    reuseMachineInstall: true,
  });
  const ending = await runGroup(command, [...args, ...folders, '--install-extension', vsix], {
    limitMs: 120_000,
    output: 'capture',
  });
  if (ending.code !== 0) throw new Error(`the extension was not installed:\n${ending.output}`);
}
