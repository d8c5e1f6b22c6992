import * as vscode from 'vscode';
import { type ImportedConnection, type ImportedConnections } from '../../import/imported.js';
import { accountOf } from '../../remote/profile.js';
import { fileSource, findSources, type ImportSource } from './import-sources.js';

interface SourceItem extends vscode.QuickPickItem {
  source?: ImportSource;
}

interface ConnectionItem extends vscode.QuickPickItem {
  connection: ImportedConnection;
}

/** Asks which of the files that were found to import, or for another one. */
export async function chooseSource(userFolder: vscode.Uri): Promise<ImportSource | undefined> {
  const sources = await findSources(userFolder);
  const items: SourceItem[] = sources.map((source) => ({
    label: source.name,
    description: source.place,
    source,
  }));
  items.push({ label: vscode.l10n.t('Choose a File…'), alwaysShow: true });
  const placeHolder =
    sources.length === 0
      ? vscode.l10n.t('Nothing was found in the usual places')
      : vscode.l10n.t('Choose what to import');
  const title = vscode.l10n.t('Import Connections');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
  return chosen === undefined ? undefined : (chosen.source ?? chooseFile());
}

/** Lets the user choose among the connections of a file; undefined where cancelled. */
export async function chooseConnections(
  { name }: ImportSource,
  { connections }: ImportedConnections,
): Promise<ImportedConnection[] | undefined> {
  const chosen = await vscode.window.showQuickPick(connections.map(toItem), {
    title: vscode.l10n.t('Import Connections of {0}', name),
    placeHolder: vscode.l10n.t('Choose the connections to import'),
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  return chosen?.map(({ connection }) => connection);
}

async function chooseFile(): Promise<ImportSource | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ canSelectMany: false })) ?? [];
  return uri && fileSource(uri);
}

function toItem(connection: ImportedConnection): ConnectionItem {
  const { name, profile, password, mappings, notes, isSuggested } = connection;
  const facts = [
    password === undefined ? vscode.l10n.t('without password') : vscode.l10n.t('with password'),
    ...mappings.map(({ local }) => vscode.l10n.t('maps the folder {0}', local)),
  ];
  return {
    label: name,
    description: accountOf(profile),
    detail: [facts.join(', '), ...notes].join(' · '),
    picked: isSuggested,
    connection,
  };
}
