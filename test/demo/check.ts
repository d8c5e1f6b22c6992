// The main job, once through, in a window that nobody sees: open, expand, edit, save, compare; then
// a local folder with upload on save. Leaves a picture of each place in out/.
import fs from 'node:fs';
import path from 'node:path';
import { inProject } from '../support/project.js';
import { until } from '../support/until.js';
import { packExtension } from '../support/vscode-host/extension-package.js';
import { releases } from '../support/vscode-host/install/releases.js';
import type { Ui } from '../support/vscode-host/ui/ui.js';
import { VscodeServer } from '../support/vscode-host/vscode-server.js';
import { WorkbenchBrowser } from '../support/vscode-host/workbench-browser.js';
import { type Target } from './target.js';
import { roundTrips, Traffic } from './traffic.js';

/** Plain text: editors of HTML complete tags and comments by themselves. */
const marks = {
  workspace: '\nSaved in a workspace: ü € 😀\n',
  local: '\nSaved in a local folder.\n',
};
const limitMs = 15_000;

interface Scene {
  target: Target;
  server: VscodeServer;
  browser: WorkbenchBrowser;
  step: Step;
}

type Step = (name: string, work: () => Promise<void>) => Promise<void>;

/** Goes through it; resolves with the exit code. */
export async function check(target: Target): Promise<number> {
  console.log(`On ${target.title}`);
  const server = await VscodeServer.start({
    release: releases.newest,
    name: 'check',
    settings: { 'ftpWorkspaces.connections': { demo: target.profile } },
    vsix: await packExtension(),
    forTests: true,
  });
  const browser = await WorkbenchBrowser.start();
  const scene = { target, server, browser, step: stepper(new Traffic(server.logFolder)) };
  try {
    await inWorkspace(scene);
    await inLocalFolder(scene);
    console.log('1 passed, 0 failed');
    return 0;
  } catch (error) {
    console.error(error);
    console.log(`The logs are in ${server.runFolder}`);
    console.log('0 passed, 1 failed');
    return 1;
  } finally {
    await browser.stop();
    await server.stop();
  }
}

/** Says of each step how long it took and how many round trips it cost. */
function stepper(traffic: Traffic): Step {
  return async (name, work) => {
    const started = performance.now();
    traffic.news();
    try {
      await work();
    } catch (error) {
      throw new Error(`it failed to ${name}`, { cause: error });
    }
    const ms = (performance.now() - started).toFixed(0);
    const trips = String(roundTrips(traffic.news()));
    console.log(`  ${name.padEnd(52)} ${ms.padStart(6)} ms  ${trips.padStart(3)} round trips`);
  };
}

async function inWorkspace(scene: Scene): Promise<void> {
  const { target, step } = scene;
  const before = Buffer.from(await target.read('/index.html'));
  const window = { workspace: 'ftp://demo/' };
  let ui!: Ui;
  await step('open the folder ftp://demo/', async () => {
    ui = await openWindow(scene, window);
    await enterPassword(ui, target);
    await ui.trees.waitForRow('index.html');
  });
  await step('expand the folder css', async () => {
    await ui.trees.expand('css');
    await ui.trees.waitForRow('style.css');
    await ui.screenshot(picture('1-folder'));
  });
  await step('open the file index.html', async () => {
    await ui.trees.doubleClick('index.html');
    await ui.editors.waitForActive('index.html');
    await ui.screenshot(picture('2-file'));
  });
  await step('type, and save', async () => {
    await ui.editors.typeAtEnd(marks.workspace);
    await ui.editors.save();
  });
  await step('find the saved bytes on the server', async () => {
    await untilServerHas(
      target,
      '/index.html',
      Buffer.concat([before, Buffer.from(marks.workspace)]),
    );
  });
  await step('show the connections', async () => {
    await ui.trees.openContainer('FTP');
    await ui.trees.waitForRow('demo', 'Connections');
    await ui.screenshot(picture('3-connections'));
  });
  await step('show the traffic', async () => {
    await ui.quickInput.runCommand('FTP: Show Traffic');
    await until('the traffic', limitMs, async () => (await ui.panels.outputText()).includes('226'));
    await ui.trees.openContainer('Explorer');
    await ui.screenshot(picture('4-traffic'));
  });
  await ui.close();
}

async function inLocalFolder(scene: Scene): Promise<void> {
  const { target, step, server } = scene;
  const folder = localFolder(server.runFolder);
  let ui!: Ui;
  await step('open a local folder with upload on save', async () => {
    ui = await openWindow(scene, { workspace: folder });
    await ui.trees.doubleClick('page.html');
    await ui.editors.waitForActive('page.html');
  });
  await step('type, and save', async () => {
    await ui.editors.typeAtEnd(marks.local);
    await ui.editors.save();
    await enterPassword(ui, target);
    await ui.panels.waitForStatus('page.html uploaded');
    await ui.screenshot(picture('5-upload-on-save'));
  });
  await step('find the uploaded bytes on the server', async () => {
    const local = fs.readFileSync(path.join(folder, 'page.html'));
    await untilServerHas(target, '/uploaded/page.html', local);
  });
  await ui.close();
}

async function openWindow({ server, browser }: Scene, window: { workspace: string }): Promise<Ui> {
  const ui = await browser.open(server.address(window));
  await ui.ready();
  return ui;
}

/** Each window here has a secret storage of its own, so each asks. */
async function enterPassword(ui: Ui, { profile, password }: Target): Promise<void> {
  if (profile['user'] === 'anonymous') return;
  const box = await ui.quickInput.waitFor('Password for', 60_000);
  if (!box.isPassword) throw new Error('the password would be shown while it is typed');
  await ui.quickInput.enter(password);
}

async function untilServerHas(target: Target, file: string, expected: Uint8Array): Promise<void> {
  const content = Buffer.from(await target.read(file));
  if (content.equals(expected)) return;
  const [got, want] = [String(content.length), String(expected.length)];
  throw new Error(`${file} has ${got} bytes on the server, not the ${want} that were saved`);
}

function localFolder(runFolder: string): string {
  const folder = path.join(runFolder, 'project');
  fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'page.html'), '<h1>A page of a local project</h1>\n');
  const mapping = { local: '.', connection: 'demo', remote: '/uploaded' };
  const settings = JSON.stringify({ 'ftpWorkspaces.sync': [mapping] }, undefined, 2);
  fs.writeFileSync(path.join(folder, '.vscode', 'settings.json'), `${settings}\n`);
  return folder;
}

const picture = (name: string): string => inProject('out', `check-${name}.png`);
