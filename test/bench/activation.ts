// How long VS Code waits for the extension, as VS Code itself tells it in "Show Running Extensions":
// loading the code and calling `activate`, of the packed extension, in a new window each time.
import { until } from '../support/until.js';
import { packExtension } from '../support/vscode-host/extension-package.js';
import { releases } from '../support/vscode-host/install/releases.js';
import { VscodeServer } from '../support/vscode-host/vscode-server.js';
import { WorkbenchBrowser } from '../support/vscode-host/workbench-browser.js';
import { summarize } from './statistics.js';

const windows = 7;
const targetMs = 50;

/** Measures and prints; 1 where the median is over the target. */
export async function activationSuite(): Promise<number> {
  const vsix = await packExtension();
  const vscode = await VscodeServer.start({
    release: releases.newest,
    name: 'activation',
    vsix,
    forTests: false,
  });
  const browser = await WorkbenchBrowser.start();
  try {
    const samples: number[] = [];
    while (samples.length < windows) samples.push(await measure(vscode, browser));
    return report(samples);
  } finally {
    await browser.stop();
    await vscode.stop();
  }
}

function report(samples: readonly number[]): number {
  const { median = Infinity, least, most } = summarize(samples) ?? {};
  const spread = `${String(least)} to ${String(most)} ms in ${String(windows)} windows`;
  console.log(`Activation in VS Code ${releases.newest.version}: median ${String(median)} ms`);
  console.log(`${spread}; target: under ${String(targetMs)} ms`);
  return median < targetMs ? 0 : 1;
}

async function measure(vscode: VscodeServer, browser: WorkbenchBrowser): Promise<number> {
  const ui = await browser.open(vscode.address({}));
  try {
    await ui.ready();
    await ui.quickInput.runCommand('Developer: Show Running Extensions');
    return await until('the time of the activation', 30_000, async () => {
      const row = await ui.editors.runningExtension('FTP Workspaces');
      const told = /Activation: (\d+)ms/.exec(row)?.[1];
      return told !== undefined && Number(told);
    });
  } finally {
    await ui.close();
  }
}
