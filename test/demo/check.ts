// The whole way, once: what a person does in the window, what then is on the server, what it cost.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { inProject } from '../support/project.js';
import { until } from '../support/until.js';
import { extensionId, packExtension } from '../support/vscode-host/extension-package.js';
import { releases } from '../support/vscode-host/install/releases.js';
import type { Ui } from '../support/vscode-host/ui/ui.js';
import { VscodeServer } from '../support/vscode-host/vscode-server.js';
import { WorkbenchBrowser } from '../support/vscode-host/workbench-browser.js';
import type { SiteServer } from './site-server.js';
import { Traffic, type Trips } from './traffic.js';

const addition = '/* saved by npm start -- --check: ü € 😀 */\n';
const file = 'css/style.css';
const pictures = inProject('out', 'check');

/** Goes through it all, prints each step. Returns whether all went well. */
export async function check(site: SiteServer): Promise<boolean> {
  console.log(`On ${site.description}`);
  const vsix = await packExtension();
  const vscode = await VscodeServer.start({
    release: releases.newest,
    name: 'check',
    settings: { 'ftpWorkspaces.connections': { demo: site.profile } },
    vsix,
    forTests: false,
  });
  const browser = await WorkbenchBrowser.start();
  fs.rmSync(pictures, { recursive: true, force: true });
  try {
    const walk = new Walk({ site, vscode, browser });
    await walk.remoteFolder();
    await walk.uploadOnSave();
    console.log(`Pictures are in ${path.relative(process.cwd(), pictures)}`);
    return true;
  } catch (error) {
    console.log(error);
    return false;
  } finally {
    await browser.stop();
    await vscode.stop();
  }
}

interface Stage {
  readonly site: SiteServer;
  readonly vscode: VscodeServer;
  readonly browser: WorkbenchBrowser;
}

