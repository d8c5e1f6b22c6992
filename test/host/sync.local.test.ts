import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Questions } from '../../src/host/questions.js';
import { controls } from '../support/vscode-host/bridge-client.js';
import type { TreeRow } from '../support/vscode-host/ui/trees.js';

const view = 'Sync Plan';
const changesView = 'Server Changes';
/** All that these tests make lies in here, on either side. */
const top = 'synced';

function local(path: string): vscode.Uri {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(uri);
  return vscode.Uri.joinPath(uri, top, path);
}

/** Not by an editor, so that it is not uploaded as a save. */
async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(local(path), Buffer.from(text));
}

async function textOf(path: string): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(local(path))).toString();
}

async function run(command: string, ...args: unknown[]): Promise<void> {
  await vscode.commands.executeCommand(`ftpWorkspaces.${command}`, ...args);
}

async function questions(): Promise<Questions> {
  const extension = vscode.extensions.getExtension<{ questions: Questions }>(
    'ftp-workspaces.ftp-workspaces',
  );
  assert.ok(extension);
  return (await extension.activate()).questions;
}

async function row(label: string, inView = view): Promise<TreeRow> {
  return controls.trees.waitForRow(label, inView);
}

async function untilRow(label: string, isSo: (row: TreeRow) => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  for (let last = await row(label); !isSo(last); last = await row(label)) {
    if (Date.now() > end) assert.fail(`the row is ${JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A task that ends with that code; it needs no shell, which there may be none of. */
function offerTask(name: string, code: () => number): vscode.Disposable {
  const execution = new vscode.CustomExecution(() => {
    const ended = new vscode.EventEmitter<number>();
    const written = new vscode.EventEmitter<string>();
    return Promise.resolve({
      onDidWrite: written.event,
      onDidClose: ended.event,
      open: () => {
        ended.fire(code());
      },
      close: () => undefined,
    });
  });
  const definition = { type: 'npm', script: name };
  const { Workspace } = vscode.TaskScope;
  const task = new vscode.Task(definition, Workspace, name, 'test', execution);
  const provider = { provideTasks: () => [task], resolveTask: () => task };
  return vscode.tasks.registerTaskProvider('npm', provider);
}

/** As a person does it: what was ticked before has reached the extension by then. */
async function applyInWindow(): Promise<void> {
  await controls.trees.viewAction('Apply Sync Plan', view);
}

/** Brings a folder to the server as it is. */
async function synced(folder: string): Promise<void> {
  await run('syncToRemote', local(folder));
  await run('applyPlan');
  await run('closePlan');
}

const atServer = (path: string): Promise<string | undefined> =>
  controls.server.readFile(`/uploaded/${top}/${path}`);

async function untilAtServer(path: string, text: string): Promise<void> {
  const end = Date.now() + 10_000;
  while ((await atServer(path)) !== text) {
    if (Date.now() > end) assert.fail(`waited in vain for ${path} on the server`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const writeAtServer = (path: string, text: string): Promise<void> =>
  controls.server.writeFile(`/uploaded/${top}/${path}`, text);

describe('sync', () => {
  before(questions);

  after(async () => {
    await controls.server.remove(`/uploaded/${top}`);
    await vscode.workspace.fs.delete(local(''), { recursive: true });
  });

  afterEach(async () => {
    await controls.server.clearRules();
    await run('closePlan');
  });

  it('shows what it would do, and does what is ticked', async () => {
    await write('plan/one.txt', 'one');
    await write('plan/two.txt', 'two');
    await run('syncToRemote', local('plan'));
    assert.equal((await row('one.txt')).isChecked, true);
    assert.equal((await row('two.txt')).description, 'new here');
    assert.equal(await atServer('plan/one.txt'), undefined);
    await controls.trees.tick('two.txt', view);
    await untilRow('two.txt', ({ isChecked }) => isChecked === false);
    await applyInWindow();
    await untilRow('one.txt', ({ description }) => description === 'done');
    assert.equal(await atServer('plan/one.txt'), 'one');
    assert.equal(await atServer('plan/two.txt'), undefined);
  });

  it('deletes only what was ticked', async () => {
    await write('deletes/kept.txt', 'kept');
    await synced('deletes');
    await writeAtServer('deletes/extra.txt', 'extra');
    await run('syncToRemote', local('deletes'));
    assert.equal((await row('extra.txt')).isChecked, false);
    await run('applyPlan');
    assert.equal(await atServer('deletes/extra.txt'), 'extra');
    await controls.trees.tick('extra.txt', view);
    await applyInWindow();
    await untilRow('extra.txt', ({ description }) => description === 'done');
    assert.equal(await atServer('deletes/extra.txt'), undefined);
    assert.equal(await atServer('deletes/kept.txt'), 'kept');
  });

  it('asks before it deletes many files, and names them', async () => {
    const names = [1, 2, 3, 4, 5, 6, 7].map((number) => `many/${String(number)}.txt`);
    for (const name of names) await write(name, name);
    await synced('many');
    for (const name of names) await vscode.workspace.fs.delete(local(name));
    await run('syncToRemote', local('many'));
    // The plan before had rows of the same names.
    await untilRow('1.txt', ({ description }) => description === 'deleted here');
    await controls.trees.tick('synced/many', view);
    await untilRow('synced/many', ({ isChecked }) => isChecked === true);
    const answers = await questions();
    const asked = new Promise((resolve) => {
      answers.deleteMany = ({ paths }) => {
        resolve(paths);
        return Promise.resolve(false);
      };
    });
    await applyInWindow();
    assert.deepEqual(
      await asked,
      names.map((name) => `${top}/${name}`),
    );
    assert.equal(await atServer('many/1.txt'), 'many/1.txt');
    answers.deleteMany = () => Promise.resolve(true);
    await run('applyPlan');
    assert.equal(await atServer('many/1.txt'), undefined);
  });

  it('leaves a conflict alone until it is told how to end it, and takes it back', async () => {
    await write('conflict/page.txt', 'first');
    await synced('conflict');
    await write('conflict/page.txt', 'mine, and longer');
    await writeAtServer('conflict/page.txt', 'theirs');
    await run('syncBoth', local('conflict'));
    await untilRow('page.txt', (one) => one.description === 'changed here and on the server');
    assert.equal((await row('page.txt')).isChecked, undefined);
    await run('applyPlan');
    assert.equal(await atServer('conflict/page.txt'), 'theirs');
    await controls.trees.contextMenu('page.txt', ['Keep the Local One'], view);
    await untilRow('page.txt', (one) => one.description === 'keep the local one');
    await run('applyPlan');
    assert.equal(await atServer('conflict/page.txt'), 'mine, and longer');
    const asked: (readonly string[])[] = [];
    const answers = await questions();
    answers.undo = ({ lines }) => Promise.resolve(asked.push(lines) > 0);
    await run('undoLastSync');
    assert.deepEqual(asked, [['restore synced/conflict/page.txt on the server']]);
    assert.equal(await atServer('conflict/page.txt'), 'theirs');
    assert.equal(await textOf('conflict/page.txt'), 'mine, and longer');
  });

  it('plans nothing in a folder that cannot be listed, and says why', async () => {
    await write('blocked/open/a.txt', 'a');
    await write('blocked/shut/b.txt', 'b');
    await synced('blocked');
    await vscode.workspace.fs.delete(local('blocked/shut/b.txt'));
    const reply = { reply: '550 Permission denied.' };
    for (const on of ['MLSD', 'LIST'])
      await controls.server.addRule({ on, match: 'shut', do: reply });
    await run('syncBoth', local('blocked'));
    await untilRow('shut', ({ description }) => description.includes('Permission denied'));
    const { description, isChecked } = await row('shut');
    assert.match(description, /could not be listed/);
    assert.equal(isChecked, undefined);
  });

  it('lists what others have put on the server, and deletes it there', async () => {
    await write('drift/index.php', '<?php');
    await synced('drift');
    await writeAtServer('drift/shell.php', 'evil');
    await run('whatChangedOnServer', local('drift'));
    const found = await row('synced/drift/shell.php', changesView);
    assert.match(found.description, /^added, 4 B/);
    await controls.trees.contextMenu(
      'synced/drift/shell.php',
      ['Delete on the Server'],
      changesView,
    );
    assert.equal((await row('shell.php')).isChecked, false);
    await controls.trees.tick('shell.php', view);
    await applyInWindow();
    await untilRow('shell.php', ({ description }) => description === 'done');
    assert.equal(await atServer('drift/shell.php'), undefined);
    assert.equal(await atServer('drift/index.php'), '<?php');
    await run('closeServerChanges');
  });

  it('keeps the plan as a text', async () => {
    await write('text/a.txt', 'a');
    await run('syncToRemote', local('text'));
    await run('savePlan');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^Sync to the server: synced\/text\n/);
    assert.match(text, /^ {2}synced\/text\/a\.txt \[1 bytes\]: new here$/m);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('moves a single file without a plan where nothing is lost, and shows one where it might be', async () => {
    await write('single/a.txt', 'mine');
    await run('uploadFile', local('single/a.txt'));
    assert.equal(await atServer('single/a.txt'), 'mine');
    await writeAtServer('single/a.txt', 'theirs, longer');
    await run('downloadFile', local('single/a.txt'));
    assert.equal(await textOf('single/a.txt'), 'theirs, longer');
    await write('single/a.txt', 'mine again');
    await writeAtServer('single/a.txt', 'theirs again, longer');
    await run('uploadFile', local('single/a.txt'));
    await untilRow('a.txt', (one) => one.description === 'changed here and on the server');
    assert.equal(await atServer('single/a.txt'), 'theirs again, longer');
  });

  it('shows a file beside the one on the server', async () => {
    await write('compare/a.txt', 'here');
    await writeAtServer('compare/a.txt', 'there');
    await run('compareWithRemote', local('compare/a.txt'));
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.original.toString(), 'ftp://demo/uploaded/synced/compare/a.txt');
    assert.equal(input.modified.toString(), local('compare/a.txt').toString());
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('tries again what failed, and nothing else', async () => {
    await write('retry/good.txt', 'good');
    await write('retry/bad.txt', 'bad');
    const reply = { reply: '552 quota exceeded' };
    await controls.server.addRule({ on: 'STOR', match: 'bad.txt', do: reply });
    await run('syncToRemote', local('retry'));
    await run('applyPlan');
    await untilRow('bad.txt', ({ description }) => description.includes('552 quota exceeded'));
    assert.equal((await row('good.txt')).isChecked, undefined);
    await controls.server.clearRules();
    await controls.server.clearLog();
    await controls.messages.waitForNotification('1 failed');
    await controls.messages.answerNotification('Retry');
    await untilRow('bad.txt', ({ description }) => description === 'done');
    assert.equal(await atServer('retry/bad.txt'), 'bad');
    assert.equal((await controls.server.commands('STOR')).length, 1);
  });

  it('lists by kind what is to be done, where that is wished', async () => {
    await write('kinds/deep/a.txt', 'a');
    await run('syncToRemote', local('kinds'));
    await controls.trees.viewAction('Group by Kind', view);
    assert.equal((await row('Upload')).description, '1');
    assert.equal((await row('synced/kinds/deep/a.txt')).isChecked, true);
    await controls.trees.viewAction('Group by Folder', view);
    await row('a.txt');
  });

  describe('with settings of its own', () => {
    const settings = (): vscode.WorkspaceConfiguration =>
      vscode.workspace.getConfiguration('ftpWorkspaces', local(''));
    const place = vscode.ConfigurationTarget.WorkspaceFolder;
    let before: unknown;

    beforeEach(() => {
      before = settings().inspect('sync')?.workspaceFolderValue ?? settings().get('sync');
    });

    afterEach(async () => {
      await settings().update('sync', before, place);
    });

    it('goes to the target that is chosen, which stands in the status bar', async () => {
      const targets = [
        { name: 'trial', connection: 'demo', remote: '/uploaded' },
        { name: 'real', connection: 'demo', remote: '/uploaded/synced/real', production: true },
      ];
      await settings().update('sync', [{ targets }], place);
      await controls.panels.waitForStatus('trial');
      const switching = run('switchTarget');
      await controls.quickInput.pick('real');
      await switching;
      await controls.panels.waitForStatus('real');
      await write('target.txt', 'for real');
      await run('uploadFile', local('target.txt'));
      assert.equal(await atServer('real/synced/target.txt'), 'for real');
    });

    it('runs tasks before a sync, and stops where one of them fails', async () => {
      const mapping = { connection: 'demo', remote: '/uploaded', hooks: { before: 'check it' } };
      await settings().update('sync', [mapping], place);
      const codes = [1, 0];
      const offered = offerTask('check it', () => codes.shift() ?? assert.fail('a third time'));
      await write('hooks/a.txt', 'a');
      await run('syncToRemote', local('hooks'));
      await run('applyPlan');
      await controls.messages.waitForNotification('The task "check it" failed with code 1');
      assert.equal(await atServer('hooks/a.txt'), undefined);
      await run('applyPlan');
      assert.equal(await atServer('hooks/a.txt'), 'a');
      offered.dispose();
    });

    it('runs them before what is saved goes up too', async () => {
      const mapping = { connection: 'demo', remote: '/uploaded', hooks: { before: 'build it' } };
      await settings().update('sync', [mapping], place);
      const codes = [1, 0];
      const offered = offerTask('build it', () => codes.shift() ?? assert.fail('a third time'));
      await write('hooks/saved.txt', '');
      const document = await vscode.workspace.openTextDocument(local('hooks/saved.txt'));
      const editor = await vscode.window.showTextDocument(document);
      await editor.edit((builder) => {
        builder.insert(new vscode.Position(0, 0), 'saved');
      });
      await document.save();
      await controls.messages.waitForNotification('The task "build it" failed with code 1');
      assert.equal(await atServer('hooks/saved.txt'), undefined);
      await controls.messages.answerNotification('Retry');
      await untilAtServer('hooks/saved.txt', 'saved');
      offered.dispose();
    });
  });
});
