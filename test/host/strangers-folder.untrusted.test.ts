import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

const { server, messages, trees, quickInput, editors } = controls;
const notUsed = 'are not used until you trust it';

async function savePage(text: string): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = vscode.Uri.joinPath(folder?.uri ?? assert.fail('no folder is open'), 'page.html');
  const editor = await vscode.window.showTextDocument(uri);
  await editor.edit((builder) => {
    builder.insert(new vscode.Position(0, 0), text);
  });
  assert.equal(await editor.document.save(), true);
}

async function run(command: string): Promise<void> {
  await vscode.commands.executeCommand(`ftpWorkspaces.${command}`);
}

async function untilServerHas(path: string, text: string): Promise<void> {
  const end = Date.now() + 15_000;
  while ((await server.readFile(path)) !== text) {
    if (Date.now() > end) assert.fail(`${path} does not come to the server`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Nobody has come to the server, and nothing was sent to it. */
async function assertUntouched(): Promise<void> {
  assert.deepEqual(
    { sessions: await server.sessions(), commands: await server.commands() },
    { sessions: 0, commands: [] },
  );
}

describe('a workspace that brings a connection and a mapping along, before it is trusted', () => {
  before(async () => {
    await vscode.extensions.getExtension('ftp-workspaces.ftp-workspaces')?.activate();
    assert.equal(vscode.workspace.isTrusted, false);
  });

  afterEach(async () => {
    await assertUntouched();
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('says above the connections that what it brings along is not used', async () => {
    await vscode.commands.executeCommand('workbench.view.extension.ftpWorkspaces');
    await trees.waitForMessage(notUsed, 'Connections');
  });

  it('opens no address of its connection, says why, and offers to be looked at', async () => {
    const root = vscode.Uri.parse('ftp://demo/');
    await assert.rejects(Promise.resolve(vscode.workspace.fs.readDirectory(root)), (error) => {
      assert.ok(error instanceof vscode.FileSystemError);
      assert.match(error.message, /no connection "demo".*until you trust it/s);
      return true;
    });
    const { buttons } = await messages.waitForNotification('until you trust it');
    assert.ok(buttons.includes('Manage Workspace Trust'), buttons.join());
  });

  it('uploads nothing when a file is saved, and says so when it is asked to', async () => {
    await savePage('untrusted ');
    const uploading = run('uploadFile');
    const { buttons } = await messages.waitForNotification(notUsed);
    assert.ok(buttons.includes('Manage Workspace Trust'), buttons.join());
    await vscode.commands.executeCommand('notifications.clearAll');
    await uploading;
  });
});

describe('the same workspace, once it is trusted', () => {
  before(async () => {
    await vscode.commands.executeCommand('workbench.trust.manage');
    await editors.trustWorkspace();
    const end = Date.now() + 15_000;
    while (!vscode.workspace.isTrusted) {
      if (Date.now() > end) assert.fail('the workspace is not trusted');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  it('shows its connection, and its folder opens', async () => {
    await vscode.commands.executeCommand('workbench.view.extension.ftpWorkspaces');
    await trees.waitForRow('demo', 'Connections');
    const root = vscode.Uri.parse('ftp://demo/');
    const listing = vscode.workspace.fs.readDirectory(root);
    await quickInput.waitFor('Password for demo@');
    await quickInput.enter('demo');
    assert.ok((await listing).some(([name]) => name === 'index.html'));
  });

  it('uploads what is saved', async () => {
    await savePage('trusted ');
    await untilServerHas('/uploaded/page.html', 'trusted untrusted <p>one</p>\n');
  });
});
