import * as vscode from 'vscode';
import { RemoteError } from '../../base/remote-error.js';

/** A local file's content; undefined where the file is gone, as editors make and remove files at will. */
export async function readLocal(path: string): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(vscode.Uri.file(path));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw new RemoteError('failed', `${path} could not be read`, { cause: error });
  }
}
