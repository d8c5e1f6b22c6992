// First of all: what it costs to open the folder can be counted once.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

const inDemo = (path: string): vscode.Uri =>
  vscode.Uri.from({ scheme: 'ftp', authority: 'demo', path });

async function count(...verbs: string[]): Promise<number> {
  const lists = await Promise.all(verbs.map((verb) => controls.server.commands(verb)));
  return lists.flat().length;
}

describe('the cost on the wire', () => {
  it('of a folder that opens, one that expands and a file: one login, two listings, one transfer', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await controls.trees.waitForRow('index.html');
    await controls.trees.expand('css');
    await controls.trees.waitForRow('style.css');
    const document = await vscode.workspace.openTextDocument(inDemo('/css/style.css'));
    await vscode.window.showTextDocument(document);
    assert.deepEqual(
      {
        logins: await count('PASS'),
        listings: (await count('MLSD', 'LIST', 'NLST')) <= 2,
        transfers: await count('RETR'),
        written: await count('STOR', 'APPE', 'DELE', 'MKD', 'RMD', 'RNFR'),
      },
      { logins: 1, listings: true, transfers: 1, written: 0 },
    );
  });

  it('of a save: one look, one transfer, one look', async () => {
    const document = await vscode.workspace.openTextDocument(inDemo('/css/style.css'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '/* saved */\n');
    });
    await controls.server.clearLog();
    assert.equal(await document.save(), true);
    assert.deepEqual(
      {
        looks: (await count('MLST', 'SIZE', 'MDTM', 'STAT')) <= 2,
        listings: await count('MLSD', 'LIST', 'NLST'),
        transfers: await count('STOR', 'RETR', 'APPE'),
      },
      { looks: true, listings: 0, transfers: 1 },
    );
    assert.equal(await controls.server.readFile('/css/style.css'), document.getText());
  });

  it('of going back to a tab: one look at most', async () => {
    const open = async (path: string): Promise<void> => {
      const document = await vscode.workspace.openTextDocument(inDemo(path));
      await vscode.window.showTextDocument(document, { preview: false });
    };
    await open('/about.html');
    await open('/css/style.css');
    await controls.server.clearLog();
    await open('/about.html');
    assert.deepEqual(
      {
        looks: (await count('MLST', 'SIZE', 'STAT')) <= 1,
        listings: await count('MLSD', 'LIST', 'NLST'),
        transfers: await count('STOR', 'RETR', 'APPE'),
      },
      { looks: true, listings: 0, transfers: 0 },
    );
  });

  it('of a folder that expands, with all its children: one listing', async () => {
    await controls.server.clearLog();
    await controls.trees.expand('blog');
    const names = await vscode.workspace.fs.readDirectory(inDemo('/blog'));
    await Promise.all(names.map(([name]) => vscode.workspace.fs.stat(inDemo(`/blog/${name}`))));
    assert.deepEqual(
      { listings: await count('MLSD', 'LIST', 'NLST'), looks: await count('MLST', 'SIZE') },
      { listings: 1, looks: 0 },
    );
  });
});
