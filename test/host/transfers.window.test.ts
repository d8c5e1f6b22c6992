// Uploads and downloads by the commands of the tree, as the view of the transfers shows them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension.js';
import { controls } from '../support/vscode-host/bridge-client.js';
import { until } from '../support/until.js';

const tree = 'Connections';
const view = 'Transfers';

async function extensionApi(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('ftp-workspaces.ftp-workspaces');
  assert.ok(extension);
  return extension.activate();
}

const rowWith = (words: string): Promise<{ label: string; aria: string; description: string }> =>
  until(`a row with "${words}"`, 15_000, async () => {
    return (await controls.trees.rows(view)).find(({ aria }) => aria.includes(words));
  });

describe('transfers', () => {
  let folder: string;
  let chosen: string[];

  before(async () => {
    const { questions } = await extensionApi();
    questions.chooseLocal = (): Promise<vscode.Uri[]> =>
      Promise.resolve(chosen.map((one) => vscode.Uri.file(one)));
    await controls.server.writeFile('/moves/a.txt', 'from the server\n');
    await controls.server.writeFile('/moves/sub/b.txt', 'below\n');
    await vscode.commands.executeCommand('workbench.view.extension.ftpWorkspaces');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await controls.trees.expand('demo', tree);
    await controls.trees.waitForRow('moves', tree);
  });

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ftpws-host-'));
    chosen = [folder];
  });

  afterEach(async () => {
    await controls.server.clearRules();
    await vscode.commands.executeCommand('ftpWorkspaces.cancelTransfers');
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('ftpWorkspaces.clearTransfers');
    fs.rmSync(folder, { recursive: true });
  });

  after(async () => {
    await controls.server.remove('/moves');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('bring a folder to the disk, and are told of in the view and the status bar', async () => {
    await controls.trees.contextMenu('moves', ['Download To…'], tree);
    const row = await rowWith('Download, moves, done');
    assert.match(row.description, /22 B · 2 of 2 files/);
    const text = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');
    assert.deepEqual(
      [text('moves/a.txt'), text('moves/sub/b.txt'), fs.readdirSync(path.join(folder, 'moves'))],
      ['from the server\n', 'below\n', ['a.txt', 'sub']],
    );
    await controls.panels.waitForStatus('moves transferred');
    const items = (await controls.panels.statusBar()).filter(({ id }) => id.includes('ftp-work'));
    assert.equal(items.length, 1, JSON.stringify(items));
  });

  it('bring a folder to the server, and the tree and Explorer learn of it', async () => {
    const site = path.join(folder, 'site');
    fs.mkdirSync(path.join(site, 'deep'), { recursive: true });
    fs.writeFileSync(path.join(site, 'one.txt'), 'one\n');
    fs.writeFileSync(path.join(site, 'deep', 'two.txt'), 'two\n');
    chosen = [site];
    await controls.trees.contextMenu('moves', ['Upload Folder…'], tree);
    await rowWith('Upload, site, done');
    assert.equal(await controls.server.readFile('/moves/site/deep/two.txt'), 'two\n');
    await controls.trees.expand('moves', tree);
    await controls.trees.expand('site', tree);
    await controls.trees.waitForRow('one.txt', tree);
  });

  it('replace nothing that is there unasked', async () => {
    const { questions } = await extensionApi();
    const asked: string[] = [];
    questions.replace = ({ to }) => {
      asked.push(to.path);
      return Promise.resolve('skip');
    };
    const mine = path.join(folder, 'a.txt');
    fs.writeFileSync(mine, 'mine\n');
    chosen = [mine];
    await controls.trees.contextMenu('moves', ['Upload Files…'], tree);
    await rowWith('Upload, a.txt, left out');
    assert.deepEqual(asked, ['/moves/a.txt']);
    assert.equal(await controls.server.readFile('/moves/a.txt'), 'from the server\n');
  });

  it('begin in the menu of Explorer, too', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    // The rows move once more where it has not seen this folder yet.
    await controls.trees.waitForRow('moves');
    await controls.trees.contextMenu('README.md', ['FTP', 'Download To…']);
    const file = path.join(folder, 'README.md');
    await until('the file', 15_000, () => fs.existsSync(file));
    assert.equal(fs.readFileSync(file, 'utf8'), await controls.server.readFile('/README.md'));
    await vscode.commands.executeCommand('workbench.view.extension.ftpWorkspaces');
    await rowWith('Download, README.md, done');
  });

  it('that fail say why, and go through with Retry', async () => {
    await controls.server.addRule({
      on: 'MLSD',
      match: 'sub',
      do: { reply: '550 Permission denied' },
    });
    await controls.server.addRule({
      on: 'LIST',
      match: 'sub',
      do: { reply: '550 Permission denied' },
    });
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await controls.trees.waitForRow('moves', tree);
    await controls.trees.contextMenu('moves', ['Download To…'], tree);
    await rowWith('Download, moves, failed');
    assert.equal(fs.existsSync(path.join(folder, 'moves', 'sub')), false);
    const notice = await controls.messages.waitForNotification('moves is not complete: 1 failed');
    assert.match(notice.message, /Permission denied/);
    await controls.server.clearRules();
    await controls.messages.answerNotification('Retry');
    await rowWith('Download, moves, done');
    assert.equal(fs.readFileSync(path.join(folder, 'moves/sub/b.txt'), 'utf8'), 'below\n');
  });

  it('that are cancelled leave nothing behind', async () => {
    await controls.server.addRule({
      on: 'RETR',
      do: { data: { tinyWrites: 1, everyMs: 1_000 } },
    });
    await controls.trees.expand('moves', tree);
    await controls.trees.contextMenu('a.txt', ['Download To…'], tree);
    await rowWith('Download, a.txt, running');
    await controls.panels.waitForStatus('a.txt');
    await controls.trees.inlineAction('a.txt', 'Cancel Transfer', view);
    await rowWith('Download, a.txt, cancelled');
    assert.deepEqual(fs.readdirSync(folder), []);
    await controls.server.clearRules();
    await controls.trees.inlineAction('a.txt', 'Retry Transfer', view);
    await rowWith('Download, a.txt, done');
  });
});
