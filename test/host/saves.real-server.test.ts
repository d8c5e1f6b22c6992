// What becomes of a save on a real server that others change, that goes away, or that cuts.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension.js';
import { until } from '../support/until.js';
import { controls } from '../support/vscode-host/bridge-client.js';

const { realServer, otherWindow, quickInput } = controls;

const inDemo = (path: string): vscode.Uri =>
  vscode.Uri.from({ scheme: 'ftp', authority: 'demo', path });

async function extensionApi(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('ftp-workspaces.ftp-workspaces');
  assert.ok(extension);
  return extension.activate();
}

async function edited(file: string, line: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(inDemo(`/${file}`));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await editor.edit((edit) => {
    edit.insert(new vscode.Position(0, 0), line);
  });
  return document;
}

async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('notifications.clearAll');
  while (vscode.window.activeTextEditor !== undefined) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}

/** A connection that could not be made is not tried again at once. */
async function saveInTheEnd(document: vscode.TextDocument): Promise<boolean> {
  return until('the save', 15_000, async () => document.save());
}

describe('a save on a real server', () => {
  afterEach(closeAll);

  it('asks before it replaces a change of the same size, and writes nothing until told so', async () => {
    const { questions } = await extensionApi();
    const asked: string[] = [];
    const answers = ['cancel', 'overwrite'] as const;
    questions.conflict = (path) => Promise.resolve(answers[asked.push(path) - 1] ?? 'cancel');
    const document = await edited('js/app.js', '// mine\n');
    const before = (await realServer.readFile('js/app.js')) ?? '';
    const theirs = before.replace('counter', 'COUNTER');
    await realServer.writeFile('js/app.js', theirs, 2);
    assert.equal(await document.save(), false);
    assert.deepEqual([document.isDirty, await realServer.readFile('js/app.js')], [true, theirs]);
    assert.equal(await document.save(), true);
    assert.equal(await realServer.readFile('js/app.js'), `// mine\n${before}`);
    assert.deepEqual(asked, ['/js/app.js', '/js/app.js']);
  });

  for (const verb of ['STOR', 'RNFR', 'RNTO']) {
    for (const at of ['before', 'behind'] as const) {
      it(`whose connection is cut ${at} ${verb} leaves a whole file, and a tab that can be saved`, async () => {
        const file = 'css/style.css';
        const before = await realServer.readFile(file);
        const document = await edited(file, `/* ${at} ${verb} */\n`);
        await realServer.cutAt(verb, at);
        const isSaved = await document.save();
        assert.equal(await realServer.spare(), true, 'it was cut');
        const whole = [before, document.getText()];
        await until('a whole file', 10_000, async () => {
          return whole.includes(await realServer.readFile(file));
        });
        assert.equal(document.isDirty, !isSaved);
        if (!isSaved) assert.equal(await saveInTheEnd(document), true);
        assert.equal(await realServer.readFile(file), document.getText());
      });
    }
  }

  it('survives a server that goes away and comes back, without asking for the password', async () => {
    const file = 'README.md';
    const before = await realServer.readFile(file);
    const document = await edited(file, 'written while it was away\n');
    await realServer.goAway();
    assert.equal(await document.save(), false);
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    const code = await Promise.resolve(vscode.workspace.fs.stat(inDemo('/README.md'))).then(
      () => 'there',
      (error: unknown) => (error instanceof vscode.FileSystemError ? error.code : String(error)),
    );
    assert.deepEqual(
      [code, document.isDirty, await realServer.readFile(file)],
      ['Unavailable', true, before],
    );
    await realServer.comeBack();
    assert.equal(await saveInTheEnd(document), true);
    assert.equal(await realServer.readFile(file), document.getText());
    assert.equal(await quickInput.current(), undefined);
  });
});

describe('two windows on one file of a real server', () => {
  afterEach(async () => {
    await otherWindow.close();
    await closeAll();
  });

  it('never replace what the other has saved unasked', async () => {
    const file = 'blog/index.html';
    const before = (await realServer.readFile(file)) ?? '';
    await otherWindow.open();
    await otherWindow.openFile('blog', 'index.html');
    await otherWindow.typeAtEnd('their line\n');
    const mine = await edited(file, '');
    const editor = await vscode.window.showTextDocument(mine);
    const range = mine.positionAt(before.indexOf('diary'));
    // Of the same size: VS Code itself does not notice.
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(range, range.translate(0, 5)), 'DIARY');
    });
    assert.equal(await mine.save(), true);
    await otherWindow.pressSave();
    const dialog = await otherWindow.waitForDialog();
    assert.match(dialog.message, /index\.html was changed on the server/);
    assert.equal(await realServer.readFile(file), before.replace('diary', 'DIARY'));
    await otherWindow.answerDialog('Overwrite');
    await until('their version', 15_000, async () => {
      return (await realServer.readFile(file))?.endsWith('their line\n');
    });
    const tabs = await until('the other tab to be saved', 15_000, async () => {
      const all = await otherWindow.tabs();
      return all.every(({ isDirty }) => !isDirty) && all;
    });
    assert.equal(tabs.length, 1);
  });
});
