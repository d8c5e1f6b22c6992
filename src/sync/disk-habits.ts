import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type DiskHabits } from './names.js';
import { storageError, systemCode } from './storage-error.js';

/** What the disk does with names at `folder`, found out without writing. */
export async function diskHabitsOf(folder: string): Promise<DiskHabits> {
  const isWindows = process.platform === 'win32';
  const isMac = process.platform === 'darwin';
  const ignoresCase = (await isSameInOtherCase(folder)) ?? (isWindows || isMac);
  return { isWindows, ignoresCase, ignoresForm: isMac };
}

/** Undefined where the path has no letter that could tell. */
async function isSameInOtherCase(folder: string): Promise<boolean | undefined> {
  const name = path.basename(folder);
  const other = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
  if (other === name) return undefined;
  try {
    const [here, there] = await Promise.all([
      stat(folder),
      stat(path.join(path.dirname(folder), other)),
    ]);
    return here.ino === there.ino && here.dev === there.dev;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw storageError('Looking at the disk', folder, error);
  }
}
