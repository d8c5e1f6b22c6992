import type { Ui } from '../support/vscode-host/ui/ui.js';
import { until } from '../support/until.js';
import { account, type Backdrop, type Studio, top } from './studio.js';

/** Who plays in a scene. */
interface Cast {
  readonly ui: Ui;
  readonly studio: Studio;
}

/** One picture: its name, what the window is on, and what happens before it is taken. */
export interface Scene extends Backdrop {
  readonly name: string;
  play(cast: Cast): Promise<void>;
}

const connections = 'Connections';
const workspace = `ftp://bakery/${top}`;

/** The pictures, in the order in which a user would meet them. */
export const scenes: readonly Scene[] = [
  { name: 'empty', isFurnished: false, play: empty },
  { name: 'add-connection', isFurnished: false, play: addConnection },
  { name: 'certificate', isFurnished: false, play: certificate },
  { name: 'tree', isFurnished: true, play: tree },
  { name: 'file', isFurnished: true, workspace, play: openFile },
  { name: 'search', isFurnished: true, workspace, play: search },
  { name: 'conflict', isFurnished: true, workspace, play: conflict },
  { name: 'diff', isFurnished: true, workspace, play: diff },
  { name: 'transfers', isFurnished: true, play: transfers },
  { name: 'failure', isFurnished: true, play: failure },
];

async function empty({ ui }: Cast): Promise<void> {
  await ui.trees.openContainer('FTP');
  await until('the words of the empty view', 15_000, async () => {
    return (await ui.trees.welcomeText(connections)).includes('Add Connection');
  });
}

async function addConnection({ ui, studio }: Cast): Promise<void> {
  await ui.trees.openContainer('FTP');
  await ui.quickInput.runCommand('FTP: Add Connection…');
  await ui.quickInput.waitFor('Add Connection (1/');
  await ui.quickInput.enter(`${studio.site.host}:${String(studio.site.port)}`);
  await ui.quickInput.waitFor('Add Connection (2/');
  await ui.quickInput.enter(account.user);
  await ui.quickInput.waitFor('Add Connection (3/');
  await ui.quickInput.enter(account.password);
  await ui.quickInput.waitFor('Add Connection (4/');
}

async function certificate({ ui, studio }: Cast): Promise<void> {
  const { host, port } = studio.secure;
  await ui.trees.openContainer('FTP');
  await ui.quickInput.runCommand('FTP: Add Connection…');
  await ui.quickInput.waitFor('Add Connection (1/');
  await ui.quickInput.enter(`ftp://${account.user}:${account.password}@${host}:${String(port)}/`);
  await ui.quickInput.waitFor('Add Connection (2/');
  await ui.quickInput.enter('bakery');
  await ui.messages.waitForDialog();
}

async function tree({ ui }: Cast): Promise<void> {
  await ui.trees.openContainer('FTP');
  await showSite(ui);
  await ui.trees.expand('blog', connections);
  await ui.trees.expand('css', connections);
  await ui.trees.click('style.css', connections);
  await ui.editors.waitForActive('style.css');
}

async function openFile({ ui }: Cast): Promise<void> {
  await enterPassword(ui, () => hasRow(ui, 'index.html'));
  await ui.trees.expand('blog');
  await ui.trees.expand('css');
  await ui.trees.doubleClick('index.html');
  await ui.editors.waitForActive('index.html');
  await ui.editors.waitUntilColored();
}

async function conflict(cast: Cast): Promise<void> {
  await saveOverAnother(cast);
  await cast.ui.messages.waitForDialog();
}

async function diff(cast: Cast): Promise<void> {
  await saveOverAnother(cast);
  await cast.ui.messages.waitForDialog();
  await cast.ui.messages.answerDialog('Compare');
  await cast.ui.messages.waitForNotification('differs');
}

