import { childOf, nameOf, parentOf } from './remote-path.js';

/** In bytes: with what is put around it the name stays below the 255 that file systems take. */
const longestName = 200;
const encoder = new TextEncoder();
const pattern = /^\.(.+)\.ftpws-([0-9a-f]{8})(?:-old)?\.tmp$/su;

/** The tokens of all names that were made here. */
const madeHere = new Set<string>();

/** The name under which new content waits beside `name` until it is whole; `token`: eight hexadecimal digits. */
export function temporaryName(name: string, token: string): string {
  madeHere.add(token.slice(0, 8));
  return `.${cutName(name)}.ftpws-${token}.tmp`;
}

/** The remote path of the temporary name beside `path`. */
export function temporaryPath(path: string, token: string): string {
  return childOf(parentOf(path), temporaryName(nameOf(path), token));
}

function cutName(name: string): string {
  let [cut, bytes] = ['', 0];
  for (const character of name) {
    bytes += encoder.encode(character).length;
    if (bytes > longestName) return cut;
    cut += character;
  }
  return cut;
}

/** The name (cut, where it was long) that a temporary name of ours was made for; undefined for any other name. */
export function nameBehind(name: string): string | undefined {
  return pattern.exec(name)?.[1];
}

/** Whether a temporary name is of this very program as it runs: it may be in use, whatever its time is. */
export function isMadeHere(name: string): boolean {
  return madeHere.has(pattern.exec(name)?.[2] ?? '');
}

/** Whether a name is one that we write under before we rename, on either side. */
export function isTemporaryName(name: string): boolean {
  return pattern.test(name);
}

/** Whether temporary names that were made for `name` hold `cut`. */
export function isCutOf(cut: string, name: string): boolean {
  return cut === cutName(name);
}

/** Whether temporary names that were made for `name` hold all of it. */
export function isWhole(name: string): boolean {
  return cutName(name) === name;
}
