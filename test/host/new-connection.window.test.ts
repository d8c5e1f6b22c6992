import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import * as vscode from 'vscode';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions } from '../support/ftp-server/options.js';
import { testCertificate } from '../support/test-certificate.js';
import { until } from '../support/until.js';
import { controls } from '../support/vscode-host/bridge-client.js';
import { connections, demo, namesAt, questions, setConnection } from './host-settings.js';

const { quickInput, messages } = controls;

const ends: (() => Promise<void>)[] = [];

async function startServer(options: FtpServerOptions): Promise<FtpServer> {
  const server = await FtpServer.start({ files: { www: { 'a.txt': 'a' } }, ...options });
  ends.push(() => server.stop());
  return server;
}

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`ftpWorkspaces.${command}`, ...args);

async function clean(): Promise<void> {
  await vscode.commands.executeCommand('notifications.clearAll');
  for (const end of ends.splice(0)) await end();
}

describe('FTP: Add Connection…', () => {
  afterEach(clean);

  it('makes a connection of a pasted address, and keeps its password out of the settings', async () => {
    const { host, port } = demo();
    const adding = run('addConnection');
    await quickInput.waitFor('Add Connection (1/');
    await quickInput.enter(`ftp://demo:demo@${host}:${String(port)}/css`);
    const name = await quickInput.waitFor('Add Connection (2/2)');
    assert.equal(name.value, host);
    await quickInput.enter('pasted');
    const notice = await messages.waitForNotification('"pasted" was added');
    assert.ok(notice.buttons.includes('Open Folder…'), notice.buttons.join());
    assert.deepEqual(connections()['pasted'], {
      host,
      port,
      user: 'demo',
      security: 'none',
      root: '/css',
    });
    assert.deepEqual(await namesAt('pasted'), ['style.css']);
    await vscode.commands.executeCommand('notifications.clearAll');
    await adding;
  });

  it('asks step by step, with a way back, and finds out how the server encrypts', async () => {
    const { key, cert } = testCertificate();
    const { host, port } = await startServer({
      tls: { mode: 'explicit', key, cert, required: true },
    });
    const trust = questions().answer('trustCertificate', true);
    const adding = run('addConnection');
    await quickInput.waitFor('Add Connection (1/');
    await quickInput.enter(`${host}:${String(port)}`);
    const user = await quickInput.waitFor('Add Connection (2/5)');
    assert.equal(user.value, 'anonymous');
    await quickInput.enter('wrong');
    await quickInput.waitFor('Add Connection (3/6)');
    await quickInput.back();
    const again = await quickInput.waitFor('Add Connection (2/6)');
    assert.equal(again.value, 'wrong');
    await quickInput.enter('demo');
    const password = await quickInput.waitFor('Add Connection (3/6)');
    assert.equal(password.isPassword, true);
    await quickInput.enter('demo');
    await quickInput.waitFor('Add Connection (4/6)');
    await quickInput.pick('Find Out');
    await quickInput.waitFor('Add Connection (5/6)');
    await quickInput.enter('/www');
    await quickInput.waitFor('Add Connection (6/6)');
    await quickInput.enter('secured');
    await messages.waitForNotification('"secured" was added');
    const { fingerprint256: fingerprint } = new X509Certificate(cert);
    assert.deepEqual(connections()['secured'], {
      host,
      port,
      user: 'demo',
      security: 'explicit',
      root: '/www',
      trustedFingerprint: fingerprint,
    });
    const [asked] = trust.asked as { host: string; certificate: { reason: string } }[];
    assert.equal(asked?.host, host);
    assert.match(asked.certificate.reason, /signed by itself/);
    assert.deepEqual(await namesAt('secured'), ['a.txt']);
    await vscode.commands.executeCommand('notifications.clearAll');
    await adding;
  });

  it('saves what did not work only where the user wants it so', async () => {
    const server = await startServer({});
    const { host, port } = server;
    const address = `ftp://demo:not-the-one@${host}:${String(port)}`;
    for (const [answer, isSaved] of [
      ['drop', false],
      ['save', true],
    ] as const) {
      const failure = questions().answer('afterFailure', answer);
      const adding = run('addConnection');
      await quickInput.waitFor('Add Connection (1/');
      await quickInput.enter(address);
      await quickInput.waitFor('Add Connection (2/2)');
      await quickInput.enter('untried');
      if (isSaved) await messages.waitForNotification('"untried" was added');
      await vscode.commands.executeCommand('notifications.clearAll');
      await adding;
      assert.equal(connections()['untried'] !== undefined, isSaved);
      assert.equal(failure.asked.length, 2);
      assert.doesNotMatch(failure.asked.map(String).join(), /not-the-one/);
    }
    assert.equal(connections()['untried']?.['security'], 'explicit');
  });

  it('sends no password to a server whose certificate is not trusted', async () => {
    const server = await startServer({ tls: { mode: 'explicit' } });
    questions().answer('trustCertificate', false);
    const failure = questions().answer('afterFailure', 'drop');
    const adding = run('addConnection');
    await quickInput.waitFor('Add Connection (1/');
    await quickInput.enter(`ftp://demo:demo@${server.host}:${String(server.port)}`);
    await quickInput.waitFor('Add Connection (2/2)');
    await quickInput.enter('distrusted');
    await adding;
    assert.equal(connections()['distrusted'], undefined);
    assert.match(String(failure.asked[1]), /certificate is not trusted/);
    assert.deepEqual(server.commands('PASS'), []);
  });

  it('says what is wrong with an address before it goes on', async () => {
    const adding = run('addConnection');
    await quickInput.waitFor('Add Connection (1/');
    await quickInput.enter('http://example.com');
    const box = await quickInput.waitFor('Type a host name');
    assert.match(box.message, /ftp:\/\/user@host/);
    await quickInput.cancel();
    await adding;
    assert.equal(connections()['example.com'], undefined);
  });
});

describe('a connection whose certificate is not trusted', () => {
  afterEach(clean);

  it('shows it on request, and works once it is trusted', async () => {
    const { key, cert } = testCertificate();
    const { host, port } = await startServer({
      tls: { mode: 'explicit', key, cert },
      users: { anonymous: { password: '' } },
    });
    await setConnection('strange', { host, port, user: 'anonymous', security: 'explicit' });
    await assert.rejects(namesAt('strange'), /certificate is not trusted/);
    const notice = await messages.waitForNotification('strange:');
    assert.ok(notice.buttons.includes('Show Certificate…'), notice.buttons.join());
    const trust = questions().answer('trustCertificate', true);
    await messages.answerNotification('Show Certificate…');
    await trust.first;
    // It is written first, and the connection is another one then.
    const names = await until('the folder', 10_000, () => namesAt('strange'));
    assert.deepEqual(names, ['www']);
    const { fingerprint256: fingerprint } = new X509Certificate(cert);
    assert.equal(connections()['strange']?.['trustedFingerprint'], fingerprint);
  });
});

describe('FTP: Open Remote Folder…', () => {
  it('asks for the connection, the folder and the place', async () => {
    const opening = run('openFolder');
    await quickInput.waitFor();
    await quickInput.pick('demo');
    await quickInput.waitFor('Open a Folder of demo');
    await quickInput.enter('/blog');
    const places = await quickInput.waitFor('Open in New Window');
    assert.equal(places.title, 'Open a Folder of demo');
    await quickInput.cancel();
    await opening;
  });
});
