import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';
import { until } from '../support/until.js';

const view = 'FTP Search';
const { quickInput, trees, editors, server } = controls;

interface Asked {
  text: string;
  include?: string;
  exclude?: string;
}

/** Answers the three steps of the box. */
async function answer({ text, include = '', exclude = '' }: Asked): Promise<void> {
  await quickInput.waitFor('Text to find');
  await quickInput.enter(text);
  await quickInput.waitFor('Files to include');
  await quickInput.enter(include);
  await quickInput.waitFor('Files to exclude');
  await quickInput.enter(exclude);
}

/** Searches the workspace to the end. */
async function find(asked: Asked): Promise<void> {
  const finding = vscode.commands.executeCommand('ftpWorkspaces.findInFiles');
  await answer(asked);
  await finding;
}

const labels = async (): Promise<string[]> => (await trees.rows(view)).map(({ label }) => label);

describe('FTP: Find in Remote Files…', () => {
  afterEach(async () => {
    await server.clearRules();
    await vscode.commands.executeCommand('ftpWorkspaces.clearSearch');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('shows files with their lines, opens them there, and says what was not searched', async () => {
    await find({ text: 'cardamom buns' });
    await trees.waitForRow('index.html', view);
    await trees.waitForRow('<li>Cardamom buns, until they are gone</li>', view);
    const notSearched = (await labels()).find((label) => label.startsWith('Not searched'));
    assert.equal(notSearched, 'Not searched (1)');
    await trees.expand('Not searched (1)', view);
    await trees.waitForRow('Binary files', view);
    await trees.click('<li>Cardamom buns, until they are gone</li>', view);
    await editors.waitForActive('index.html');
    const selected = await until('the selection', 5_000, () => {
      const editor = vscode.window.activeTextEditor;
      const text = editor?.document.getText(editor.selection);
      return text === 'Cardamom buns' && text;
    });
    assert.equal(selected, 'Cardamom buns');
  });

  it('takes globs, and remembers what was asked', async () => {
    await find({ text: 'border|oven|margin', include: '*.{css,svg}' });
    const finding = vscode.commands.executeCommand('ftpWorkspaces.findInFiles');
    const box = await quickInput.waitFor('Text to find');
    assert.deepEqual([box.title.includes('Find in demo'), box.value], [true, 'border|oven|margin']);
    await quickInput.enter('margin');
    assert.equal((await quickInput.waitFor('Files to include')).value, '*.{css,svg}');
    await quickInput.enter('*.{css,svg}');
    await quickInput.waitFor('Files to exclude');
    await quickInput.enter('');
    await finding;
    await trees.waitForRow('margin: 0 auto;', view);
    assert.deepEqual(await labels(), ['style.css', 'margin: 0 auto;']);
  });

  it('shows what it finds while it goes on, and can be cancelled', async () => {
    // A file that was never read: what has stood for a while is searched without asking the server.
    await server.addRule({ on: 'RETR', match: 'never-comes', do: { swallow: true } });
    await server.writeFile('/never-comes.txt', 'a needle that is not found');
    await server.writeFile('/first.txt', 'a needle that is found first');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    const finding = vscode.commands.executeCommand('ftpWorkspaces.findInFiles');
    await answer({ text: 'needle' });
    await trees.waitForRow('a needle that is found first', view);
    await trees.viewAction('Cancel Search', view);
    await finding;
    await trees.waitForMessage('Cancelled. Until then: 1 match,', view);
    await server.remove('/first.txt');
    await server.remove('/never-comes.txt');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
  });

  it('copies what it has found', async () => {
    await find({ text: 'behind the counter' });
    await vscode.commands.executeCommand('ftpWorkspaces.copySearchResults');
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, /^ftp:\/\/demo\/js\/app\.js\n {2}\d+: \/\/ Says whether/);
  });

  it('searches the folder that it is called on in the Explorer', async () => {
    await trees.contextMenu('blog', ['Find in Remote Folder…']);
    await quickInput.waitFor('Find in blog');
    await answer({ text: 'new oven|cardamom' });
    await trees.waitForMessage('Nothing found, 4 files searched', view);
  });
});

describe('FTP: Go to Remote File…', () => {
  it('finds a file by a few letters and opens it', async () => {
    const going = vscode.commands.executeCommand('ftpWorkspaces.goToFile');
    await quickInput.waitFor('Go to Remote File');
    await quickInput.type('ryepat');
    await quickInput.waitFor('2026-05-02-rye-and-patience.html');
    await quickInput.pick('2026-05-02-rye-and-patience.html');
    await going;
    await editors.waitForActive('2026-05-02-rye-and-patience.html');
  });

  /** What the list shows when it is complete. */
  async function shown(): Promise<readonly string[]> {
    const going = vscode.commands.executeCommand('ftpWorkspaces.goToFile');
    const { items } = await quickInput.waitFor(' files)');
    await quickInput.cancel();
    await going;
    return items;
  }

  const waitFor = (name: string): Promise<boolean> =>
    until(`${name} in the list`, 10_000, async () =>
      (await shown()).some((item) => item.includes(name)),
    );

  it('asks the server once', async () => {
    await shown();
    await server.clearLog();
    assert.equal((await shown()).length > 0, true);
    assert.deepEqual(await server.commands('MLSD'), []);
  });

  it('finds what was made here, and what somebody else has made after a refresh', async () => {
    const made = vscode.Uri.from({ scheme: 'ftp', authority: 'demo', path: '/made.txt' });
    await vscode.workspace.fs.writeFile(made, new Uint8Array());
    await waitFor('made.txt');
    await vscode.workspace.fs.delete(made);
    await server.writeFile('/theirs.txt', '');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await waitFor('theirs.txt');
    await server.remove('/theirs.txt');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
  });
});
