import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

const { quickInput, editors } = controls;

/** A second name for the server, whose password is not known yet. */
async function addConnection(name: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('ftpWorkspaces');
  const all = settings.get<Record<string, object>>('connections', {});
  assert.ok(all['demo']);
  const added = { ...all, [name]: { ...all['demo'], host: '127.1' } };
  await settings.update('connections', added, vscode.ConfigurationTarget.Global);
}

describe('FTP: Go to Remote File… in a window without a remote folder', () => {
  it('asks for a connection, for its password if need be, and then for a file', async () => {
    await addConnection('elsewhere');
    const going = vscode.commands.executeCommand('ftpWorkspaces.goToFile');
    await quickInput.pick('elsewhere');
    await quickInput.waitFor('Password for demo@127.1');
    await quickInput.enter('demo');
    await quickInput.waitFor('Go to Remote File');
    await quickInput.type('sty.css');
    await quickInput.pick('style.css');
    await going;
    await editors.waitForActive('style.css');
    assert.equal(
      vscode.window.activeTextEditor?.document.uri.toString(),
      'ftp://elsewhere/css/style.css',
    );
  });
});
