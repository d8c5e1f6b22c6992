import * as vscode from 'vscode';
import { type ListedConnection } from '../../remote/connection-registry.js';
import { accountOf, titleOf } from '../../remote/profile.js';
import { lookOf } from './node-items.js';

interface ConnectionItem extends vscode.QuickPickItem {
  name?: string;
}

/** Lets the user choose a connection; `add` stands for a new one. */
export async function pickConnection(
  listed: readonly ListedConnection[],
  add: () => Promise<string | undefined>,
): Promise<string | undefined> {
  if (listed.length === 0) return add();
  const items: ConnectionItem[] = listed.flatMap(({ name, connection }) =>
    connection === undefined
      ? []
      : {
          name,
          label: titleOf(name, connection.profile),
          description: accountOf(connection.profile),
          detail: lookOf(connection.state).word,
        },
  );
  items.push({ label: vscode.l10n.t('Add Connection…'), alwaysShow: true });
  const placeHolder = vscode.l10n.t('Choose a connection');
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  return chosen === undefined ? undefined : (chosen.name ?? add());
}
