import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openLink } from '../../src/host/connections/open-address.js';
import { until } from '../support/until.js';
import { controls } from '../support/vscode-host/bridge-client.js';
import { connections, demo, namesAt, questions, setConnection } from './host-settings.js';

const { quickInput, messages, server } = controls;

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`ftpWorkspaces.${command}`, ...args);

/** The text of the editor that shows `words`. */
function shownText(words: string): Promise<string> {
  return until(`an editor with "${words}"`, 15_000, () => {
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    return text.includes(words) && text;
  });
}

async function closeAll(): Promise<void> {
  // An export is an untitled document, and would ask whether to be saved.
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('notifications.clearAll');
}

describe('a password in the settings', () => {
  afterEach(closeAll);

  it('is told of without being used, and moved on request', async () => {
    await server.clearLog();
    await setConnection('open', { ...demo(), host: 'localhost', password: 'demo' });
    const notice = await messages.waitForNotification('"open"');
    assert.match(notice.message, /holds a password, which must not stand in settings/);
    assert.ok(notice.buttons.includes('Move to Secret Storage'), notice.buttons.join());
    await assert.rejects(namesAt('open'), /holds a password/);
    assert.deepEqual(await server.commands('USER'), []);
    await messages.answerNotification('Move to Secret Storage');
    await messages.waitForNotification('are in the secret storage now');
    assert.deepEqual(connections()['open'], { ...demo(), host: 'localhost' });
    assert.ok((await namesAt('open')).includes('index.html'));
    assert.equal(await quickInput.current(), undefined);
  });

  it('is removed on request, and kept nowhere', async () => {
    const profile = { ...demo(), user: 'removed' };
    await setConnection('open', { ...profile, password: 'hunter2' });
    await messages.waitForNotification('"open"');
    await messages.answerNotification('Remove');
    await until(
      'the setting to change',
      10_000,
      () => !('password' in (connections()['open'] ?? {})),
    );
    assert.deepEqual(connections()['open'], profile);
    const listing = namesAt('open').catch(String);
    await quickInput.waitFor('Password for removed@');
    await quickInput.cancel();
    assert.match(String(await listing), /No password was given/);
  });
});

describe('FTP: Test Connection', () => {
  afterEach(closeAll);

  it('shows what works, and no password', async () => {
    await run('testConnection', 'demo');
    const text = await shownText('# Test of the connection demo');
    assert.match(text, /It works\./);
    for (const what of ['Connection', 'Login', 'Listing', 'EPSV', 'PASV', 'EPRT', 'PORT']) {
      assert.match(text, new RegExp(`^- ✔ \\*\\*${what}\\*\\*`, 'm'));
    }
    assert.doesNotMatch(text, /PASS/);
  });
});

