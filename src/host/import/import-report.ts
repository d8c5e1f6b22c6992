import * as vscode from 'vscode';
import {
  type Ignored,
  type ImportedConnection,
  type ImportedConnections,
} from '../../import/imported.js';
import { accountOf } from '../../remote/profile.js';
import { type Applied } from './apply-import.js';

/** What an import found, what was chosen of it, and what came of that. */
export interface ImportOutcome extends Applied {
  /** The file's name. */
  source: string;
  imported: ImportedConnections;
  chosen: readonly ImportedConnection[];
  /** Whether the secret storage keeps the passwords beyond this window. */
  isKept: boolean;
}

/** What an import has done and what it has not, and why, as Markdown. */
export function importReport(outcome: ImportOutcome): string {
  const { source, imported, chosen, leftOut, unwritten, isKept } = outcome;
  const left = imported.connections.filter((one) => !chosen.includes(one));
  const sections = [
    section(
      vscode.l10n.t('Imported'),
      chosen.flatMap((one) => toLines(one, isKept)),
    ),
    section(
      vscode.l10n.t('Not chosen'),
      left.map(({ name }) => `- ${escape(name)}`),
    ),
    section(
      vscode.l10n.t('Folders that belong to a connection already'),
      leftOut.map(({ name, local }) => `- ${escape(local)} (${escape(name)})`),
    ),
    section(
      vscode.l10n.t('Folders whose settings could not be written, so that nothing is mapped there'),
      unwritten.map((folder) => `- ${escape(folder)}`),
    ),
    section(vscode.l10n.t('Not taken over'), grouped(imported.ignored)),
  ];
  const title = `# ${vscode.l10n.t('Import of {0}', escape(source))}`;
  const nothing = chosen.length === 0 ? [vscode.l10n.t('Nothing was imported.')] : [];
  return `${[title, ...nothing, ...sections.filter((text) => text !== '')].join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`;
}

function toLines(connection: ImportedConnection, isKept: boolean): string[] {
  const { name, profile, password, mappings, notes } = connection;
  const secret = secretLine(password !== undefined, isKept);
  const folders = mappings.map(({ local, remote, uploadOnSave }) =>
    uploadOnSave
      ? vscode.l10n.t('What is saved in the folder {0} is uploaded to {1}.', local, remote)
      : vscode.l10n.t('The folder {0} is mapped to {1}.', local, remote),
  );
  const sentences = [secret, ...folders, ...notes].map((text) => `  - ${escape(text)}`);
  return [`- **${escape(name)}**: ${escape(accountOf(profile))}`, ...sentences];
}

function secretLine(isThere: boolean, isKept: boolean): string {
  if (!isThere) return vscode.l10n.t('Its password is asked for when connecting.');
  return isKept
    ? vscode.l10n.t('Its password is in the secret storage.')
    : vscode.l10n.t('Its password is known until the window closes: the system keeps no secrets.');
}

/** One line a reason, since a file has many keys that share one. */
function grouped(ignored: readonly Ignored[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { where, key, reason } of ignored) {
    const group = [where, reason].join('\n');
    groups.set(group, [...(groups.get(group) ?? []), key]);
  }
  return [...groups].map(([group, keys]) => {
    const [where = '', reason = ''] = group.split('\n');
    const names = keys.filter((key) => key !== '').map((key) => `\`${key.replaceAll('`', '')}\``);
    const subject = [where === '' ? '' : `**${escape(where)}**`, names.join(', ')];
    return `- ${[subject.filter((text) => text !== '').join(' '), escape(reason)].filter((text) => text !== '').join(': ')}`;
  });
}

/** Text that Markdown shows as it is. */
function escape(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}
