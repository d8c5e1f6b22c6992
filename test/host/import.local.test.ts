import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';

interface Profile {
  host: string;
  port?: number;
  user?: string;
}

/** Every password in the samples holds this. */
const mark = 's3cret';

/** A sample of each format, with the hosts that are chosen beforehand. */
const samples: readonly (readonly [file: string, hosts: readonly string[]])[] = [
  ['vscode-sftp/sftp.json', ['ftp.shop.example']],
  ['vscode-sftp/profiles.json', ['test.site.example', 'live.site.example', 'out.example']],
  ['ftp-kr/ftp-kr.json', ['192.0.2.10', 'mirror.example', 'tls.example']],
  ['ftp-simple/ftp-simple-temp.json', ['ab.example', 'ftps.example']],
  ['ftp-sync/ftp-sync.json', ['ftp.sync.example']],
  ['remote-fs/settings.json', ['ftp.office.example', 'plain.example']],
  [
    'remote-workspace/site.code-workspace',
    ['ftp.folders.example', 'tls.example', 'auth.example', 'known'],
  ],
  ['atom/.ftpconfig', ['ftp.atom.example']],
  ['deploy-reloaded/settings.json', ['live.deploy.example', 'tls.deploy.example', '127.0.0.1']],
  [
    'filezilla/sitemanager.xml',
    ['ftp.zilla.example', 'implicit.example', 'pub.example', 'asks.example', 'old.example'],
  ],
  ['winscp/WinSCP.ini', ['ftp.winscp.example', 'plain.example']],
  ['netrc/.netrc', ['ftp.netrc.example', 'uploads.example', 'ftp.last.example']],
];

const settings = (): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration('ftpWorkspaces');
const mappingSettings = (): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration('ftpWorkspaces', inFolder());
const connections = (): Record<string, Profile> => settings().get('connections', {});

function inFolder(...path: string[]): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return vscode.Uri.joinPath(folder?.uri ?? assert.fail('no folder'), ...path);
}

const sampleUri = (file: string): vscode.Uri => inFolder('..', 'import-samples', file);

const read = async (uri: vscode.Uri): Promise<string> =>
  Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');

const write = (uri: vscode.Uri, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(uri, Buffer.from(text));

/** Runs the command on a file, and accepts what it suggests. */
async function importFile(uri: vscode.Uri): Promise<{ done: Thenable<unknown>; text: string }> {
  const name = uri.path.split('/').at(-1) ?? '';
  const done = vscode.commands.executeCommand('ftpWorkspaces.importConnections', uri);
  await controls.quickInput.waitFor(`Import Connections of ${name}`);
  await controls.window.press('Enter');
  const { message } = await controls.messages.waitForNotification(`of ${name} were imported`);
  return { done, text: message };
}

/** The files below a folder, apart from those of the named folders. */
async function filesBelow(folder: vscode.Uri, without: readonly string[]): Promise<vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const kept = entries.filter(([name]) => !without.includes(name));
  const lists = kept.map(async ([name, type]) => {
    const uri = vscode.Uri.joinPath(folder, name);
    if (type === vscode.FileType.Directory) return filesBelow(uri, without);
    return type === vscode.FileType.File ? [uri] : [];
  });
  return (await Promise.all(lists)).flat();
}

