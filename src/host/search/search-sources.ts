import * as vscode from 'vscode';
import { normalizePath } from '../../base/remote-path.js';
import { type ListedConnection } from '../../remote/connection-registry.js';
import { type RemoteFiles } from '../../remote/remote-files.js';
import { type SearchPlace, withoutNested } from '../../search/search-place.js';
import { type SearchSettings, toSearchSettings } from '../../search/search-settings.js';
import { pickConnection } from '../connections/pick-connection.js';

/** Where there is something to find. */
export interface SearchSources {
  list(): ListedConnection[];
  filesOf(connection: string): RemoteFiles;
  /** Connects where that is still to be done. */
  connect(connection: string): Promise<void>;
}

/** The folders of the workspace that are on FTP servers; without any, a connection that the user picks. */
export async function choosePlaces(sources: SearchSources): Promise<SearchPlace[]> {
  const places = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'ftp')
    .map(({ uri }) => placeOf(uri));
  if (places.length > 0) return withoutNested(places);
  const connection = await pickConnection(sources.list(), addConnection);
  return connection === undefined ? [] : [{ connection, folder: '/' }];
}

/** The settings as they are now. */
export function searchSettings(): SearchSettings {
  const settings = vscode.workspace.getConfiguration('ftpWorkspaces.search');
  return toSearchSettings((name) => settings.get(name));
}

/** The connection and the folder that an address names. */
export function placeOf({ authority, path }: vscode.Uri): SearchPlace {
  return { connection: authority, folder: normalizePath(path) };
}

/** The command asks and offers to open; what was begun here is begun anew when that is done. */
async function addConnection(): Promise<undefined> {
  await vscode.commands.executeCommand('ftpWorkspaces.addConnection');
}
