import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { normalizePath } from '../../base/remote-path.js';
import {
  findPlace,
  formatPlace,
  parseAddress,
  parseOpenLink,
  type ParsedAddress,
} from '../../remote/parse-address.js';
import { type ConnectionQuestions } from './connection-questions.js';
import { type Connections } from './connections.js';
import { type ConnectionWizard } from './connection-wizard.js';
import { openRemoteFolder } from './open-folder.js';

interface Sources {
  connections: Connections;
  wizard: ConnectionWizard;
  questions: ConnectionQuestions;
}

/** Asks for an address and opens a folder of its server, by a connection that there is or a new one. */
export async function connectToUrl(sources: Sources): Promise<void> {
  const address = await vscode.window.showInputBox({
    title: vscode.l10n.t('Connect to URL'),
    prompt: vscode.l10n.t('The address of an FTP server or a folder on it'),
    placeHolder: 'ftp://user@ftp.example.com/htdocs',
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(text),
  });
  if (address !== undefined) await openAddress(address, sources);
}

/** Opens what a link from outside names, once the user has said so. */
export async function openLink(uri: vscode.Uri, sources: Sources): Promise<void> {
  try {
    const { address, profile } = parseOpenLink(uri);
    const { host, port, user = 'anonymous', root = '/' } = profile;
    const place = formatPlace({ host, ...(port !== undefined && { port }) });
    const isWanted = await sources.questions.openLink({ host: place, user, path: root });
    if (isWanted) await openAddress(address, sources);
  } catch (error) {
    if (!isRemoteError(error)) throw error;
    void vscode.window.showErrorMessage(describeError(error));
  }
}

async function openAddress(address: string, { connections, wizard }: Sources): Promise<void> {
  const known = placeIn(connections, parseAddress(address));
  if (known !== undefined) {
    await openRemoteFolder(known.name, known.path);
    return;
  }
  const name = await addAs(await askHowToKeep(), { address, wizard });
  if (name !== undefined) await openRemoteFolder(name, '/');
}

function placeIn(
  connections: Connections,
  parsed: ParsedAddress,
): { name: string; path: string } | undefined {
  const known = connections
    .list()
    .flatMap(({ name, connection }) =>
      connection === undefined ? [] : [{ name, profile: connection.profile }],
    );
  return findPlace(parsed, known);
}

type Keeping = 'temporary' | 'settings' | undefined;

async function askHowToKeep(): Promise<Keeping> {
  const items = [
    {
      label: vscode.l10n.t('Connect Without Saving'),
      description: vscode.l10n.t('forgotten after a while'),
      keeping: 'temporary' as const,
    },
    {
      label: vscode.l10n.t('Save as a Connection…'),
      description: vscode.l10n.t('in your settings'),
      keeping: 'settings' as const,
    },
  ];
  const title = vscode.l10n.t('Connect to URL');
  const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  return chosen?.keeping;
}

async function addAs(
  keeping: Keeping,
  { address, wizard }: { address: string; wizard: ConnectionWizard },
): Promise<string | undefined> {
  if (keeping === undefined) return undefined;
  return keeping === 'temporary' ? wizard.addTemporary(address) : wizard.add(address);
}

function problemOf(text: string): string | undefined {
  try {
    normalizePath(parseAddress(text).profile.root ?? '/');
    return undefined;
  } catch (error) {
    if (error instanceof RemoteError) return error.message;
    throw error;
  }
}