describe('FTP: Import Connections…', () => {
  let userConnections: unknown;
  let mappings: unknown;

  before(async () => {
    await vscode.extensions.getExtension('ftp-workspaces.ftp-workspaces')?.activate();
    // The first password box is answered from outside, before any other box comes.
    await vscode.commands.executeCommand('ftpWorkspaces.connect', 'demo');
    userConnections = settings().inspect('connections')?.globalValue;
    mappings = mappingSettings().get('sync');
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await settings().update('connections', userConnections, vscode.ConfigurationTarget.Global);
    const target = vscode.ConfigurationTarget.WorkspaceFolder;
    await mappingSettings().update('sync', mappings, target);
  });

  for (const [file, hosts] of samples) {
    it(`takes the connections of ${file} over, and tells what it has left behind`, async () => {
      const { done } = await importFile(sampleUri(file));
      await controls.messages.waitForNotification(`${String(hosts.length)} connection(s)`);
      await done;
      const known = Object.values(connections()).map(({ host }) => host);
      assert.deepEqual(
        hosts.filter((host) => !known.includes(host)),
        [],
      );
      const report = vscode.window.activeTextEditor?.document;
      assert.equal(report?.languageId, 'markdown');
      assert.match(report.getText(), /^# Import of /);
      assert.match(report.getText(), /^## Imported$/m);
      assert.ok(!report.getText().includes(mark));
      assert.equal(report.isDirty, false);
    });
  }

  it('finds a file of the workspace, keeps its password and its mapping, and cleans it on request', async () => {
    const { port, user } = connections()['demo'] ?? assert.fail('no demo connection');
    const old = {
      ...{
        name: 'taken over',
        protocol: 'ftp',
        host: 'localhost',
        port,
        username: user,
        password: 'demo',
      },
      ...{ remotePath: '/css', context: 'web', uploadOnSave: true, ignore: ['*.map'] },
      profiles: { test: { host: 'test.example', password: `${mark}-test` } },
    };
    const uri = inFolder('.vscode', 'sftp.json');
    const text = JSON.stringify(old, undefined, 2).replace('{', '{ // by hand');
    await write(uri, text);
    const done = vscode.commands.executeCommand('ftpWorkspaces.importConnections');
    await controls.quickInput.waitFor('Choose a File…');
    await controls.quickInput.pick('sftp.json');
    await controls.quickInput.waitFor('maps the folder web');
    await controls.window.press('Enter');
    await controls.messages.waitForNotification('Their passwords still stand in sftp.json too');
    await controls.messages.answerNotification('Remove Passwords');
    await done;
    const cleaned = text
      .replace('\n  "password": "demo",', '')
      .replace(/,\s*"password": "[^"]*"/, '');
    assert.equal(await read(uri), cleaned);
    const top = vscode.Uri.from({ scheme: 'ftp', authority: 'taken over', path: '/' });
    const files = await vscode.workspace.fs.readDirectory(top);
    assert.deepEqual(
      files.map(([name]) => name),
      ['style.css'],
    );
    assert.deepEqual(mappingSettings().get<unknown[]>('sync', []).at(-1), {
      ...{ local: 'web', connection: 'taken over', remote: '/' },
      ...{ uploadOnSave: true, ignore: ['*.map'] },
    });
  });

  it('gives the folders of a workspace file the addresses of their connections', async () => {
    const uri = inFolder('site.code-workspace');
    const sample = await read(sampleUri('remote-workspace/site.code-workspace'));
    await write(uri, sample.replace(/s3cret-(ssh|broken)/g, 'foreign'));
    const { done } = await importFile(uri);
    await controls.messages.answerNotification('Use the Connections');
    await done;
    const text = await read(uri);
    assert.match(text, /"name": "logs", "uri": "ftp:\/\/[^/@]+\/var\/log%20files"/);
    assert.match(text, /\/\/ Local and remote folders side by side/);
    assert.equal(text.split('foreign').length, 3, 'folders that are none of ours stay');
    assert.ok(!text.includes(mark));
    await vscode.workspace.fs.delete(uri);
  });

  it('says what is wrong with a file that it cannot read', async () => {
    const uri = inFolder('ftp-kr.json');
    await write(uri, '{ "host": ');
    await vscode.commands.executeCommand('ftpWorkspaces.importConnections', uri);
    const { message } = await controls.messages.waitForNotification('Nothing was imported');
    assert.match(message, /ftp-kr\.json is no valid JSON at line 1, column 11/);
    await vscode.workspace.fs.delete(uri);
  });

  it('leaves no password in any settings, log or storage file', async () => {
    const files = await filesBelow(inFolder('..'), ['import-samples', 'extensions']);
    const texts = await Promise.all(files.map(read));
    assert.ok(files.some(({ path }) => path.endsWith('User/settings.json')));
    assert.deepEqual(
      files.filter((_, index) => texts[index]?.includes(mark)).map(({ path }) => path),
      [],
    );
  });
});
