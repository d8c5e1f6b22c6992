import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controls } from '../support/vscode-host/bridge-client.js';
import { setConnection } from './host-settings.js';
import { type Stranger, strangerDroppingAll, strangerSaying } from './strangers.js';

const { otherWindow } = controls;
/** The engine waits up to 15 s for an answer. */
const limitMs = 40_000;

/**
 * On a remote machine VS Code says so of any folder that cannot be looked at, and offers to open another
 * one. Where it is told that a test drives it, an older release takes that offer by itself.
 */
async function declineOtherFolder(): Promise<void> {
  if (vscode.version.startsWith('1.99.')) {
    await otherWindow.cancel('Open Folder');
  } else {
    await otherWindow.waitForDialog();
    await otherWindow.answerDialog('Cancel');
  }
}

const servers: {
  name: string;
  what: string;
  start: () => Promise<Stranger>;
  tried: RegExp;
  hint: string;
}[] = [
  {
    name: 'mute',
    what: 'takes connections and says nothing',
    start: () => strangerSaying(''),
    tried: /127\.0\.0\.1:PORT is connected, but: No answer within \d+ ms/,
    hint: 'may wait for TLS',
  },
  {
    name: 'dropping',
    what: 'drops all that comes',
    start: strangerDroppingAll,
    tried: /127\.0\.0\.1:PORT.*no answer within \d+ ms/i,
    hint: 'A firewall may drop it',
  },
];

for (const { name, what, start, tried, hint } of servers) {
  describe(`a window on a folder of a server that ${what}`, () => {
    let stranger: Stranger;

    before(async () => {
      stranger = await start();
      await setConnection(name, { host: '127.0.0.1', port: stranger.port });
    });

    afterEach(() => otherWindow.close());

    after(() => {
      stranger.stop();
    });

    it('answers while it waits, says what was tried, and opens another folder', async function () {
      this.timeout(3 * limitMs);
      await otherWindow.open(`ftp://${name}/`);
      await otherWindow.runCommand('File: New Untitled Text File');
      const tabs = await otherWindow.tabs();
      assert.ok(
        tabs.some(({ label }) => label.startsWith('Untitled')),
        JSON.stringify(tabs),
      );
      const { message, buttons } = await otherWindow.waitForNotification(`${name}:`, limitMs);
      const expected = tried.source.replace('PORT', String(stranger.port));
      assert.match(message, new RegExp(expected, tried.flags));
      assert.ok(message.includes(hint), message);
      assert.ok(buttons.includes('Retry'), buttons.join());
      await declineOtherFolder();
      await otherWindow.runCommand('FTP: Open Remote Folder…');
      await otherWindow.pick('demo');
      await otherWindow.accept('Open a Folder of demo');
      await otherWindow.pick('Open in This Window');
      await otherWindow.waitForRow('index.html');
    });

    it('closes while it waits', async function () {
      this.timeout(3 * limitMs);
      await otherWindow.open(`ftp://${name}/`);
      await otherWindow.closeAsUser();
    });
  });
}
