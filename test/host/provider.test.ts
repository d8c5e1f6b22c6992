import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

const inDemo = (path: string): vscode.Uri =>
  vscode.Uri.from({ scheme: 'ftp', authority: 'demo', path });
const toText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('a workspace folder on an FTP server', () => {
  it('reads what is on the server', async () => {
    const bytes = await vscode.workspace.fs.readFile(inDemo('/css/style.css'));
    assert.equal(toText(bytes), await controls.server.readFile('/css/style.css'));
  });

  it('says that a file is not there', async () => {
    const reading = Promise.resolve(vscode.workspace.fs.readFile(inDemo('/nothing.txt')));
    await assert.rejects(reading, { code: 'FileNotFound' });
  });

  it('saves an edited document to the server', async () => {
    const document = await vscode.workspace.openTextDocument(inDemo('/index.html'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '<!-- edited -->\n');
    });
    assert.equal(await document.save(), true);
    const onServer = await controls.server.readFile('/index.html');
    assert.equal(onServer, document.getText());
  });
});
