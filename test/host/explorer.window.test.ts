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
});
