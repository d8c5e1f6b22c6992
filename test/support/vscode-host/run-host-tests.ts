import fs from 'node:fs';
import path from 'node:path';
import { secretMark } from '../import-samples.js';
import { addOutcome, type Outcome, singleOutcome } from '../runner/stage.js';
import { bridgeVariable } from './bridge-client.js';
import type { Bridge } from './bridge.js';
import { installedExtension } from './extension-package.js';
import { findInClear, findInText, type Finding } from './find-in-clear.js';
import type { Release } from './install/releases.js';
import { localFolder, strangersFolder, untrustingSettings } from './local-folders.js';
import { OtherWindow } from './other-window.js';
import { runWithServices } from './services.js';
import { connectionSettings, type Site } from './site.js';
import type { Ui } from './ui/ui.js';
import { VscodeServer } from './vscode-server.js';
import { type PageEvents, WorkbenchBrowser } from './workbench-browser.js';

export interface HostRun {
  readonly release: Release;
  /** The packed extension. */
  readonly vsix: string;
  /** The bundled tests. */
  readonly tests: string;
  /** What the window is called in logs. */
  readonly name: string;
  /**
   * What the window is on: the workspace folder ftp://demo/, a local one that is uploaded to it, or
   * such a one that brings its connection along and is not trusted.
   */
  readonly workspace: 'remote' | 'local' | 'untrusted';
  /** The server behind the connection `demo`. */
  readonly site: Site;
  readonly limitMs: number;
}

/** Runs the tests in one window, and looks for secrets in what it has left behind. */
export async function runHostTests(run: HostRun): Promise<Outcome> {
  let found: readonly Finding[] = [];
  const outcome = await runWithServices(run.site, (bridge) =>
    runInWindow(run, bridge, (findings) => {
      found = findings;
    }),
  );
  for (const { file, secret } of found) console.log(`  FAILED ${secret} stands in ${file}`);
  addOutcome(outcome, singleOutcome(found.length === 0));
  return outcome;
}

async function runInWindow(
  run: HostRun,
  bridge: Bridge,
  tellFindings: (found: readonly Finding[]) => void,
): Promise<string | undefined> {
  const server = await VscodeServer.start({
    release: run.release,
    name: `host-${run.name}-${run.release.version}`,
    settings: settingsFor(run),
    env: { [bridgeVariable]: bridge.address },
    vsix: run.vsix,
    forTests: true,
  });
  const browser = await WorkbenchBrowser.start();
  const lines: string[] = [];
  const secrets = secretsOf(run.site);
  let stored: Finding[] = [];
  try {
    const ending = new Ending(run.limitMs, server);
    const ui = await browser.open(addressFor(run, server), {
      ...ending.events,
      onLog: (level, text) => lines.push(`${level}: ${text}`),
    });
    offerWindow(bridge, ui);
    bridge.offer({
      otherWindow: new OtherWindow((folder) =>
        browser.open(server.address({ workspace: folder ?? remoteFolder })),
      ),
    });
    bridge.onFailure = () => keepPicture(ui, server);
    if (run.workspace !== 'untrusted') void answerPassword(ui, run.site.password);
    const failure = await ending.failure;
    if (failure !== undefined) {
      console.log(`  ${failure}; logs and pictures are in ${server.runFolder}`);
    }
    stored = findInText('the storage of the window', await browser.storage(), secrets);
    return failure;
  } finally {
    fs.writeFileSync(path.join(server.runFolder, 'window.log'), lines.join('\n'));
    await browser.stop();
    await server.stop();
    tellFindings([...findInClear(server.runFolder, secrets), ...stored]);
  }
}

const remoteFolder = 'ftp://demo/';

function settingsFor({ workspace, site }: HostRun): Readonly<Record<string, unknown>> {
  return workspace === 'untrusted' ? untrustingSettings : connectionSettings(site);
}

function addressFor(run: HostRun, server: VscodeServer): string {
  return server.address({
    workspace: workspaceFor(run, server.runFolder),
    extension: installedExtension(server.extensionsFolder),
    tests: run.tests,
  });
}

function workspaceFor({ workspace, site }: HostRun, runFolder: string): string {
  switch (workspace) {
    case 'remote':
      return remoteFolder;
    case 'local':
      return localFolder(runFolder);
    case 'untrusted':
      return strangersFolder(runFolder, site);
  }
}

/** What must stand nowhere in clear: the passwords that tests enter and import. */
function secretsOf({ user, password }: Site): string[] {
  const ofAccount = password === user ? [] : [password];
  return [...ofAccount, `PASS ${password}`, `${user}:${password}@`, 'not-the-one', secretMark];
}

function offerWindow(bridge: Bridge, ui: Ui): void {
  const { quickInput, trees, editors, messages, panels } = ui;
  bridge.offer({ quickInput, trees, editors, messages, panels, window: ui });
}

/** The folder opens, and with it a box that asks for the password. */
async function answerPassword(ui: Ui, password: string): Promise<void> {
  try {
    await ui.ready();
    const box = await ui.quickInput.waitFor('', 60_000);
    if (box.isPassword) await ui.quickInput.enter(password);
  } catch (error) {
    // The tests fail for want of the password; this is why.
    console.log(`  the password could not be entered: ${String(error)}`);
  }
}

async function keepPicture(ui: Ui, server: VscodeServer): Promise<void> {
  try {
    await ui.screenshot(path.join(server.runFolder, `failure-${String(Date.now())}.png`));
  } catch (error) {
    // The failure itself counts; its picture is a convenience.
    console.log(`  no picture of the failure: ${String(error)}`);
  }
  for (const { message } of await ui.messages.notifications()) console.log(`  shown: ${message}`);
}

/** How a run ends: by its tests, by the time limit, or because the window or the server went. */
class Ending {
  readonly failure: Promise<string | undefined>;
  readonly events: PageEvents;

  constructor(limitMs: number, server: VscodeServer) {
    let settle: (failure: string | undefined) => void = () => undefined;
    this.failure = new Promise((resolve) => {
      settle = resolve;
    });
    const timer = setTimeout(() => {
      settle(`the tests did not end within ${String(limitMs / 1000)} s`);
    }, limitMs);
    void this.failure.then(() => {
      clearTimeout(timer);
    });
    void server.ended.then(() => {
      settle('the VS Code server ended by itself');
    });
    this.events = {
      onExit: (code) => {
        settle(code === 0 ? undefined : `the tests ended with code ${String(code)}`);
      },
      onGone: (reason) => {
        settle(reason);
      },
    };
  }
}
