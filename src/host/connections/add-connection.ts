import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';
import { nameProblem } from '../../remote/connection-registry.js';
import { parseAddress, suggestName } from '../../remote/parse-address.js';
import { type ConnectionProfile } from '../../remote/profile.js';
import { type SecretPasswords } from './secret-passwords.js';

const steps = 5;

/** Asks for a new connection and writes it to the user's settings; its name, or undefined where cancelled. */
export async function addConnection(passwords: SecretPasswords): Promise<string | undefined> {
  const address = await askAddress();
  if (address === undefined) return undefined;
  const { profile: given, password } = parseAddress(address);
  const user = await askUser(given.user);
  if (user === undefined) return undefined;
  const security = await askSecurity(given.security);
  if (security === undefined) return undefined;
  const root = await askRoot(given.root);
  if (root === undefined) return undefined;
  const name = await askName(given.host);
  if (name === undefined) return undefined;
  const profile = { ...withoutRoot(given), user, security, ...(root !== '' && { root }) };
  await writeProfile(name, profile);
  if (password !== undefined) await passwords.save(profile, password);
  return name;
}

function askAddress(): Thenable<string | undefined> {
  return ask(1, {
    prompt: vscode.l10n.t('The server, as a host name or an address'),
    placeHolder: 'ftp://user@ftp.example.com:21/htdocs',
    validateInput: (text) => problemOf(() => parseAddress(text)),
  });
}

function askUser(user = 'anonymous'): Thenable<string | undefined> {
  return ask(2, {
    prompt: vscode.l10n.t('The user to log in as. The password is asked for when connecting.'),
    value: user,
    validateInput: (text) => (text === '' ? vscode.l10n.t('A user name is needed') : undefined),
  });
}

interface SecurityItem extends vscode.QuickPickItem {
  security: NonNullable<ConnectionProfile['security']>;
}

async function askSecurity(
  security: ConnectionProfile['security'],
): Promise<SecurityItem['security'] | undefined> {
  const items: SecurityItem[] = [
    {
      security: 'explicit',
      label: vscode.l10n.t('TLS'),
      description: vscode.l10n.t('encrypted, on the usual port (explicit)'),
    },
    {
      security: 'none',
      label: vscode.l10n.t('No encryption'),
      description: vscode.l10n.t('passwords and files can be read on the way'),
    },
    {
      security: 'explicit-if-available',
      label: vscode.l10n.t('TLS if available'),
      description: vscode.l10n.t('encrypted where the server can'),
    },
    {
      security: 'implicit',
      label: vscode.l10n.t('Implicit TLS'),
      description: vscode.l10n.t('encrypted from the first byte, usually on port 990'),
    },
  ];
  // The list's first item is the one that Enter takes.
  items.sort((a, b) => Number(b.security === security) - Number(a.security === security));
  const chosen = await vscode.window.showQuickPick(items, {
    title: titleOf(3),
    placeHolder: vscode.l10n.t('Whether the connection is encrypted'),
    ignoreFocusOut: true,
  });
  return chosen?.security;
}

function askRoot(root = ''): Thenable<string | undefined> {
  return ask(4, {
    prompt: vscode.l10n.t('The remote folder to show as the top; nothing for the login folder'),
    placeHolder: '/htdocs',
    value: root,
  });
}

function askName(host: string): Thenable<string | undefined> {
  const taken = Object.keys(
    vscode.workspace.getConfiguration('ftpWorkspaces').get('connections', {}),
  );
  return ask(5, {
    prompt: vscode.l10n.t("The connection's name"),
    value: suggestName(host, taken),
    validateInput: (name) =>
      taken.includes(name)
        ? vscode.l10n.t('There is a connection "{0}" already', name)
        : nameProblem(name),
  });
}

async function writeProfile(name: string, profile: ConnectionProfile): Promise<void> {
  const settings = vscode.workspace.getConfiguration('ftpWorkspaces');
  const before = settings.inspect<Record<string, unknown>>('connections')?.globalValue;
  const after = { ...before, [name]: profile };
  await settings.update('connections', after, vscode.ConfigurationTarget.Global);
}

function withoutRoot(profile: ConnectionProfile): ConnectionProfile {
  const { root, ...rest } = profile;
  return root === undefined ? profile : rest;
}

function ask(step: number, options: vscode.InputBoxOptions): Thenable<string | undefined> {
  return vscode.window.showInputBox({ ...options, title: titleOf(step), ignoreFocusOut: true });
}

function titleOf(step: number): string {
  return vscode.l10n.t('Add Connection ({0}/{1})', step, steps);
}

function problemOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof RemoteError) return error.message;
    throw error;
  }
}
