import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Questions } from '../../src/host/questions.js';
import { controls } from '../support/vscode-host/bridge-client.js';
import { until } from '../support/until.js';

const { server, messages, panels, quickInput, trees } = controls;

function local(path: string): vscode.Uri {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(uri);
  return vscode.Uri.joinPath(uri, path);
}

const remote = (path: string): string => `/uploaded/${path}`;

/** Writes as an editor does, so that it counts as a save of the user. */
async function save(path: string, text: string): Promise<void> {
  const uri = local(path);
  if (!(await isThere(uri))) await vscode.workspace.fs.writeFile(uri, new Uint8Array());
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  await editor.edit((builder) => {
    const end = document.lineAt(document.lineCount - 1).range.end;
    builder.replace(new vscode.Range(new vscode.Position(0, 0), end), text);
  });
  assert.equal(await document.save(), true);
}

/** What VS Code tells of a merge editor; its types have no name for it yet. */
interface MergeInput {
  base: vscode.Uri;
  input1: vscode.Uri;
  input2: vscode.Uri;
  result: vscode.Uri;
}

/** Not by an editor: as a build would. */
async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(local(path), Buffer.from(text));
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function untilServerHas(path: string, text: string | undefined): Promise<void> {
  await until(`${path} on the server`, 20_000, async () => {
    return (await server.readFile(remote(path))) === text;
  });
}

async function run(command: string): Promise<void> {
  await vscode.commands.executeCommand(`ftpWorkspaces.${command}`);
}

async function questions(): Promise<Questions> {
  const extension = vscode.extensions.getExtension<{ questions: Questions }>(
    'ftp-workspaces.ftp-workspaces',
  );
  assert.ok(extension);
  return (await extension.activate()).questions;
}

/** The mapping of the window, with other wishes. */
async function wish(wishes: Readonly<Record<string, unknown>>): Promise<void> {
  const mapping = { local: '.', connection: 'demo', remote: '/uploaded', ignore: ['*.log'] };
  const settings = vscode.workspace.getConfiguration('ftpWorkspaces');
  await settings.update('sync', [{ ...mapping, ...wishes }], vscode.ConfigurationTarget.Workspace);
}

async function operate(change: (edit: vscode.WorkspaceEdit) => void): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  change(edit);
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}

