// First of all: what it costs to open the folder can be counted once.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

const { realServer, trees } = controls;

const inDemo = (path: string): vscode.Uri =>
  vscode.Uri.from({ scheme: 'ftp', authority: 'demo', path });

async function open(path: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(inDemo(path));
  return vscode.window.showTextDocument(document, { preview: false });
}

/** What was asked of the server since the log was cleared. */
interface Bill {
  listings: number;
  reads: number;
  writes: number;
  /** Looks at single files: states that are asked for together are one look. */
  looks: number;
}

async function bill(): Promise<Bill> {
  const [lists, reads, writes, looks] = await Promise.all([
    realServer.commands('MLSD', 'LIST', 'NLST', 'STAT'),
    realServer.commands('RETR'),
    realServer.commands('STOR', 'APPE'),
    realServer.writes('MLST', 'SIZE', 'MDTM'),
  ]);
  return { listings: lists.length, reads: reads.length, writes: writes.length, looks };
}

async function assertAtMost(limit: Bill): Promise<void> {
  const paid = await bill();
  const isOver = (Object.keys(limit) as (keyof Bill)[]).some((key) => paid[key] > limit[key]);
  const sent = (await realServer.commands()).filter((line) => !line.startsWith('PASS'));
  assert.ok(!isOver, `${JSON.stringify(paid)}, at most ${JSON.stringify(limit)}: ${sent.join()}`);
}

describe('the cost on the wire of a real server', () => {
  it('of a folder that opens: one login and three listings', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await trees.waitForRow('index.html');
    // One look at a file whose time is in the listing tells the zone of the server's clock.
    await assertAtMost({ listings: 3, reads: 0, writes: 0, looks: 1 });
    assert.equal((await realServer.commands('PASS')).length, 1);
  });

  it('of a folder that expands, with all its children: one listing', async () => {
    await realServer.clearLog();
    await trees.expand('blog');
    const names = await vscode.workspace.fs.readDirectory(inDemo('/blog'));
    assert.equal(names.length, 4);
    await Promise.all(names.map(([name]) => vscode.workspace.fs.stat(inDemo(`/blog/${name}`))));
    await assertAtMost({ listings: 1, reads: 0, writes: 0, looks: 0 });
  });

  it('of a file: one transfer, with its state in the same breath', async () => {
    await realServer.clearLog();
    await open('/index.html');
    await assertAtMost({ listings: 0, reads: 1, writes: 0, looks: 1 });
    const sent = await realServer.commands();
    assert.ok((await realServer.writes()) <= 1, sent.join());
    await open('/about.html');
  });

  it('of going back to a tab: one look', async () => {
    await realServer.clearLog();
    await open('/index.html');
    await assertAtMost({ listings: 0, reads: 0, writes: 0, looks: 1 });
  });

  it('of a save: one look, and then one transfer and one confirmation in four round trips', async () => {
    const editor = await open('/about.html');
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '<!-- saved -->\n');
    });
    await realServer.clearLog();
    assert.equal(await editor.document.save(), true);
    await assertAtMost({ listings: 0, reads: 0, writes: 1, looks: 2 });
    const sent = await realServer.commands();
    assert.ok((await realServer.writes()) <= 1 + 4, sent.join());
    assert.equal(await realServer.readFile('about.html'), editor.document.getText());
  });
});
