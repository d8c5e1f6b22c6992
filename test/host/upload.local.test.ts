import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

const folder = (): vscode.Uri => {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(uri);
  return uri;
};

async function edit(name: string, text: string): Promise<vscode.TextDocument> {
  const uri = vscode.Uri.joinPath(folder(), name);
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  await editor.edit((builder) => {
    builder.insert(new vscode.Position(0, 0), text);
  });
  assert.equal(await document.save(), true);
  return document;
}

async function untilServerHas(path: string, text: string): Promise<void> {
  const end = Date.now() + 15_000;
  while ((await controls.server.readFile(path)) !== text) {
    if (Date.now() > end) assert.fail(`${path} does not come to the server`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('upload on save', () => {
  before(async () => {
    // VS Code tells extensions of no save that came before they were active.
    await vscode.extensions.getExtension('ftp-workspaces.ftp-workspaces')?.activate();
  });

  afterEach(async () => {
    await controls.server.clearRules();
  });

  it('brings a saved file to the server, and says so in the status bar', async () => {
    const document = await edit('page.html', '<!-- saved -->\n');
    await untilServerHas('/uploaded/page.html', document.getText());
    await controls.panels.waitForStatus('page.html uploaded');
  });

  it('makes the folders that are missing', async () => {
    const document = await edit('deep/er/style.css', '/* saved */\n');
    await untilServerHas('/uploaded/deep/er/style.css', document.getText());
  });

  it('uploads by a temporary name, and leaves none behind', async () => {
    await controls.server.clearLog();
    const document = await edit('page.html', '<!-- again -->\n');
    await untilServerHas('/uploaded/page.html', document.getText());
    const [stored = ''] = await controls.server.commands('STOR');
    assert.match(stored, /^STOR \/uploaded\/\.page\.html\.ftpws-[0-9a-f]+\.tmp$/);
    assert.deepEqual((await controls.server.list('/uploaded')).sort(), ['deep', 'page.html']);
  });

  it('leaves ignored files alone', async () => {
    await edit('notes.log', 'two\n');
    const document = await edit('page.html', '<!-- behind it -->\n');
    await untilServerHas('/uploaded/page.html', document.getText());
    assert.equal(await controls.server.exists('/uploaded/notes.log'), false);
  });

  it('tells of a failure, and goes through with Retry', async () => {
    await controls.server.addRule({ on: 'STOR', do: { reply: '552 quota exceeded' } });
    const before = await controls.server.readFile('/uploaded/page.html');
    const document = await edit('page.html', '<!-- refused -->\n');
    const notice = await controls.messages.waitForNotification('page.html was not uploaded');
    assert.match(notice.message, /552 quota exceeded/);
    assert.deepEqual([...notice.buttons].slice(0, 3), ['Retry', 'Compare', 'Show Traffic']);
    assert.equal(await controls.server.readFile('/uploaded/page.html'), before);
    await controls.server.clearRules();
    await controls.messages.answerNotification('Retry');
    await untilServerHas('/uploaded/page.html', document.getText());
  });
});
