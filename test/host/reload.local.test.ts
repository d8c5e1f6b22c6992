import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

const { server, otherWindow } = controls;

const names = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => `${String(number)}.txt`);

/** A folder beside that of this window, mapped to a folder of its own on the server. */
async function mappedFolder(): Promise<string> {
  const here = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(here);
  const folder = vscode.Uri.joinPath(here, '..', 'reloaded');
  const mapping = { local: '.', connection: 'demo', remote: '/reloaded' };
  const settings = JSON.stringify({ 'ftpWorkspaces.sync': [mapping] });
  const write = (name: string, text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), Buffer.from(text));
  await write('.vscode/settings.json', settings);
  for (const name of ['first.txt', ...names]) await write(name, '');
  return folder.fsPath;
}

async function saveThere(name: string): Promise<void> {
  await otherWindow.openFile(name);
  await otherWindow.typeAtEnd(`text of ${name}`);
  await otherWindow.save();
}

async function untilServerHas(name: string): Promise<void> {
  const end = Date.now() + 40_000;
  while ((await server.readFile(`/reloaded/${name}`)) !== `text of ${name}`) {
    if (Date.now() > end) assert.fail(`waited in vain for ${name} on the server`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a window that is reloaded', () => {
  after(async () => {
    await server.clearRules();
    await otherWindow.close();
  });

  it('brings up what was saved while the server was down', async function () {
    this.timeout(150_000);
    await otherWindow.open(await mappedFolder());
    // The target in the status bar: before that nobody is told of saves, which VS Code takes at once.
    await otherWindow.waitForStatus('demo');
    await saveThere('first.txt');
    await untilServerHas('first.txt');
    await server.addRule({ on: 'connect', do: { reply: '421 closed for today', close: 'fin' } });
    await server.dropAll();
    for (const name of names) await saveThere(name);
    await otherWindow.waitForStatus('Uploads waiting: 10');
    await otherWindow.reload();
    for (const name of names) assert.equal(await server.exists(`/reloaded/${name}`), false);
    await server.clearRules();
    for (const name of names) await untilServerHas(name);
  });
});
