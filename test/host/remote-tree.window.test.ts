// The remote tree below a connection: what it shows, and what its commands do on the server.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension.js';
import { controls } from '../support/vscode-host/bridge-client.js';
import { until } from '../support/until.js';

const view = 'Connections';

async function questions(): Promise<ExtensionApi['questions']> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('ftp-workspaces.ftp-workspaces');
  assert.ok(extension);
  return (await extension.activate()).questions;
}

const onServer = (path: string, isThere = true): Promise<true> =>
  until(`${path} on the server`, 10_000, async () => {
    return (await controls.server.exists(path)) === isThere || undefined;
  });

describe('the tree of a connection', () => {
  before(async () => {
    await vscode.commands.executeCommand('workbench.view.extension.ftpWorkspaces');
    await controls.trees.waitForRow('demo', view);
    await controls.server.writeFile('/tree/inner/deep.txt', 'deep\n');
    await controls.server.writeFile('/tree/page10.html', '<p>ten</p>\n');
    await controls.server.writeFile('/tree/page2.html', '<p>two</p>\n');
    await controls.server.link('/tree/to-page', 'page2.html');
    await controls.server.link('/tree/to-nothing', 'gone');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await controls.trees.expand('demo', view);
    await controls.trees.expand('tree', view);
  });

  afterEach(async () => {
    await controls.server.clearRules();
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  after(async () => {
    await controls.server.remove('/tree');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('shows folders first, then files as people count, and links as links', async () => {
    await controls.trees.waitForRow('to-page', view);
    const rows = await controls.trees.rows(view);
    const inTree = rows.filter(({ level }) => level === 3).map((row) => [row.label, row.aria]);
    assert.deepEqual(inTree, [
      ['inner', 'inner, folder'],
      ['page2.html', 'page2.html, file'],
      ['page10.html', 'page10.html, file'],
      ['to-nothing', 'to-nothing, link'],
      ['to-page', 'to-page, link'],
    ]);
  });

  it('opens a file by a click', async () => {
    await controls.trees.click('page2.html', view);
    await controls.editors.waitForActive('page2.html');
    assert.match(await controls.editors.text(), /two/);
  });

  it('makes a file and opens it', async () => {
    await controls.trees.contextMenu('inner', ['New File…'], view);
    await controls.quickInput.waitFor('New File in /tree/inner');
    await controls.quickInput.enter('new.txt');
    await controls.editors.waitForActive('new.txt');
    assert.equal(await controls.server.readFile('/tree/inner/new.txt'), '');
  });

  it('takes no name that is taken', async () => {
    await controls.trees.contextMenu('inner', ['New File…'], view);
    await controls.quickInput.waitFor('New File in /tree/inner');
    await controls.quickInput.type('deep.txt');
    const box = await controls.quickInput.waitFor('There is a deep.txt already');
    assert.equal(box.value, 'deep.txt');
    await controls.quickInput.cancel();
    assert.equal(await controls.server.readFile('/tree/inner/deep.txt'), 'deep\n');
  });

  it('makes a folder', async () => {
    await controls.trees.contextMenu('tree', ['New Folder…'], view);
    await controls.quickInput.waitFor('New Folder in /tree');
    await controls.quickInput.enter('fresh');
    await onServer('/tree/fresh');
    await controls.trees.waitForRow('fresh', view);
  });

  it('renames a file, and its editor goes with it', async () => {
    await controls.trees.click('page10.html', view);
    await controls.editors.waitForActive('page10.html');
    await controls.trees.contextMenu('page10.html', ['Rename…'], view);
    await controls.quickInput.waitFor('Rename /tree/page10.html');
    await controls.quickInput.enter('page11.html');
    await onServer('/tree/page11.html');
    await controls.trees.waitForRow('page11.html', view);
    await controls.trees.waitUntilGone('page10.html', view);
    await controls.editors.waitForActive('page11.html');
    assert.equal(await controls.server.exists('/tree/page10.html'), false);
  });

  it('copies addresses without user and password', async () => {
    await controls.trees.contextMenu('page2.html', ['Copy FTP URL'], view);
    const copied = await until('the address', 10_000, async () => {
      const text = await vscode.env.clipboard.readText();
      return text.startsWith('ftp:') && text;
    });
    assert.match(copied, /^ftp:\/\/127\.0\.0\.1:\d+\/tree\/page2\.html$/);
  });

  it('moves what is dragged to a folder', async () => {
    await controls.trees.drag('page11.html', 'inner', view);
    await onServer('/tree/inner/page11.html');
    await onServer('/tree/page11.html', false);
  });

  it('deletes a folder with all that is in it, after a question', async () => {
    const asked: (readonly string[])[] = [];
    const answer = await questions();
    let isMeant = false;
    answer.remove = (names): Promise<boolean> => {
      asked.push(names);
      return Promise.resolve(isMeant);
    };
    await controls.trees.contextMenu('inner', ['Delete…'], view);
    await until('the question', 10_000, () => asked.length === 1 || undefined);
    assert.equal(await controls.server.exists('/tree/inner/deep.txt'), true);
    isMeant = true;
    await controls.trees.contextMenu('inner', ['Delete…'], view);
    await controls.trees.waitUntilGone('inner', view);
    await onServer('/tree/inner', false);
    assert.deepEqual(asked, [['/tree/inner'], ['/tree/inner']]);
  });

  it('changes permissions, and shows what the server says against it', async () => {
    await controls.server.clearLog();
    await controls.trees.contextMenu('page2.html', ['Change Permissions…'], view);
    await controls.quickInput.waitFor('Permissions of /tree/page2.html');
    await controls.quickInput.type('rwx');
    await controls.quickInput.waitFor('three digits');
    await controls.quickInput.enter('rw-r-----');
    const sent = await until('the command', 10_000, async () => {
      return (await controls.server.commands('SITE')).find((line) => line.includes('CHMOD'));
    });
    assert.match(sent, /^SITE CHMOD 0?640 /);
    await controls.server.addRule({ on: 'SITE', do: { reply: '550 Not for you' } });
    await controls.trees.contextMenu('page2.html', ['Change Permissions…'], view);
    await controls.quickInput.waitFor('Permissions of /tree/page2.html');
    await controls.quickInput.enter('600');
    const notice = await controls.messages.waitForNotification('page2.html were not changed');
    assert.match(notice.message, /550 Not for you/);
  });

  it('says in a folder why it cannot be listed, and lists it with Retry', async () => {
    await controls.server.writeFile('/tree/locked/inside.txt', 'x');
    const refusal = { reply: '550 Permission denied' };
    await controls.server.addRule({ on: 'MLSD', match: 'locked', do: refusal });
    await controls.server.addRule({ on: 'LIST', match: 'locked', do: refusal });
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await controls.trees.waitForRow('locked', view);
    await controls.trees.expand('locked', view);
    const isReason = ({ label }: { label: string }): boolean => label.includes('denied');
    const reason = await until('the reason', 10_000, async () => {
      return (await controls.trees.rows(view)).find(isReason);
    });
    assert.match(reason.aria, /^Not shown: .*Retry$/);
    await controls.server.clearRules();
    // The refresh may draw the tree once more, and take the row away from under the mouse.
    await until('inside.txt', 15_000, async () => {
      const rows = await controls.trees.rows(view);
      if (rows.some(({ label }) => label === 'inside.txt')) return true;
      if (rows.some(isReason)) await controls.trees.clickAtOnce(reason.label, view);
      return false;
    });
  });

  it('sends a raw command and shows the reply, but no password', async () => {
    await controls.server.addRule({ on: 'HELP', do: { reply: '214 No help for you' } });
    const sent = vscode.commands.executeCommand('ftpWorkspaces.sendCommand', 'demo');
    await controls.quickInput.waitFor('Send a Command to demo');
    await controls.quickInput.type('PASS x');
    await controls.quickInput.waitFor('A secret is not sent');
    await controls.quickInput.enter('HELP');
    await sent;
    await controls.messages.waitForNotification('214 No help for you');
  });

  it('shows what a raw command has made', async () => {
    const sent = vscode.commands.executeCommand('ftpWorkspaces.sendCommand', 'demo');
    await controls.quickInput.waitFor('Send a Command to demo');
    await controls.quickInput.enter('MKD /made-by-hand');
    await sent;
    const { fs } = vscode.workspace;
    const root = vscode.Uri.from({ scheme: 'ftp', authority: 'demo', path: '/' });
    const names = (await fs.readDirectory(root)).map(([name]) => name);
    assert.ok(names.includes('made-by-hand'), names.join());
    await fs.delete(vscode.Uri.joinPath(root, 'made-by-hand'));
  });

  it('is closed after a disconnect, and connects no more by itself', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('ftpWorkspaces.disconnect', 'demo');
    await until('the row to close', 10_000, async () => {
      const row = (await controls.trees.rows(view)).find(({ label }) => label === 'demo');
      return row?.isExpanded === false || undefined;
    });
    await controls.trees.expand('demo', view);
    await controls.trees.waitForRow('css', view);
  });
});
