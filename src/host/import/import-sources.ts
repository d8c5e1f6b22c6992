import os from 'node:os';
import * as vscode from 'vscode';
import { nameOf } from '../../base/remote-path.js';
import { machinePlaces, workspacePlaces } from '../../import/known-places.js';

/** A text that connections may stand in. */
export interface ImportSource {
  /** As people know it. */
  name: string;
  /** Where it lies, as people read it. */
  place: string;
  /** Undefined for settings. */
  uri?: vscode.Uri;
  read(): Promise<string>;
}

/** Settings of other extensions that hold connections. */
const foreignSettings = ['remotefs.remote', 'deploy.reloaded'];
/** What ftp-simple shows its decrypted file as. */
const shownByFtpSimple = 'ftp-simple-temp.json';

/** The files of other tools that are there: in the workspace, in the usual places, in settings. */
export async function findSources(userFolder: vscode.Uri): Promise<ImportSource[]> {
  const candidates = [...workspaceFiles(), ...machineFiles(userFolder)];
  const found = await Promise.all(candidates.map(isFile));
  const files = candidates.filter((_, index) => found[index] === true).map(fileSource);
  return [...openDocuments(), ...files, ...settingSources()];
}

/** A file as a source. */
export function fileSource(uri: vscode.Uri): ImportSource {
  return {
    name: nameOf(uri.path),
    place: vscode.workspace.asRelativePath(uri),
    uri,
    read: async () => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)),
  };
}

function workspaceFiles(): vscode.Uri[] {
  const { workspaceFile } = vscode.workspace;
  const files = localFolders().flatMap(({ uri }) =>
    workspacePlaces.map((place) => vscode.Uri.joinPath(uri, place)),
  );
  return workspaceFile?.scheme === 'file' ? [workspaceFile, ...files] : files;
}

/** The workspace folders on this machine. */
export function localFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

function machineFiles(userFolder: vscode.Uri): vscode.Uri[] {
  const places = machinePlaces({
    platform: process.platform,
    home: os.homedir(),
    appData: process.env['APPDATA'],
    userFolder: userFolder.scheme === 'file' ? userFolder.fsPath : undefined,
  });
  return places.map((place) => vscode.Uri.file(place));
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File;
  } catch {
    // Most of them are not there.
    return false;
  }
}

function openDocuments(): ImportSource[] {
  return vscode.workspace.textDocuments
    .filter(({ uri }) => nameOf(uri.path) === shownByFtpSimple)
    .map((document) => ({
      name: shownByFtpSimple,
      place: vscode.l10n.t('an open editor'),
      uri: document.uri,
      read: () => Promise.resolve(document.getText()),
    }));
}

function settingSources(): ImportSource[] {
  return foreignSettings.flatMap((key) => {
    const value: unknown = vscode.workspace.getConfiguration().get(key);
    if (typeof value !== 'object' || value === null) return [];
    return {
      name: key,
      place: vscode.l10n.t('your settings'),
      read: () => Promise.resolve(JSON.stringify({ [key]: value })),
    };
  });
}