describe('uploads of a mapped folder', () => {
  before(questions);

  afterEach(async () => {
    await server.clearRules();
    await run('resumeUploads');
    await wish({});
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('wait while the server is down, and go up by themselves when it is back', async () => {
    await save('down/first.txt', 'first');
    await untilServerHas('down/first.txt', 'first');
    await server.addRule({ on: 'connect', do: { reply: '421 closed for today', close: 'fin' } });
    await server.dropAll();
    const names = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => `down/${String(number)}.txt`);
    for (const name of names) await save(name, `text of ${name}`);
    await panels.waitForStatus('Uploads waiting: 10');
    for (const name of names) assert.equal(await server.exists(remote(name)), false);
    await server.clearRules();
    for (const name of names) await untilServerHas(name, `text of ${name}`);
  });

  it('ask where the server was changed meanwhile, and write over it only when told to', async () => {
    await save('conflict/a.txt', 'mine');
    await untilServerHas('conflict/a.txt', 'mine');
    await server.writeFile(remote('conflict/a.txt'), 'theirs, which is longer');
    await save('conflict/a.txt', 'mine again');
    const notice = await messages.waitForNotification('a.txt is not what it was on the server');
    assert.deepEqual([...notice.buttons].slice(0, 5), [
      'Compare',
      'Merge',
      'Overwrite',
      'Download',
      'Later',
    ]);
    assert.equal(await server.readFile(remote('conflict/a.txt')), 'theirs, which is longer');
    await panels.waitForStatus('Not uploaded: 1');
    await messages.answerNotification('Overwrite');
    await untilServerHas('conflict/a.txt', 'mine again');
    await panels.waitForStatus('a.txt uploaded');
  });

  it('merge what both sides changed, from what they had agreed on, in the editor for that', async () => {
    await save('merge/a.txt', 'base');
    await untilServerHas('merge/a.txt', 'base');
    await server.writeFile(remote('merge/a.txt'), 'theirs, which is longer');
    await save('merge/a.txt', 'mine');
    await messages.waitForNotification('a.txt is not what it was on the server');
    await messages.answerNotification('Merge');
    let shown: MergeInput | undefined;
    await until('the merge editor', 20_000, () => {
      shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input as MergeInput | undefined;
      return shown?.base !== undefined;
    });
    assert.ok(shown);
    const { base, input1, input2, result } = shown;
    const texts = await Promise.all(
      [base, input1, input2, result].map(async (uri) => {
        return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
      }),
    );
    assert.deepEqual(texts, ['base', 'theirs, which is longer', 'mine', 'mine']);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await save('merge/a.txt', 'mine and theirs');
    await messages.waitForNotification('a.txt was merged with what is on the server');
    assert.equal(await server.readFile(remote('merge/a.txt')), 'theirs, which is longer');
    await messages.answerNotification('Upload');
    await untilServerHas('merge/a.txt', 'mine and theirs');
  });

  it('bring the version of the server here where the user wants that one', async () => {
    await save('theirs/a.txt', 'mine');
    await untilServerHas('theirs/a.txt', 'mine');
    await server.writeFile(remote('theirs/a.txt'), 'theirs, which is longer');
    await save('theirs/a.txt', 'mine again');
    await messages.waitForNotification('a.txt is not what it was on the server');
    await messages.answerNotification('Download');
    await until('their version here', 20_000, async () => {
      const bytes = await vscode.workspace.fs.readFile(local('theirs/a.txt'));
      return Buffer.from(bytes).toString() === 'theirs, which is longer';
    });
    assert.equal(await server.readFile(remote('theirs/a.txt')), 'theirs, which is longer');
  });

  it('leave auto saves alone where only explicit ones are to go up', async () => {
    await wish({ uploadOn: 'explicitSave' });
    const files = vscode.workspace.getConfiguration('files');
    await write('auto/a.txt', '');
    await files.update('autoSave', 'afterDelay', vscode.ConfigurationTarget.Workspace);
    await files.update('autoSaveDelay', 50, vscode.ConfigurationTarget.Workspace);
    const document = await vscode.workspace.openTextDocument(local('auto/a.txt'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((builder) => {
      builder.insert(new vscode.Position(0, 0), 'by itself');
    });
    await until('the auto save', 20_000, () => !document.isDirty);
    await files.update('autoSave', 'off', vscode.ConfigurationTarget.Workspace);
    await save('auto/b.txt', 'on purpose');
    await untilServerHas('auto/b.txt', 'on purpose');
    assert.equal(await server.exists(remote('auto/a.txt')), false);
  });

  it('mirror what is renamed and deleted here where that is wanted always', async () => {
    await wish({ mirrorRenames: 'always', mirrorDeletes: 'always' });
    await save('mirror/old.txt', 'moved');
    await save('mirror/gone.txt', 'gone');
    await untilServerHas('mirror/old.txt', 'moved');
    await untilServerHas('mirror/gone.txt', 'gone');
    await server.clearLog();
    await operate((edit) => {
      edit.renameFile(local('mirror/old.txt'), local('mirror/new.txt'));
    });
    await untilServerHas('mirror/new.txt', 'moved');
    assert.equal(await server.exists(remote('mirror/old.txt')), false);
    assert.deepEqual(await server.commands('STOR'), []);
    await operate((edit) => {
      edit.deleteFile(local('mirror/gone.txt'));
    });
    await untilServerHas('mirror/gone.txt', undefined);
  });

  it('ask once for all that is deleted together, and leave the server as it is on a no', async () => {
    await save('asked/a.txt', 'a');
    await save('asked/b.txt', 'b');
    await untilServerHas('asked/b.txt', 'b');
    const answers = await questions();
    const asked: (readonly string[])[] = [];
    answers.mirror = (deeds) => Promise.resolve(asked.push(deeds) > 1);
    await operate((edit) => {
      edit.deleteFile(local('asked/a.txt'));
      edit.deleteFile(local('asked/b.txt'));
    });
    await until('the question', 20_000, () => asked.length > 0);
    assert.deepEqual(asked, [['delete asked/a.txt', 'delete asked/b.txt']]);
    await save('asked/c.txt', 'c');
    await untilServerHas('asked/c.txt', 'c');
    assert.equal(await server.readFile(remote('asked/a.txt')), 'a');
  });

  it('bring up files that somebody else has written where they are watched', async () => {
    await wish({ watch: ['built/**'] });
    await write('elsewhere/app.js', 'not watched');
    // A watcher begins some time after it is asked for: there are builds until one is seen.
    await until('a build on the server', 20_000, async () => {
      await write('built/app.js', `built ${String(Date.now())}`);
      return until('a moment', 2_000, () => server.exists(remote('built/app.js'))).then(
        () => true,
        () => false,
      );
    });
    assert.equal(await server.exists(remote('elsewhere/app.js')), false);
  });

  it('can be paused, and go on where they stopped', async () => {
    await run('pauseUploads');
    await save('paused/a.txt', 'a');
    await panels.waitForStatus('Uploads paused (1)');
    assert.equal(await server.exists(remote('paused/a.txt')), false);
    await run('resumeUploads');
    await untilServerHas('paused/a.txt', 'a');
  });

  it('mark each file with how it stands', async () => {
    await trees.openContainer('Explorer');
    await run('pauseUploads');
    await save('marked.txt', 'one');
    await trees.waitForBadge('marked.txt', '↑');
    await run('resumeUploads');
    await trees.waitForBadge('marked.txt', '✓');
    await server.addRule({ on: 'STOR', do: { reply: '552 quota exceeded' } });
    await save('marked.txt', 'two');
    await trees.waitForBadge('marked.txt', '!');
    await server.clearRules();
    await run('retryFailedUploads');
    await trees.waitForBadge('marked.txt', '✓');
  });

  /** Lets git write a file, until it is seen that it does; answers with what it wrote. */
  async function checkOut(path: string): Promise<string> {
    let text = '';
    await until('the file to wait', 20_000, async () => {
      // Watchers begin some time after they are asked for: git goes on until it is seen.
      text = `checked out ${String(Date.now())}`;
      await write('.git/index.lock', text);
      await write(path, text);
      return panels.waitForStatus('Uploads waiting: 1', 3_000).then(
        () => true,
        () => false,
      );
    });
    await vscode.workspace.fs.delete(local('.git/index.lock'));
    return text;
  }

  it('hold back what git changes, and offer it as one batch when git is done', async () => {
    await write('.git/HEAD', 'ref: refs/heads/main');
    await wish({ watch: ['by-git/**'] });
    const answers = await questions();
    let answer: (yes: 'upload') => void = () => undefined;
    let asked = 0;
    answers.changedBatch = ({ count }) => {
      asked = count;
      return new Promise((resolve) => (answer = resolve));
    };
    const text = await checkOut('by-git/a.txt');
    await until('the question', 20_000, () => asked > 0);
    assert.equal(asked, 1);
    assert.notEqual(await server.readFile(remote('by-git/a.txt')), text);
    answer('upload');
    await untilServerHas('by-git/a.txt', text);
  });

  it('go up from the list where they were held back and left for later', async () => {
    await wish({ watch: ['by-git/**'] });
    const answers = await questions();
    let asked = 0;
    answers.changedBatch = () => {
      asked += 1;
      return Promise.resolve('later');
    };
    const text = await checkOut('by-git/later.txt');
    await until('the question', 20_000, () => asked > 0);
    const shown = run('showUploads');
    await quickInput.pick('later.txt');
    await quickInput.pick('Upload');
    await shown;
    await untilServerHas('by-git/later.txt', text);
    await vscode.workspace.fs.delete(local('.git'), { recursive: true });
  });
});
