import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, from wherever this code was compiled or bundled to. */
export const projectFolder = findProject(path.dirname(fileURLToPath(import.meta.url)));

/** Where downloads are kept between runs; git, the linters and VS Code do not look into it. */
export const cacheFolder = path.join(projectFolder, '.vscode-test');

/** A path inside the project. */
export function inProject(...parts: string[]): string {
  return path.join(projectFolder, ...parts);
}

function findProject(start: string): string {
  let folder = start;
  while (!fs.existsSync(path.join(folder, 'package-lock.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`no project around ${start}`);
    folder = parent;
  }
  return folder;
}
