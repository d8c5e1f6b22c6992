import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../project.js';

/** Raise this when the way anything is built changes; what is in the cache is then built again. */
const recipe = 2;

/** A folder of the cache, filled by `build` unless it is there already. */
export async function cached(
  name: string,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = path.join(cacheFolder, `${name}-r${String(recipe)}`);
  if (fs.existsSync(folder)) return folder;
  console.log(`  fetching ${name} from the npm registry …`);
  // What is half done has another name, so that an interrupted run leaves nothing that looks whole.
  const unfinished = `${folder}.unfinished-${String(process.pid)}`;
  fs.mkdirSync(unfinished, { recursive: true });
  try {
    await build(unfinished);
    if (!fs.existsSync(folder)) fs.renameSync(unfinished, folder);
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}
