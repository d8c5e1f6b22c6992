import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { withoutLinks } from '../../base/without-links.js';
import { type TraceEvent } from '../../ftp/index.js';
import { type Connection } from '../../remote/connection.js';
import { exportText } from '../../remote/connection-settings.js';
import { type Command, type Commands } from '../window/window-command-names.js';
import { type ConnectionQuestions } from './connection-questions.js';
import { type ConnectionStore } from './connection-store.js';
import { ConnectionWizard } from './connection-wizard.js';
import { type Connections } from './connections.js';
import { nameIn } from './connections-tree.js';
import { duplicateConnection, removeConnection } from './copy-and-remove.js';
import { connectToUrl, openLink } from './open-address.js';
import { openRemoteFolder } from './open-folder.js';
import { pickConnection } from './pick-connection.js';
import { type SecretPasswords } from './secret-passwords.js';
import { moveSecrets, removeSecrets } from './settings-secrets.js';
import { showCertificate } from './show-certificate.js';
import { ConnectionTests } from './test-connection.js';

const connectMs = 5 * 60_000;

/** What the commands of connections work with. */
export interface CommandSources {
  connections: Connections;
  store: ConnectionStore;
  passwords: SecretPasswords;
  questions: ConnectionQuestions;
  trace: (name: string, event: TraceEvent) => void;
  /** Makes VS Code show the remote folders anew. */
  lookAgain: () => void;
}

/** What is done about connections. */
export class ConnectionCommands implements vscode.Disposable {
  /** Called with an item of the tree or a name, they ask for none. */
  readonly commands: Commands<'connection'>;
  readonly #opening: CommandSources & { wizard: ConnectionWizard };
  readonly #tests: ConnectionTests;

  constructor(sources: CommandSources) {
    const tests = new ConnectionTests(sources.passwords, sources.trace);
    const wizard = new ConnectionWizard(sources);
    this.#opening = { ...sources, wizard };
    this.#tests = tests;
    this.commands = {
      ...useCommands(sources, wizard),
      ...settingCommands(sources, wizard),
      ...secretCommands(sources, wizard),
      testConnection: withConnection(sources, wizard, (connection) => tests.test(connection)),
    };
  }

  /** Follows a link that leads to VS Code. */
  openLink(uri: vscode.Uri): Promise<void> {
    return openLink(uri, this.#opening);
  }

  dispose(): void {
    this.#tests.dispose();
  }
}

type SomeCommands<Name extends keyof Commands> = Record<Name, Command>;

/** Connecting, looking, opening. */
function useCommands(
  sources: CommandSources,
  wizard: ConnectionWizard,
): SomeCommands<
  'openFolder' | 'connectToUrl' | 'connect' | 'disconnect' | 'reconnect' | 'refresh'
> {
  const { connections, lookAgain } = sources;
  const connect = (connection: Connection): Promise<void> =>
    connection.connect(AbortSignal.timeout(connectMs));
  return {
    openFolder: async (argument) => {
      const name = await choose(argument, sources, wizard);
      if (name !== undefined) await openRemoteFolder(name);
    },
    connectToUrl: () => connectToUrl({ ...sources, wizard }),
    connect: withConnection(sources, wizard, connect),
    disconnect: withConnection(sources, wizard, (connection) => connection.disconnect()),
    reconnect: withConnection(sources, wizard, async (connection) => {
      await connection.disconnect();
      await connect(connection);
      lookAgain();
    }),
    refresh: () => {
      for (const { connection } of connections.list()) connection?.refresh();
      lookAgain();
    },
  };
}

/** What changes the settings. */
function settingCommands(
  sources: CommandSources,
  wizard: ConnectionWizard,
): SomeCommands<
  | 'addConnection'
  | 'editConnection'
  | 'duplicateConnection'
  | 'removeConnection'
  | 'editConnections'
  | 'exportConnections'
> {
  const { store } = sources;
  const withName =
    (work: (name: string) => unknown) =>
    async (argument: unknown): Promise<void> => {
      const name = await choose(argument, sources, wizard);
      if (name !== undefined) await work(name);
    };
  return {
    addConnection: () => addAndOffer(wizard),
    editConnection: withName((name) => editConnection(name, wizard)),
    duplicateConnection: withName((name) => duplicateConnection(name, sources)),
    removeConnection: withName((name) => removeConnection(name, sources)),
    editConnections: openSettings,
    exportConnections: async () => {
      const content = exportText(store.all());
      const document = await vscode.workspace.openTextDocument({ language: 'json', content });
      await vscode.window.showTextDocument(document);
    },
  };
}

/** Passwords, and whom to believe. */
function secretCommands(
  sources: CommandSources,
  wizard: ConnectionWizard,
): SomeCommands<'forgetPassword' | 'moveSecrets' | 'removeSecrets' | 'showCertificate'> {
  const { connections, passwords } = sources;
  const forget = withConnection(sources, wizard, ({ profile }) => passwords.forget(profile));
  return {
    forgetPassword: forget,
    moveSecrets: (argument) => moveSecrets(sources, nameIn(argument)),
    removeSecrets: (argument) => removeSecrets(sources, nameIn(argument)),
    showCertificate: async (argument) => {
      const name = nameIn(argument);
      if (name === undefined) return;
      const isTrusted = await showCertificate(connections.get(name), sources);
      if (isTrusted) await vscode.commands.executeCommand('ftpWorkspaces.connect', name);
    },
  };
}

async function choose(
  argument: unknown,
  { connections }: CommandSources,
  wizard: ConnectionWizard,
): Promise<string | undefined> {
  return nameIn(argument) ?? (await pickConnection(connections.list(), () => wizard.add()));
}

function withConnection(
  sources: CommandSources,
  wizard: ConnectionWizard,
  work: (connection: Connection) => unknown,
): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const name = await choose(argument, sources, wizard);
    if (name !== undefined) await unlessUnusable(() => work(sources.connections.get(name)));
  };
}

async function editConnection(name: string, wizard: ConnectionWizard): Promise<void> {
  const tooltip = vscode.l10n.t('Open Settings');
  try {
    await wizard.edit(name, { icon: 'go-to-file', tooltip, run: openSettings });
  } catch (error) {
    // What makes no sense can be corrected in the settings only.
    if (!(error instanceof RemoteError)) throw error;
    await openSettings();
  }
}

function openSettings(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettingsJson', {
    revealSetting: { key: 'ftpWorkspaces.connections', edit: true },
  });
}

async function addAndOffer(wizard: ConnectionWizard): Promise<void> {
  const name = await wizard.add();
  if (name === undefined) return;
  const open = vscode.l10n.t('Open Folder…');
  const text = vscode.l10n.t('The connection "{0}" was added to your settings.', name);
  const chosen = await vscode.window.showInformationMessage(withoutLinks(text), open);
  if (chosen === open) await openRemoteFolder(name);
}

/** A failure to connect is told of by its notice, so the command itself ends quietly. */
async function unlessUnusable(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
  }
}
