import fs from 'node:fs';
import path from 'node:path';
import { secretMark } from '../import-samples.js';
import { inProject } from '../project.js';
import { addOutcome, type Outcome, singleOutcome } from '../runner/stage.js';
import { bridgeVariable } from './bridge-client.js';
import type { Bridge } from './bridge.js';
import { installedExtension } from './extension-package.js';
import { findInClear, findInText, type Finding } from './find-in-clear.js';
import type { Release } from './install/releases.js';
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
  /** What the window is on: the workspace folder ftp://demo/, or a local one that is uploaded to it. */
  readonly workspace: 'remote' | 'local';
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
    settings: connectionSettings(run.site),
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
    void answerPassword(ui, run.site.password);
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

function addressFor(run: HostRun, server: VscodeServer): string {
  return server.address({
    workspace: run.workspace === 'remote' ? remoteFolder : localFolder(server.runFolder),
    extension: installedExtension(server.extensionsFolder),
    tests: run.tests,
  });
}

/** What must stand nowhere in clear: the passwords that tests enter and import. */
function secretsOf({ user, password }: Site): string[] {
  const ofAccount = password === user ? [] : [password];
  return [...ofAccount, `PASS ${password}`, `${user}:${password}@`, 'not-the-one', secretMark];
}

/** A folder with a few files whose saves go to /uploaded. Beside it are the files of other tools. */
function localFolder(runFolder: string): string {
  const samples = inProject('test', 'fixtures', 'import');
  fs.cpSync(samples, path.join(runFolder, 'import-samples'), { recursive: true });
  const folder = path.join(runFolder, 'project');
  const ignore = ['*.log', '.vscode', '*.code-workspace'];
  const mapping = { local: '.', connection: 'demo', remote: '/uploaded', ignore };
  const files = {
    'page.html': '<p>one</p>\n',
    'notes.log': 'one\n',
    'deep/er/style.css': 'a {}\n',
    '.vscode/settings.json': JSON.stringify({ 'ftpWorkspaces.sync': [mapping] }),
  };
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
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
