import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/until.js';
import { controls } from '../support/vscode-host/bridge-client.js';
import { demo, questions, setConnection } from './host-settings.js';

const { fs } = vscode.workspace;
const inDemo = (path: string): vscode.Uri =>
  vscode.Uri.from({ scheme: 'ftp', authority: 'demo', path });

/** A document with `text` put before what was read. */
async function edited(path: string, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(inDemo(path));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await editor.edit((edit) => {
    edit.insert(new vscode.Position(0, 0), text);
  });
  return document;
}

describe('what is not replaced unasked', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    while (vscode.window.activeTextEditor !== undefined) {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  });

  it('is a file that somebody has made since the folder was listed, where a new one is made', async () => {
    const { asked } = questions().answer('conflict', 'cancel');
    await controls.server.writeFile('/fresh/index.html', 'x');
    await fs.readDirectory(inDemo('/fresh'));
    await controls.server.writeFile('/fresh/new.txt', 'an hour of work');
    const edit = new vscode.WorkspaceEdit();
    // As the Explorer makes a new file.
    edit.createFile(inDemo('/fresh/new.txt'));
    const isDone = await vscode.workspace.applyEdit(edit);
    const text = await controls.server.readFile('/fresh/new.txt');
    assert.deepEqual([text, isDone, asked[0]], ['an hour of work', false, '/fresh/new.txt']);
  });

  it('is a change of the same size, where the connection got another colour meanwhile', async () => {
    const { asked } = questions().answer('conflict', 'cancel');
    await controls.server.writeFile('/colour.txt', 'first', -3_600);
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    const document = await edited('/colour.txt', 'mine ');
    await controls.server.writeFile('/colour.txt', 'other', -60);
    const before = demo();
    await setConnection('demo', { ...before, color: 'red' });
    try {
      const list = async (): Promise<boolean> => (await fs.readDirectory(inDemo('/'))).length > 0;
      await until('the connection', 15_000, list);
      await document.save();
      const text = await controls.server.readFile('/colour.txt');
      assert.deepEqual([text, asked[0]], ['other', '/colour.txt']);
    } finally {
      await setConnection('demo', before);
    }
  });

  it('is not what this window has saved itself, through a link as well', async () => {
    const { asked } = questions().answer('conflict', 'cancel');
    await controls.server.writeFile('/linked/real.txt', 'first', -3_600);
    await controls.server.link('/linked/link.txt', 'real.txt');
    await fs.readDirectory(inDemo('/linked'));
    const document = await edited('/linked/link.txt', 'one ');
    assert.equal(await document.save(), true);
    // Whatever was remembered for a moment must not be needed.
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await edited('/linked/link.txt', 'two ');
    assert.equal(await document.save(), true);
    const text = await controls.server.readFile('/linked/real.txt');
    assert.deepEqual([text, asked], ['two one first', []]);
  });
});
