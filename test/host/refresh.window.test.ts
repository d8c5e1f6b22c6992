// What others change on the server shows up by itself; what was asked of it is counted.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

const inDemo = (path: string): vscode.Uri =>
  vscode.Uri.from({ scheme: 'ftp', authority: 'demo', path });

const settings = (): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration('ftpWorkspaces');

async function set(key: string, value: unknown): Promise<void> {
  await settings().update(key, value, vscode.ConfigurationTarget.Global);
}

describe('what others change', () => {
  const watched = inDemo('/watched');
  const page = inDemo('/watched/page.html');

  before(async () => {
    await controls.server.writeFile('/watched/page.html', 'first\n');
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await controls.trees.expand('watched');
    await controls.trees.waitForRow('page.html');
  });

  after(async () => {
    await set('refresh.interval', undefined);
    await vscode.workspace.fs.delete(watched, { recursive: true });
  });

  it('comes into an open document and into the Explorer, while the window has the focus', async () => {
    const document = await vscode.workspace.openTextDocument(page);
    await vscode.window.showTextDocument(document);
    const reloaded = new Promise<void>((resolve) => {
      const listening = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document || !document.getText().startsWith('other')) return;
        listening.dispose();
        resolve();
      });
    });
    await set('refresh.interval', 1);
    await controls.server.writeFile('/watched/page.html', 'other, and longer\n');
    await controls.server.writeFile('/watched/new.html', 'new');
    await reloaded;
    await controls.trees.waitForRow('new.html');
    assert.equal(document.isDirty, false);
  });
});
