import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nameBehind } from '../base/temporary-name.js';

const dayMs = 24 * 3_600_000;
/** Of a file that stood in the way, and may be the only copy. */
const asideEnd = '-old.tmp';

/** Removes what cut downloads have left behind on this computer's disk. */
export class LocalLeftovers {
  readonly #swept = new Set<string>();

  /** Looks through the folder the first time; those that are young may be in use. Never rejects. */
  async sweep(folder: string): Promise<void> {
    if (this.#swept.has(folder)) return;
    this.#swept.add(folder);
    const names = await readdir(folder).catch(
      // Not there yet, or closed: then there is nothing to remove.
      () => [],
    );
    for (const name of names) {
      if (nameBehind(name) !== undefined && !name.endsWith(asideEnd))
        await removeOld(join(folder, name));
    }
  }
}

async function removeOld(path: string): Promise<void> {
  try {
    const stats = await lstat(path);
    if (stats.isFile() && Date.now() - stats.mtimeMs > dayMs) await rm(path, { force: true });
  } catch {
    // Nobody waits for it; it is tried again in the next window.
  }
}
