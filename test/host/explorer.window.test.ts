import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

describe('the Explorer of an FTP folder', () => {
  it('shows what is on the server', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await controls.trees.expand('css');
    const row = await controls.trees.waitForRow('style.css');
    assert.equal(row.level, 2);
  });

  it('is refreshed where it is, and does not come to the front for it', async () => {
    await controls.server.writeFile('/later.txt', 'b');
    try {
      await vscode.commands.executeCommand('workbench.view.scm');
      const shown = await controls.trees.title();
      await vscode.commands.executeCommand('ftpWorkspaces.refresh');
      assert.equal(await controls.trees.title(), shown);
      await vscode.commands.executeCommand('workbench.view.explorer');
      await controls.trees.waitForRow('later.txt');
      assert.notEqual(await controls.trees.title(), shown);
    } finally {
      await controls.server.remove('/later.txt');
    }
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await controls.trees.waitUntilGone('later.txt');
  });
});