describe('connections', () => {
  afterEach(closeAll);

  it('are copied under another name, and the password is found again', async () => {
    const copying = run('duplicateConnection', 'demo');
    const box = await quickInput.waitFor('Duplicate demo');
    assert.equal(box.value, 'demo-2');
    await quickInput.enter('copy');
    await copying;
    assert.deepEqual(connections()['copy'], demo());
    assert.ok((await namesAt('copy')).includes('index.html'));
    assert.equal(await quickInput.current(), undefined);
  });

  it('are removed once that is confirmed; a password that others need stays', async () => {
    await setConnection('gone', demo());
    const refusal = questions().answer('removeConnection', false);
    await run('removeConnection', 'gone');
    assert.deepEqual([refusal.asked, connections()['gone']], [['gone'], demo()]);
    questions().answer('removeConnection', true);
    await run('removeConnection', 'gone');
    assert.equal(connections()['gone'], undefined);
    await run('reconnect', 'demo');
    assert.equal(await quickInput.current(), undefined);
  });

  it('are edited step by step, tried, and keep what was not asked about', async () => {
    await setConnection('edited', { ...demo(), label: 'Mine', readOnly: true });
    const editing = run('editConnection', 'edited');
    const address = await quickInput.waitFor('Edit edited (1/6)');
    assert.equal(address.value, `${demo().host}:${String(demo().port)}`);
    await quickInput.enter(address.value);
    await quickInput.waitFor('Edit edited (2/6)');
    await quickInput.enter('demo');
    await quickInput.waitFor('Edit edited (3/6)');
    await quickInput.enter('');
    await quickInput.waitFor('Edit edited (4/6)');
    await quickInput.pick('No encryption');
    await quickInput.waitFor('Edit edited (5/6)');
    await quickInput.pick('Passive');
    await quickInput.waitFor('Edit edited (6/6)');
    await quickInput.enter('/css');
    await editing;
    assert.deepEqual(connections()['edited'], {
      ...demo(),
      security: 'none',
      root: '/css',
      label: 'Mine',
      readOnly: true,
    });
    assert.deepEqual(await namesAt('edited'), ['style.css']);
  });

  it('that are read-only refuse a change, and show their files so', async () => {
    await setConnection('shown', { ...demo(), readOnly: true });
    const uri = vscode.Uri.parse('ftp://shown/index.html');
    const { permissions } = await vscode.workspace.fs.stat(uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
    await assert.rejects(
      async () =>
        vscode.workspace.fs.delete(vscode.Uri.parse('ftp://shown/css'), { recursive: true }),
      /the connection is read-only/,
    );
    assert.equal(await server.exists('/css/style.css'), true);
  });

  it('are exported without secrets', async () => {
    await setConnection('exported', { ...demo(), account: 'sales' });
    await run('exportConnections');
    const text = await shownText('"exported"');
    const exported = JSON.parse(text) as Record<string, Record<string, unknown>>;
    assert.deepEqual(exported['ftpWorkspaces.connections']?.['exported'], demo());
  });
});

describe('FTP: Connect to URL…', () => {
  afterEach(closeAll);

  it('finds the connection that there is', async () => {
    const { host, port } = demo();
    const connecting = run('connectToUrl');
    await quickInput.waitFor('Connect to URL');
    await quickInput.enter(`ftp://demo@${host}:${String(port)}/blog`);
    await quickInput.waitFor('Open in New Window');
    await quickInput.cancel();
    await connecting;
  });

  it('connects without saving, and the folder is there', async () => {
    const { port } = demo();
    const connecting = run('connectToUrl');
    await quickInput.waitFor('Connect to URL');
    await quickInput.enter(`ftp://demo:demo@127.1:${String(port)}/css`);
    await quickInput.waitFor('Connect Without Saving');
    await quickInput.pick('Connect Without Saving');
    await quickInput.waitFor('Open in New Window');
    await quickInput.cancel();
    await connecting;
    assert.equal(connections()['127.1'], undefined);
    assert.deepEqual(await namesAt('127.1'), ['style.css']);
  });
});

describe('a link from outside', () => {
  afterEach(closeAll);

  type Sources = Parameters<typeof openLink>[1];

  /** What is asked, looked up and made for a link, where the user gives that answer. */
  async function story(link: string, isWanted: boolean): Promise<unknown[]> {
    const told: unknown[] = [];
    const sources = {
      questions: {
        openLink: (asked: unknown) => {
          told.push(asked);
          return Promise.resolve(isWanted);
        },
      },
      connections: {
        list: () => {
          told.push('looked up');
          return [];
        },
      },
    };
    await openLink(vscode.Uri.parse(link), sources as unknown as Sources);
    return told;
  }

  const link =
    'vscode://ftp-workspaces.ftp-workspaces/open?url=ftp%3A%2F%2Fada%3Apw%40h%3A2121%2Fwww';
  const asked = { host: 'h:2121', user: 'ada', path: '/www' };

  it('names host, user and folder, and does nothing unless the user wants it', async () => {
    assert.deepEqual(await story(link, false), [asked]);
  });

  it('goes on as an address does that the user has typed', async () => {
    const opening = story(link, true);
    await quickInput.waitFor('Connect Without Saving');
    await quickInput.cancel();
    assert.deepEqual(await opening, [asked, 'looked up']);
  });

  it('that is none says so', async () => {
    assert.deepEqual(await story('vscode://ftp-workspaces.ftp-workspaces/open?x=1', true), []);
    await messages.waitForNotification('The link opens nothing here');
  });
});