class Walk {
  readonly #stage: Stage;
  readonly #traffic: Traffic;
  #pictures = 0;
  #ui: Ui | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#traffic = new Traffic(() => stage.vscode.channelLogFile(extensionId, 'FTP Traffic'));
  }

  /** Works in a workspace folder that is on the server. */
  async remoteFolder(): Promise<void> {
    const { site } = this.#stage;
    await this.#step(
      'the folder ftp://demo/ is opened',
      async (ui) => {
        await this.#enterPassword(ui);
        await ui.trees.waitForRow('index.html');
      },
      'ftp://demo/',
    );
    await this.#step('a folder is expanded', async (ui) => {
      await ui.trees.expand('css');
      await ui.trees.waitForRow('style.css');
      await this.#picture(ui, 'folder');
    });
    await this.#step('a file is opened', async (ui) => {
      await ui.trees.doubleClick('style.css');
      await ui.editors.waitForActive('style.css');
      await this.#picture(ui, 'file');
    });
    const before = Buffer.from((await site.read(file)) ?? '').toString('utf8');
    await this.#step('it is edited and saved', async (ui) => {
      await ui.editors.typeAtEnd(addition);
      await ui.editors.save();
    });
    await this.#compare(file, before + addition);
    await this.#step('the connections are shown', async (ui) => {
      await ui.trees.openContainer('FTP');
      await ui.trees.waitForRow('demo');
      await this.#picture(ui, 'connections');
    });
    await this.#step('the traffic is shown', async (ui) => {
      await ui.quickInput.runCommand('FTP: Show Traffic');
      await until('the traffic in the panel', 15_000, async () => {
        return (await ui.panels.outputText()).includes('[demo] #');
      });
      await this.#picture(ui, 'traffic');
    });
    this.#checkSecrecy();
    await this.#ui?.close();
  }

  /** Works in a local folder whose files are uploaded as they are saved. */
  async uploadOnSave(): Promise<void> {
    const folder = makeLocalFolder();
    this.#traffic.reset();
    await this.#step(
      'a local folder is opened',
      async (ui) => {
        await ui.trees.doubleClick('hello.txt');
        await ui.editors.waitForActive('hello.txt');
        // VS Code tells extensions of no save that came before they were active.
        await this.#traffic.ready();
      },
      folder,
    );
    await this.#step('a file is saved there, and uploaded', async (ui) => {
      await ui.editors.typeAtEnd('and goodbye\n');
      await ui.editors.save();
      await this.#untilUploaded(ui);
      await this.#picture(ui, 'upload-on-save');
    });
    await this.#compare('uploaded/hello.txt', 'hello\nand goodbye\n');
    this.#checkSecrecy();
  }

  /** The password was stored, as a rule; who could not store it is asked again. */
  async #untilUploaded(ui: Ui): Promise<void> {
    await until('"uploaded" in the status bar', 30_000, async () => {
      const isAsked = (await ui.quickInput.current())?.isPassword === true;
      if (isAsked) await ui.quickInput.enter(this.#stage.site.password);
      return (await ui.panels.statusBar()).some(({ text }) => text.includes('uploaded'));
    });
  }

  /** Does one step, in a new window if a workspace is named, and says what it took. */
  async #step(what: string, action: (ui: Ui) => Promise<void>, workspace?: string): Promise<void> {
    const started = performance.now();
    if (workspace !== undefined) this.#ui = await this.#openWindow(workspace);
    assert.ok(this.#ui, 'a window is open');
    try {
      await action(this.#ui);
    } catch (error) {
      await this.#picture(this.#ui, 'failure');
      console.log(`  ✗ ${what}`);
      throw error;
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
    const trips = describeTrips(await this.#traffic.tripsSinceLast());
    console.log(`  ✓ ${what.padEnd(38)} ${seconds} s   ${trips}`);
  }

  async #openWindow(workspace: string): Promise<Ui> {
    const { vscode, browser } = this.#stage;
    const ui = await browser.open(vscode.address({ workspace }));
    await ui.ready();
    return ui;
  }

  async #enterPassword(ui: Ui): Promise<void> {
    // An anonymous user is not asked.
    if (this.#stage.site.password === '') return;
    const box = await ui.quickInput.waitFor('', 30_000);
    assert.ok(box.isPassword, 'the password is not shown while it is typed');
    await ui.quickInput.enter(this.#stage.site.password);
  }

  async #picture(ui: Ui, name: string): Promise<void> {
    this.#pictures += 1;
    await ui.screenshot(path.join(pictures, `${String(this.#pictures)}-${name}.png`));
  }

  async #compare(path: string, expected: string): Promise<void> {
    const bytes = (await this.#stage.site.read(path)) ?? new Uint8Array();
    assert.deepEqual(Buffer.from(bytes), Buffer.from(expected));
    console.log(`  ✓ ${path}: ${String(bytes.length)} bytes, in ${this.#stage.site.witness}`);
  }

  #checkSecrecy(): void {
    const { password } = this.#stage.site;
    assert.ok(!this.#traffic.text().includes(`PASS ${password}`), 'no password in the trace');
  }
}

function describeTrips({ logins, commands, dataConnections, roundTrips }: Trips): string {
  const trips = `${String(roundTrips).padStart(2)} round trips`;
  if (roundTrips === 0) return trips;
  const counts = [
    [logins, 'login'],
    [commands, 'command'],
    [dataConnections, 'data connection'],
  ] as const;
  const parts = counts.map(([count, noun]) => `${String(count)} ${noun}${count === 1 ? '' : 's'}`);
  return `${trips} (${parts.slice(logins === 0 ? 1 : 0).join(', ')})`;
}

function makeLocalFolder(): string {
  const folder = inProject('out', 'local-folder');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  const mapping = {
    local: '.',
    connection: 'demo',
    remote: '/uploaded',
    uploadOnSave: true,
    ignore: [],
  };
  const settings = JSON.stringify({ 'ftpWorkspaces.sync': [mapping] });
  fs.writeFileSync(path.join(folder, '.vscode', 'settings.json'), settings);
  fs.writeFileSync(path.join(folder, 'hello.txt'), 'hello\n');
  return folder;
}
