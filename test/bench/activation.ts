// How long VS Code waits for the extension: for reading its code and for its `activate`, of the packed
// extension, in a new window each time.
import fs from 'node:fs';
import path from 'node:path';
import { until } from '../support/until.js';
import { installedExtension, packExtension } from '../support/vscode-host/extension-package.js';
import { releases } from '../support/vscode-host/install/releases.js';
import { VscodeServer } from '../support/vscode-host/vscode-server.js';
import { WorkbenchBrowser } from '../support/vscode-host/workbench-browser.js';
import { type ActivationSample, activationReport } from './activation-report.js';

const windows = 9;

/** Measures and prints; 1 where the median is over the target. */
export async function activationSuite(): Promise<number> {
  const vsix = await packExtension();
  const vscode = await VscodeServer.start({
    release: releases.newest,
    name: 'activation',
    vsix,
    forTests: false,
  });
  const times = path.join(vscode.runFolder, 'activation-times');
  timeExtension(installedExtension(vscode.extensionsFolder), times);
  const browser = await WorkbenchBrowser.start();
  try {
    const samples: ActivationSample[] = [];
    while (samples.length < windows) {
      const toldMs = await told(vscode, browser);
      const own = fs.readFileSync(times, 'utf8').trim().split('\n').at(-1) ?? '';
      samples.push({ ...(JSON.parse(own) as Omit<ActivationSample, 'toldMs'>), toldMs });
    }
    const { lines, isReached } = activationReport(samples);
    console.log([`Activation in VS Code ${releases.newest.version}:`, ...lines].join('\n'));
    return isReached ? 0 : 1;
  } finally {
    await browser.stop();
    await vscode.stop();
  }
}

/** Puts a clock around an installed extension, which writes a line to `times` in each window. */
function timeExtension(folder: string, times: string): void {
  const main = path.join(folder, 'dist', 'extension.cjs');
  fs.renameSync(main, path.join(folder, 'dist', 'untimed.cjs'));
  const clock = `
const before = performance.now();
const extension = require('./untimed.cjs');
const loadMs = performance.now() - before;
const activate = (context) => {
  const called = performance.now();
  const api = extension.activate(context);
  const activateMs = performance.now() - called;
  const line = JSON.stringify({ loadMs, activateMs }) + '\\n';
  require('node:fs').appendFileSync(${JSON.stringify(times)}, line);
  return api;
};
module.exports = { ...extension, activate };
`;
  fs.writeFileSync(main, clock);
}

/** What "Show Running Extensions" tells of a new window. */
async function told(vscode: VscodeServer, browser: WorkbenchBrowser): Promise<number> {
  const ui = await browser.open(vscode.address({}));
  try {
    await ui.ready();
    await ui.quickInput.runCommand('Developer: Show Running Extensions');
    return await until('the time of the activation', 30_000, async () => {
      const row = await ui.editors.runningExtension('FTP Workspaces');
      const ms = /Activation: (\d+)ms/.exec(row)?.[1];
      return ms !== undefined && Number(ms);
    });
  } finally {
    await ui.close();
  }
}
