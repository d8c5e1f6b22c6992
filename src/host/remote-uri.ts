import * as vscode from 'vscode';

/** A file or folder of a connection. */
export interface RemotePlace {
  connection: string;
  path: string;
}

/** The address under which VS Code has it: `ftp://<connection>/<path>`. */
export function toUri({ connection, path }: RemotePlace): vscode.Uri {
  return vscode.Uri.from({ scheme: 'ftp', authority: connection, path });
}
