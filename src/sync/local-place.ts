import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { RemoteError } from '../base/remote-error.js';
import { type DiskHabits, refuseName } from './names.js';
import { ifThere, storageError, systemCode } from './storage-error.js';

interface Wish {
  /** The mapped folder. */
  folder: string;
  /** A path below it, as the server tells it, with `/` between its segments. */
  relative: string;
}

/**
 * Where a file of the server lies locally: always below the mapped folder, links on the way followed.
 * What would lie elsewhere, and what cannot be called so, is refused with kind `unsafe`.
 */
export async function localPlaceOf({ folder, relative }: Wish, disk: DiskHabits): Promise<string> {
  for (const name of relative.split('/')) {
    const reason = refuseName(name, disk);
    if (reason !== undefined) throw unsafe(relative, reason);
  }
  const place = path.join(folder, ...relative.split('/'));
  try {
    const top = await realpath(folder);
    const around = await realParentOf(place, folder);
    if (around !== top && !around.startsWith(withSeparator(top))) {
      throw unsafe(relative, `a link leads out of ${folder}`);
    }
  } catch (error) {
    throw storageError('Finding the place of a file', place, error);
  }
  return place;
}

/** What the disk does with names at `folder`, found out without writing. */
export async function diskHabitsOf(folder: string): Promise<DiskHabits> {
  const isWindows = process.platform === 'win32';
  const isMac = process.platform === 'darwin';
  const ignoresCase = (await isSameInOtherCase(folder)) ?? (isWindows || isMac);
  return { isWindows, ignoresCase, ignoresForm: isMac };
}

/** The real path of the nearest folder around `place` that is there. */
async function realParentOf(place: string, folder: string): Promise<string> {
  const parent = path.dirname(place);
  if (parent === folder || parent === place) return realpath(parent);
  const real = await ifThere(realpath(parent));
  if (real !== undefined) return real;
  // A link to nothing is there all the same: what is made through it would lie where it points to.
  if ((await ifThere(lstat(parent))) !== undefined) {
    throw unsafe(place, `the link ${parent} leads to nothing`);
  }
  return realParentOf(parent, folder);
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

function withSeparator(folder: string): string {
  return folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`;
}

function unsafe(relative: string, reason: string): RemoteError {
  return new RemoteError('unsafe', `${relative} has no place in the local folder: ${reason}`);
}
