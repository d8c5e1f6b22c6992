import fs from 'node:fs';
import path from 'node:path';

/** Where a run leaves settings, logs and storage, by their names in its folder. */
const places = ['user-data', 'server-data', 'logs', 'window.log', 'server-output.log'];

/** VS Code's own copies of what a user has edited: the files of other tools hold passwords. */
const editHistory = path.join('User', 'History');

/** A text in which one of the secrets stands. */
export interface Finding {
  readonly file: string;
  readonly secret: string;
}

/** The files of a run that hold one of the secrets in clear. */
export function findInClear(runFolder: string, secrets: readonly string[]): Finding[] {
  const files = places.flatMap((place) => filesIn(path.join(runFolder, place)));
  if (files.length === 0) throw new Error(`nothing was left in ${runFolder}`);
  return files
    .filter((file) => !file.includes(editHistory))
    .flatMap((file) => findInText(file, fs.readFileSync(file, 'utf8'), secrets));
}

/** The same for a text that is in no file. */
export function findInText(file: string, text: string, secrets: readonly string[]): Finding[] {
  return secrets.filter((secret) => text.includes(secret)).map((secret) => ({ file, secret }));
}

function filesIn(place: string): string[] {
  if (!fs.existsSync(place)) return [];
  if (fs.statSync(place).isFile()) return [place];
  return fs
    .readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