/** Gives a colour another value, and saves when somebody else has changed another one on the server. */
async function saveOverAnother({ ui, studio }: Cast): Promise<void> {
  const sheet = `/${top}/css/style.css`;
  studio.site.files.write(sheet, studio.styleSheet);
  await enterPassword(ui, () => hasRow(ui, 'css'));
  await ui.trees.expand('css');
  await ui.trees.doubleClick('style.css');
  await ui.editors.waitForActive('style.css');
  await ui.editors.replaceText(studio.styleSheet.replace('#d6783c', '#b5502a'));
  // Of the same size: only our own look at the file tells.
  studio.site.files.write(sheet, studio.styleSheet.replace('#faf6ec', '#fffaf0'));
  await ui.editors.pressSave();
}

async function transfers({ ui, studio }: Cast): Promise<void> {
  await ui.trees.openContainer('FTP');
  await showSite(ui);
  const slowly = { data: { tinyWrites: 40_000, everyMs: 100 } };
  studio.site.script({ on: 'RETR', match: /photos/, do: slowly });
  studio.site.script({ on: 'RETR', match: /app\.js/, do: { reply: '550 Permission denied' } });
  for (const name of ['css', 'js', 'photos', 'README.md']) await download(name, { ui, studio });
  await until('transfers that run', 15_000, async () => {
    const rows = await ui.trees.rows('Transfers');
    return rows.some(({ aria }) => aria.includes('photos')) && rows.length >= 4;
  });
}

async function download(name: string, { ui, studio }: Cast): Promise<void> {
  await ui.trees.contextMenu(name, ['Download To…'], connections);
  await ui.quickInput.waitFor('Choose the Folder');
  const folder = `${studio.localFolder}/`;
  await until('the folder to be taken', 15_000, async () => {
    const box = await ui.quickInput.current();
    // Enter goes to the row that is active where the text is not yet the one that was typed.
    if (box === undefined) return true;
    if (box.value === folder) await accept(ui);
    else await ui.quickInput.type(folder);
    return false;
  });
}

async function accept(ui: Ui): Promise<void> {
  await ui.press('Enter');
  await ui.quickInput.waitUntilClosed(1_000);
}

async function search({ ui }: Cast): Promise<void> {
  await enterPassword(ui, () => hasRow(ui, 'index.html'));
  await ui.quickInput.runCommand('FTP: Find in Remote Files…');
  await ui.quickInput.waitFor('Text to find');
  await ui.quickInput.enter('oven');
  await ui.quickInput.waitFor('Files to include');
  await ui.quickInput.enter('');
  await ui.quickInput.waitFor('Files to exclude');
  await ui.quickInput.enter('');
  await ui.trees.waitForMessage('matches in', 'FTP Search');
  await ui.trees.click('<title>A new oven · Hollow Lane Bakery</title>', 'FTP Search');
  await ui.editors.waitForActive('2026-02-14-a-new-oven.html');
}

async function failure({ ui }: Cast): Promise<void> {
  await ui.trees.openContainer('FTP');
  await Promise.all([
    ui.trees.expand('shop', connections),
    enterPassword(ui, async () => {
      return (await ui.messages.notifications()).some(({ message }) => message.includes('shop'));
    }),
  ]);
}

/** Shows the website below its connection. */
async function showSite(ui: Ui): Promise<void> {
  await ui.trees.waitForRow('bakery', connections);
  await Promise.all([
    ui.trees.expand('bakery', connections),
    enterPassword(ui, () => hasRow(ui, top, connections)),
  ]);
  await ui.trees.expand(top, connections);
}

async function hasRow(ui: Ui, label: string, view?: string): Promise<boolean> {
  return (await ui.trees.rows(view)).some((row) => row.label === label);
}

/** Waits until `isThere`, and enters the password if it is asked for meanwhile. */
async function enterPassword(ui: Ui, isThere: () => Promise<boolean>): Promise<void> {
  await until('the connection', 30_000, async () => {
    const isAsked = (await ui.quickInput.current())?.isPassword === true;
    if (isAsked) await ui.quickInput.enter(account.password);
    return isThere();
  });
}
