import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { type Connection } from '../../remote/connection.js';
import { addConnection } from './add-connection.js';
import { type Connections } from './connections.js';
import { nameIn } from './connections-tree.js';
import { openRemoteFolder } from './open-folder.js';
import { pickConnection } from './pick-connection.js';
import { type SecretPasswords } from './secret-passwords.js';

const connectMs = 5 * 60_000;

export interface CommandSources {
  connections: Connections;
  passwords: SecretPasswords;
  /** Makes VS Code show the remote folders anew. */
  lookAgain: () => Promise<void>;
}

/** The commands about connections. Called with an item of the tree or a name, they ask for none. */
export function connectionCommands(sources: CommandSources): vscode.Disposable {
  const { connections, passwords, lookAgain } = sources;
  const add = (): Promise<string | undefined> => addConnection(passwords);
  const choose = async (argument: unknown): Promise<string | undefined> =>
    nameIn(argument) ?? (await pickConnection(connections.list(), add));
  const withConnection =
    (work: (connection: Connection) => unknown) =>
    async (argument: unknown): Promise<void> => {
      const name = await choose(argument);
      if (name !== undefined) await unlessUnusable(() => work(connections.get(name)));
    };
  const commands: Record<string, (argument: unknown) => unknown> = {
    addConnection: () => addAndOffer(add),
    openFolder: async (argument) => {
      const name = await choose(argument);
      if (name !== undefined) await openRemoteFolder(name);
    },
    connect: withConnection((connection) => connection.connect(AbortSignal.timeout(connectMs))),
    disconnect: withConnection((connection) => connection.disconnect()),
    forgetPassword: withConnection(({ profile }) => passwords.forget(profile)),
    refresh: () => {
      for (const { connection } of connections.list()) connection?.refresh();
      return lookAgain();
    },
    editConnections: () =>
      vscode.commands.executeCommand('workbench.action.openSettingsJson', {
        revealSetting: { key: 'ftpWorkspaces.connections', edit: true },
      }),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(`ftpWorkspaces.${id}`, run),
    ),
  );
}

async function addAndOffer(add: () => Promise<string | undefined>): Promise<void> {
  const name = await add();
  if (name === undefined) return;
  const open = vscode.l10n.t('Open Folder…');
  const text = vscode.l10n.t('The connection "{0}" was added to your settings.', name);
  const chosen = await vscode.window.showInformationMessage(text, open);
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
