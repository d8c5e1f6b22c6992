import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

const connections = (): Record<string, { host: string; port: number }> =>
  vscode.workspace.getConfiguration('ftpWorkspaces').get('connections', {});

describe('FTP: Add Connection…', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('makes a connection of a pasted address, and keeps its password out of the settings', async () => {
    const { host, port } = connections()['demo'] ?? assert.fail('no demo connection');
    const adding = vscode.commands.executeCommand('ftpWorkspaces.addConnection');
    await controls.quickInput.waitFor('Add Connection (1/5)');
    await controls.quickInput.enter(`ftp://demo:demo@${host}:${String(port)}/css`);
    const user = await controls.quickInput.waitFor('Add Connection (2/5)');
    assert.equal(user.value, 'demo');
    await controls.quickInput.enter('demo');
    await controls.quickInput.waitFor('Add Connection (3/5)');
    await controls.quickInput.pick('No encryption');
    const root = await controls.quickInput.waitFor('Add Connection (4/5)');
    assert.equal(root.value, '/css');
    await controls.quickInput.enter('/css');
    await controls.quickInput.waitFor('Add Connection (5/5)');
    await controls.quickInput.enter('pasted');
    const notice = await controls.messages.waitForNotification('"pasted" was added');
    assert.ok(notice.buttons.includes('Open Folder…'), notice.buttons.join());
    assert.deepEqual(connections()['pasted'], {
      host,
      port,
      user: 'demo',
      security: 'none',
      root: '/css',
    });
    const uri = vscode.Uri.from({ scheme: 'ftp', authority: 'pasted', path: '/' });
    const names = (await vscode.workspace.fs.readDirectory(uri)).map(([name]) => name);
    assert.deepEqual(names, ['style.css']);
    await vscode.commands.executeCommand('notifications.clearAll');
    await adding;
  });

  it('says what is wrong with an address before it goes on', async () => {
    const adding = vscode.commands.executeCommand('ftpWorkspaces.addConnection');
    await controls.quickInput.waitFor('Add Connection (1/5)');
    await controls.quickInput.enter('http://example.com');
    const box = await controls.quickInput.waitFor('Type a host name');
    assert.match(box.message, /ftp:\/\/user@host/);
    await controls.quickInput.cancel();
    await adding;
    assert.equal(connections()['example.com'], undefined);
  });
});

describe('FTP: Open Remote Folder…', () => {
  it('asks for the connection, the folder and the place', async () => {
    const opening = vscode.commands.executeCommand('ftpWorkspaces.openFolder');
    await controls.quickInput.waitFor();
    await controls.quickInput.pick('demo');
    await controls.quickInput.waitFor('Open a Folder of demo');
    await controls.quickInput.enter('/blog');
    const places = await controls.quickInput.waitFor('Open in New Window');
    assert.equal(places.title, 'Open a Folder of demo');
    await controls.quickInput.cancel();
    await opening;
  });
});
