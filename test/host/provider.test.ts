import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type ExtensionApi } from '../../src/extension.js';
import { controls } from '../support/vscode-host/bridge-client.js';

const { fs } = vscode.workspace;
const inDemo = (path: string): vscode.Uri =>
  vscode.Uri.from({ scheme: 'ftp', authority: 'demo', path });
const toText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function codeOf(promise: Thenable<unknown>): Promise<string> {
  const error: unknown = await Promise.resolve(promise).then(
    () => assert.fail('it must fail'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof vscode.FileSystemError, String(error));
  return error.code;
}

async function extensionApi(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('ftp-workspaces.ftp-workspaces');
  assert.ok(extension);
  return extension.activate();
}

describe('a workspace folder on an FTP server', () => {
  afterEach(async () => {
    await controls.server.clearRules();
  });

  it('reads what is on the server', async () => {
    const content = await fs.readFile(inDemo('/css/style.css'));
    assert.equal(toText(content), await controls.server.readFile('/css/style.css'));
  });

  it('lists and stats what is on the server', async () => {
    const entries = new Map(await fs.readDirectory(inDemo('/')));
    assert.equal(entries.get('index.html'), vscode.FileType.File);
    assert.equal(entries.get('css'), vscode.FileType.Directory);
    const { type, size } = await fs.stat(inDemo('/index.html'));
    const text = (await controls.server.readFile('/index.html')) ?? '';
    assert.deepEqual([type, size], [vscode.FileType.File, bytes(text).length]);
    assert.equal((await fs.stat(inDemo('/'))).type, vscode.FileType.Directory);
  });

  it('says in a code what is not there, there already, a file or a folder', async () => {
    assert.equal(await codeOf(fs.readFile(inDemo('/nothing.txt'))), 'FileNotFound');
    assert.equal(await codeOf(fs.stat(inDemo('/no/such/file'))), 'FileNotFound');
    assert.equal(await codeOf(fs.readDirectory(inDemo('/nowhere'))), 'FileNotFound');
    assert.equal(await codeOf(fs.readFile(inDemo('/css'))), 'FileIsADirectory');
    const copy = { overwrite: false };
    const onto = fs.copy(inDemo('/about.html'), inDemo('/index.html'), copy);
    assert.equal(await codeOf(onto), 'FileExists');
    const moved = fs.rename(inDemo('/about.html'), inDemo('/index.html'), copy);
    assert.equal(await codeOf(moved), 'FileExists');
  });

  it('makes, renames and deletes files and folders', async () => {
    await fs.createDirectory(inDemo('/made'));
    await fs.writeFile(inDemo('/made/a.txt'), bytes('a'));
    await fs.rename(inDemo('/made/a.txt'), inDemo('/made/b.txt'));
    assert.deepEqual(await controls.server.list('/made'), ['b.txt']);
    const alone = fs.delete(inDemo('/made'), { recursive: false });
    assert.notEqual(await codeOf(alone), 'FileNotFound');
    assert.equal(await controls.server.readFile('/made/b.txt'), 'a');
    await fs.delete(inDemo('/made'), { recursive: true });
    assert.equal(await controls.server.exists('/made'), false);
  });

  it('keeps names that addresses find hard', async () => {
    const names = [
      '100%.txt',
      'a#b?c.txt',
      'two  blanks.txt',
      'ümläut.txt',
      '😀.txt',
      '-dash',
      '[x]',
    ];
    await fs.createDirectory(inDemo('/names'));
    for (const name of names) {
      const uri = vscode.Uri.joinPath(inDemo('/names'), name);
      await fs.writeFile(uri, bytes(name));
      assert.equal(toText(await fs.readFile(uri)), name);
    }
    assert.deepEqual((await controls.server.list('/names')).sort(), [...names].sort());
    await fs.delete(inDemo('/names'), { recursive: true });
  });

  it('saves an edited document to the server, byte for byte', async () => {
    const document = await vscode.workspace.openTextDocument(inDemo('/index.html'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '<!-- edited: ü€😀 -->\n');
    });
    assert.equal(await document.save(), true);
    assert.equal(await controls.server.readFile('/index.html'), document.getText());
    const names = await controls.server.list('/');
    assert.deepEqual(
      names.filter((name) => name.includes('.ftpws-')),
      [],
    );
  });

  it('leaves the old file and a dirty document where a save fails in the middle', async () => {
    const before = await controls.server.readFile('/about.html');
    const document = await vscode.workspace.openTextDocument(inDemo('/about.html'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '<!-- lost? -->\n');
    });
    await controls.server.addRule({ on: 'STOR', do: { close: 'reset' } });
    assert.equal(await document.save(), false);
    assert.equal(await controls.server.readFile('/about.html'), before);
    assert.equal(document.isDirty, true);
    await controls.server.clearRules();
    assert.equal(await document.save(), true);
    assert.equal(await controls.server.readFile('/about.html'), document.getText());
  });

  it('does not overwrite what somebody else has written', async () => {
    const document = await vscode.workspace.openTextDocument(inDemo('/README.md'));
    const editor = await vscode.window.showTextDocument(document);
    const theirs = `${document.getText()}\nSomebody else was here, and wrote more.\n`;
    await controls.server.writeFile('/README.md', theirs);
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), 'mine\n');
    });
    assert.equal(await document.save(), false);
    assert.equal(await controls.server.readFile('/README.md'), theirs);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('asks before it replaces a change that kept the size, which VS Code does not notice', async () => {
    const { questions } = await extensionApi();
    const asked: string[] = [];
    const answers = ['cancel', 'overwrite'] as const;
    questions.conflict = (path) => Promise.resolve(answers[asked.push(path) - 1] ?? 'cancel');
    const document = await vscode.workspace.openTextDocument(inDemo('/js/app.js'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '// mine\n');
    });
    const before = (await controls.server.readFile('/js/app.js')) ?? '';
    const theirs = before.replace(/^./, '#');
    await controls.server.writeFile('/js/app.js', theirs);
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    assert.equal(await document.save(), false);
    assert.equal(await controls.server.readFile('/js/app.js'), theirs);
    assert.equal(await document.save(), true);
    assert.equal(await controls.server.readFile('/js/app.js'), document.getText());
    assert.deepEqual(asked, ['/js/app.js', '/js/app.js']);
  });

  it('shows both versions where the user wants to compare, and writes nothing until told so', async () => {
    const { questions } = await extensionApi();
    questions.conflict = () => Promise.resolve('compare');
    const path = '/blog/compare.html';
    await fs.writeFile(inDemo(path), bytes('<p>one</p>\n'));
    const document = await vscode.workspace.openTextDocument(inDemo(path));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), 'mine\n');
    });
    await controls.server.writeFile(path, '<p>two</p>\n', 2);
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    assert.equal(await document.save(), false);
    const notice = await controls.messages.waitForNotification('compare.html differs');
    assert.ok(notice.buttons.includes('Overwrite'), notice.buttons.join());
    const theirs = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'ftp-conflict');
    assert.equal(theirs?.getText(), '<p>two</p>\n');
    assert.deepEqual(
      [document.isDirty, await controls.server.readFile(path)],
      [true, '<p>two</p>\n'],
    );
    const saved = new Promise<void>((resolve) => {
      const listening = vscode.workspace.onDidSaveTextDocument((one) => {
        if (one !== document) return;
        listening.dispose();
        resolve();
      });
    });
    await controls.messages.answerNotification('Overwrite');
    await saved;
    assert.equal(await controls.server.readFile(path), 'mine\n<p>one</p>\n');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await fs.delete(inDemo(path));
  });

  it('asks before it opens a large file', async () => {
    const { questions } = await extensionApi();
    const asked: string[] = [];
    const answers = ['cancel', 'open'] as const;
    questions.largeFile = (path, megabytes) =>
      Promise.resolve(answers[asked.push(`${path} ${String(megabytes)}`) - 1] ?? 'cancel');
    const configuration = vscode.workspace.getConfiguration('ftpWorkspaces');
    const { Global } = vscode.ConfigurationTarget;
    await configuration.update('transfer.largeFileWarning', 1, Global);
    const text = 'large\n'.repeat(350_000);
    await fs.writeFile(inDemo('/large.txt'), bytes(text));
    const refused = fs.readFile(inDemo('/large.txt'));
    assert.equal(await codeOf(refused), 'Unavailable');
    assert.equal((await fs.readFile(inDemo('/large.txt'))).length, text.length);
    assert.equal((await fs.readFile(inDemo('/large.txt'))).length, text.length);
    assert.deepEqual(asked, ['/large.txt 2', '/large.txt 2']);
    await configuration.update('transfer.largeFileWarning', undefined, Global);
    await fs.delete(inDemo('/large.txt'));
  });

  it('copies files and folders', async () => {
    await fs.copy(inDemo('/css'), inDemo('/css-copy'));
    assert.deepEqual(await controls.server.list('/css-copy'), ['style.css']);
    const copied = await controls.server.readFile('/css-copy/style.css');
    assert.equal(copied, await controls.server.readFile('/css/style.css'));
    await fs.delete(inDemo('/css-copy'), { recursive: true });
  });

  it('renames over a file only where told so', async () => {
    await fs.writeFile(inDemo('/one.txt'), bytes('one'));
    await fs.writeFile(inDemo('/two.txt'), bytes('two'));
    const move = fs.rename(inDemo('/one.txt'), inDemo('/two.txt'), { overwrite: false });
    assert.equal(await codeOf(move), 'FileExists');
    assert.equal(await controls.server.readFile('/two.txt'), 'two');
    await fs.rename(inDemo('/one.txt'), inDemo('/two.txt'), { overwrite: true });
    assert.deepEqual(
      [await controls.server.readFile('/two.txt'), await controls.server.exists('/one.txt')],
      ['one', false],
    );
    await fs.delete(inDemo('/two.txt'));
  });

  it('moves a folder from one connection to another', async () => {
    const settings = vscode.workspace.getConfiguration('ftpWorkspaces');
    const connections = settings.get<Record<string, object>>('connections') ?? {};
    const { Global } = vscode.ConfigurationTarget;
    await controls.server.writeFile('/to-move/deep/a.txt', 'a');
    await controls.server.writeFile('/other/there.txt', 'there');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    const other = { ...connections['demo'], root: '/other' };
    await settings.update('connections', { ...connections, other }, Global);
    const inOther = (path: string): vscode.Uri =>
      vscode.Uri.from({ scheme: 'ftp', authority: 'other', path });
    const onto = fs.rename(inDemo('/to-move/deep/a.txt'), inOther('/there.txt'));
    assert.equal(await codeOf(onto), 'FileExists');
    await fs.rename(inDemo('/to-move'), inOther('/moved'));
    assert.deepEqual(
      [
        await controls.server.readFile('/other/moved/deep/a.txt'),
        await controls.server.exists('/to-move'),
      ],
      ['a', false],
    );
    await settings.update('connections', connections, Global);
    await fs.delete(inDemo('/other'), { recursive: true });
  });

  it('hides what a cut save has left behind', async () => {
    await controls.server.writeFile('/js/.app.js.ftpws-0123abcd.tmp', 'a part');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    const names = (await fs.readDirectory(inDemo('/js'))).map(([name]) => name);
    assert.deepEqual(names, ['app.js']);
    await controls.server.remove('/js/.app.js.ftpws-0123abcd.tmp');
  });

  it('says that a server that went away is not available, and never that files are gone', async () => {
    await controls.server.addRule({ on: 'connect', do: { close: 'reset' } });
    await controls.server.dropAll();
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    assert.equal(await codeOf(fs.stat(inDemo('/index.html'))), 'Unavailable');
    assert.equal(await codeOf(fs.readDirectory(inDemo('/css'))), 'Unavailable');
    await controls.server.clearRules();
    await vscode.commands.executeCommand('ftpWorkspaces.connect', 'demo');
    assert.equal((await fs.stat(inDemo('/index.html'))).type, vscode.FileType.File);
    // The notice of it would stand before what other tests click.
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('sees through links to files and folders', async () => {
    const { File, Directory, SymbolicLink } = vscode.FileType;
    await controls.server.link('/start', 'index.html');
    await controls.server.link('/styles', 'css');
    await controls.server.link('/lost', 'nowhere');
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    const entries = new Map(await fs.readDirectory(inDemo('/')));
    assert.deepEqual(
      ['/start', '/styles', '/lost'].map((path) => entries.get(path.slice(1))),
      [SymbolicLink | File, SymbolicLink | Directory, SymbolicLink],
    );
    const { size } = await fs.stat(inDemo('/index.html'));
    assert.equal((await fs.stat(inDemo('/start'))).size, size);
    assert.deepEqual(await fs.readDirectory(inDemo('/styles')), [['style.css', File]]);
    for (const path of ['/start', '/styles', '/lost']) await controls.server.remove(path);
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
  });

  it('goes on by itself after every connection was cut', async () => {
    await fs.readFile(inDemo('/about.html'));
    await controls.server.dropAll();
    const content = toText(await fs.readFile(inDemo('/about.html')));
    assert.equal(content, await controls.server.readFile('/about.html'));
  });

  it('tells its changes to those who listen', async () => {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(inDemo('/'), '**/*.told'),
    );
    const told = new Promise<string>((resolve) => {
      watcher.onDidCreate((uri) => {
        resolve(uri.path);
      });
    });
    await fs.writeFile(inDemo('/news.told'), bytes('x'));
    assert.equal(await told, '/news.told');
    watcher.dispose();
    await fs.delete(inDemo('/news.told'));
  });
});
