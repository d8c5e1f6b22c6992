import * as vscode from 'vscode';
import { type FileHabits } from '../../remote/file-habits.js';
import { type AtomicUpload } from '../../remote/safe-write.js';

const get = <T>(key: string, otherwise: T): T =>
  vscode.workspace.getConfiguration('ftpWorkspaces').get(key, otherwise);

/** A number as the setting has it, or the default where it makes no sense. */
function number(key: string, otherwise: number): number {
  const value: unknown = get<unknown>(key, otherwise);
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}

/** How files are cached and replaced, as the settings have it now. */
export function fileHabits(): FileHabits {
  const atomicUpload = get<AtomicUpload>('transfer.atomicUpload', 'auto');
  return { atomicUpload, listingMs: number('cache.listingTtl', 10) * 1_000 };
}

/** Larger files are not opened unasked; 0: all are. */
export function largeFileMegabytes(): number {
  return number('transfer.largeFileWarning', 20);
}

/** When others' changes are looked for. */
export function refreshHabits(): { onFocus: boolean; everySeconds: number } {
  return { onFocus: get('refresh.onFocus', true), everySeconds: number('refresh.interval', 60) };
}
