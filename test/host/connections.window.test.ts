import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';
import { until } from '../support/until.js';
import { strangerSaying } from './strangers.js';

const { fs } = vscode.workspace;
const root = (authority: string, path = '/'): vscode.Uri =>
  vscode.Uri.from({ scheme: 'ftp', authority, path });

interface Profile {
  host: string;
  port: number;
  [key: string]: unknown;
}

const connections = (): Record<string, Profile> =>
  vscode.workspace.getConfiguration('ftpWorkspaces').get('connections', {});

async function addProfile(name: string, profile: object): Promise<void> {
  const all = { ...connections(), [name]: profile };
  await vscode.workspace
    .getConfiguration('ftpWorkspaces')
    .update('connections', all, vscode.ConfigurationTarget.Global);
}

function demo(): Profile {
  const profile = connections()['demo'];
  assert.ok(profile);
  return profile;
}

async function failure(promise: Thenable<unknown>): Promise<vscode.FileSystemError> {
  const error: unknown = await Promise.resolve(promise).then(
    () => assert.fail('it must fail'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof vscode.FileSystemError, String(error));
  return error;
}

async function dismissNotifications(): Promise<void> {
  await vscode.commands.executeCommand('notifications.clearAll');
}

describe('connections', () => {
  afterEach(dismissNotifications);

  it('show their state in the tree', async () => {
    await fs.stat(root('demo'));
    await vscode.commands.executeCommand('workbench.view.extension.ftpWorkspaces');
    await controls.trees.waitForRow('demo', 'Connections');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('ask for a password once, however many wait for it, and keep it when it was right', async () => {
    // Another account to the secret storage: host names are part of it.
    await addProfile('other', { ...demo(), host: 'localhost' });
    await controls.server.clearLog();
    const asked = Promise.all([
      fs.stat(root('other')),
      fs.readDirectory(root('other')),
      fs.readFile(root('other', '/index.html')),
    ]);
    const box = await controls.quickInput.waitFor('Password for demo@localhost');
    assert.equal(box.isPassword, true);
    await controls.quickInput.enter('demo');
    await asked;
    assert.equal((await controls.server.commands('PASS')).length, 1);
    await vscode.commands.executeCommand('ftpWorkspaces.disconnect', 'other');
    await fs.readDirectory(root('other'));
    assert.equal(await controls.quickInput.current(), undefined);
  });

  it('tell of a wrong password once, and send it once', async () => {
    await addProfile('wrong', { ...demo(), user: 'nobody' });
    await controls.server.clearLog();
    const calls = [fs.stat(root('wrong')), fs.readDirectory(root('wrong'))].map(failure);
    await controls.quickInput.waitFor('Password for nobody@');
    await controls.quickInput.enter('not-the-one');
    const errors = await Promise.all(calls);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['NoPermissions', 'NoPermissions'],
    );
    assert.equal((await failure(fs.stat(root('wrong', '/x')))).code, 'NoPermissions');
    assert.equal((await controls.server.commands('PASS')).length, 1);
    const notice = await controls.messages.waitForNotification('wrong:');
    assert.ok(notice.buttons.includes('Enter Password…'), notice.buttons.join());
    assert.ok(!JSON.stringify(errors.map(({ message }) => message)).includes('not-the-one'));
    const shown = await controls.messages.notifications();
    assert.equal(shown.filter(({ message }) => message.startsWith('wrong:')).length, 1);
  });

  it('whose prompt is cancelled do not ask again by themselves', async () => {
    await addProfile('shy', { ...demo(), user: 'shy' });
    const call = failure(fs.stat(root('shy')));
    await controls.quickInput.waitFor('Password for shy@');
    await controls.quickInput.cancel();
    assert.equal((await call).code, 'Unavailable');
    assert.equal((await failure(fs.readDirectory(root('shy')))).code, 'Unavailable');
    assert.equal(await controls.quickInput.current(), undefined);
  });

  const unreachable: [name: string, words: string | undefined, expected: RegExp][] = [
    ['closed', undefined, /127\.0\.0\.1:\d+.*nothing listens/],
    ['silent', '', /127\.0\.0\.1:\d+.*greeting/],
    ['ssh', 'SSH-2.0-OpenSSH_9.6\r\n', /127\.0\.0\.1:\d+.*does not speak FTP/],
  ];
  for (const [name, words, expected] of unreachable) {
    it(`to a ${name} port say in time what was tried where`, async () => {
      const stranger = await strangerSaying(words ?? '');
      if (words === undefined) stranger.stop();
      const place = { host: '127.0.0.1', port: stranger.port, timeouts: { reply: 500 } };
      await addProfile(name, place);
      const error = await failure(fs.stat(root(name)));
      stranger.stop();
      assert.equal(error.code, 'Unavailable');
      assert.match(error.message, expected);
      const notice = await controls.messages.waitForNotification(`${name}:`);
      assert.equal(notice.severity, 'error');
      assert.ok(notice.buttons.includes('Retry'), notice.buttons.join());
      assert.ok(notice.buttons.includes('Show Traffic'), notice.buttons.join());
    });
  }

  it('that the settings do not know are named, with what to do', async () => {
    const error = await failure(fs.stat(root('unheard-of')));
    assert.match(error.message, /unheard-of.*ftpWorkspaces\.connections/s);
  });

  it('whose settings make no sense name the key', async () => {
    await addProfile('senseless', { host: '127.0.0.1', port: 99_999 });
    const error = await failure(fs.stat(root('senseless')));
    assert.match(error.message, /senseless.*"port"/s);
    assert.equal((await fs.stat(root('demo'))).type, vscode.FileType.Directory);
  });
});

describe('the channel FTP Traffic', () => {
  it('shows commands, replies and data connections, and no password', async () => {
    await vscode.commands.executeCommand('ftpWorkspaces.refresh');
    await fs.readDirectory(root('demo'));
    await vscode.commands.executeCommand('ftpWorkspaces.showTraffic');
    const text = await outputText();
    assert.match(text, /\[demo\] #\d+ → USER demo/);
    assert.match(text, /→ PASS \*\*\*/);
    assert.match(text, /← 226 /);
    assert.match(
      text,
      /data passive EPSV: client 127\.0\.0\.1:\d+ dialled server 127\.0\.0\.1:\d+/,
    );
    assert.match(text, /data closed: \d+ bytes received in [\d.]+ ms/);
    assert.doesNotMatch(text, /PASS demo|not-the-one/);
  });
});

async function outputText(): Promise<string> {
  const shown = await until('the text of the channel', 10_000, () =>
    vscode.workspace.textDocuments.find(
      (document) => document.uri.scheme === 'output' && document.getText().includes('[demo]'),
    ),
  );
  return shown.getText();
}
