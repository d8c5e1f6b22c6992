import * as vscode from 'vscode';
import { childOf, nameOf, parentOf } from '../../base/remote-path.js';
import { formatMode, formatOctal, tryParseMode } from '../../remote/file-mode.js';
import { type NameProblem, newNameProblem } from '../../remote/new-name.js';
import { outermost } from '../../remote/outermost.js';
import { serverPath, serverUrl } from '../../remote/server-url.js';
import { type RemotePlace, toUri } from '../remote-uri.js';
import { type Commands } from '../window/window-command-names.js';
import { type Connections } from './connections.js';
import { type RemoteChanges } from './remote-changes.js';
import { placesIn, type TreeNode } from './tree-nodes.js';

/** What the commands of remote files work with. */
export interface FileCommandSources {
  connections: Connections;
  changes: RemoteChanges;
  /** The rows of the tree that are chosen. */
  chosen: () => readonly TreeNode[];
}

type FileCommand = (sources: FileCommandSources, places: readonly RemotePlace[]) => unknown;

/** The commands about remote files and folders, for rows of the tree and for Explorer alike. */
export function remoteFileCommands(sources: FileCommandSources): Commands<'file'> {
  const on =
    (run: FileCommand) =>
    (argument: unknown, all: unknown): unknown =>
      run(sources, placesIn(argument, all, sources.chosen()));
  return {
    openFile: on((_, places) => openAll(places)),
    newFile: on(newFile),
    newFolder: on(newFolder),
    rename: on(rename),
    delete: on(({ changes }, places) => changes.remove(outermost(places.filter(isNoRoot)))),
    copyUrl: on((given, places) => copyTexts(places, (place) => urlOf(given, place))),
    copyPath: on((given, places) => copyTexts(places, (place) => pathOf(given, place))),
    changePermissions: on(changePermissions),
  };
}

async function openAll(places: readonly RemotePlace[]): Promise<void> {
  const isOne = places.length === 1;
  for (const place of places) {
    await vscode.commands.executeCommand('vscode.open', toUri(place), { preview: isOne });
  }
}

async function newFile({ changes }: FileCommandSources, [place]: readonly RemotePlace[]) {
  if (place === undefined) return;
  const folder = await changes.folderOf(place);
  const name = await askName(vscode.l10n.t('New File in {0}', folder.path), {
    taken: await changes.namesIn(folder),
  });
  if (name !== undefined) await changes.makeFile(folder, name);
}

async function newFolder({ changes }: FileCommandSources, [place]: readonly RemotePlace[]) {
  if (place === undefined) return;
  const folder = await changes.folderOf(place);
  const name = await askName(vscode.l10n.t('New Folder in {0}', folder.path), {
    taken: await changes.namesIn(folder),
  });
  if (name !== undefined) await changes.makeFolder(folder, name);
}

async function rename({ changes }: FileCommandSources, places: readonly RemotePlace[]) {
  const [place] = places.filter(isNoRoot);
  if (place === undefined) return;
  const old = nameOf(place.path);
  const folder = { connection: place.connection, path: parentOf(place.path) };
  const names = await changes.namesIn(folder);
  const taken = names.filter((name) => name !== old);
  const name = await askName(vscode.l10n.t('Rename {0}', place.path), { taken, value: old });
  if (name !== undefined && name !== old) await changes.move(place, childOf(folder.path, name));
}

async function changePermissions(
  { changes }: FileCommandSources,
  places: readonly RemotePlace[],
): Promise<void> {
  const [first] = places;
  if (first === undefined) return;
  const mode = (await changes.look(first))?.mode;
  const text = await vscode.window.showInputBox({
    title:
      places.length === 1
        ? vscode.l10n.t('Permissions of {0}', first.path)
        : vscode.l10n.t('Permissions of {0} Files and Folders', places.length),
    prompt: vscode.l10n.t('As a number like 644, or as letters like rw-r--r--'),
    value: mode === undefined ? '' : formatOctal(mode),
    ignoreFocusOut: true,
    validateInput: modeHint,
  });
  const wanted = text === undefined ? undefined : tryParseMode(text);
  if (wanted !== undefined) await changes.changeMode(places, wanted);
}

function modeHint(text: string): vscode.InputBoxValidationMessage {
  const mode = tryParseMode(text);
  if (mode !== undefined) {
    const message = `${formatOctal(mode)} = ${formatMode(mode)}`;
    return { message, severity: vscode.InputBoxValidationSeverity.Info };
  }
  const message = vscode.l10n.t('A number of three digits from 0 to 7, or nine letters');
  return { message, severity: vscode.InputBoxValidationSeverity.Error };
}

async function askName(
  title: string,
  { taken, value = '' }: { taken: readonly string[]; value?: string },
): Promise<string | undefined> {
  const dot = value.lastIndexOf('.');
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The name'),
    value,
    valueSelection: [0, dot > 0 ? dot : value.length],
    ignoreFocusOut: true,
    validateInput: (name) => {
      const problem = newNameProblem(name, taken);
      return problem === undefined ? undefined : problemText(problem, name);
    },
  });
}

function problemText(problem: NameProblem, name: string): string {
  switch (problem) {
    case 'empty':
      return vscode.l10n.t('A name is needed');
    case 'unsafe':
      return vscode.l10n.t('A name cannot hold / or line breaks, nor be . or ..');
    case 'taken':
      return vscode.l10n.t('There is a {0} already', name);
  }
}

async function copyTexts(
  places: readonly RemotePlace[],
  toText: (place: RemotePlace) => string,
): Promise<void> {
  if (places.length > 0) await vscode.env.clipboard.writeText(places.map(toText).join('\n'));
}

function urlOf({ connections }: FileCommandSources, { connection, path }: RemotePlace): string {
  return serverUrl(connections.get(connection).profile, path);
}

function pathOf({ connections }: FileCommandSources, { connection, path }: RemotePlace): string {
  return serverPath(connections.get(connection).profile, path);
}

function isNoRoot({ path }: RemotePlace): boolean {
  return path !== '/';
}
