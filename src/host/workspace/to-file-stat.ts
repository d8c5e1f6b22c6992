import * as vscode from 'vscode';
import { isReadonly, type SeenEntry } from '../../remote/follow-links.js';

const types: Record<SeenEntry['type'], vscode.FileType> = {
  file: vscode.FileType.File,
  directory: vscode.FileType.Directory,
  // A link that points nowhere: VS Code shows it and opens nothing.
  symlink: vscode.FileType.Unknown,
  unknown: vscode.FileType.File,
};

/** The type as VS Code's bit mask, which marks a link beside what it points to. */
export function toFileType(entry: SeenEntry): vscode.FileType {
  const type = types[entry.type];
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- a bit mask by contract
  return entry.isLink ? type | vscode.FileType.SymbolicLink : type;
}

/** What is unknown is 0 and stays so: a made-up time would be a change that never was. */
export function toFileStat(entry: SeenEntry): vscode.FileStat {
  return {
    type: toFileType(entry),
    ctime: 0,
    mtime: entry.modified ?? 0,
    size: entry.type === 'directory' ? 0 : (entry.size ?? 0),
    ...(isReadonly(entry) && { permissions: vscode.FilePermission.Readonly }),
  };
}
