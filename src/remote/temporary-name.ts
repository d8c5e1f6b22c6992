import { childOf, nameOf, parentOf } from '../base/remote-path.js';

/** In bytes: with what is put around it the name stays below the 255 that file systems take. */
const longestName = 200;
const pattern = /^\.(.+)\.ftpws-[0-9a-f]{8}(?:-old)?\.tmp$/su;

/** The name under which new content waits beside `path` until it is whole. */
export function temporaryPath(path: string, token: string): string {
  return childOf(parentOf(path), `.${cutName(nameOf(path))}.ftpws-${token}.tmp`);
}

function cutName(name: string): string {
  let [cut, bytes] = ['', 0];
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > longestName) return cut;
    cut += character;
  }
  return cut;
}

/** The name (cut, where it was long) that a temporary name of ours was made for; undefined for any other name. */
export function nameBehind(name: string): string | undefined {
  return pattern.exec(name)?.[1];
}

/** Whether temporary names that were made for `name` hold `cut`. */
export function isCutOf(cut: string, name: string): boolean {
  return cut === cutName(name);
}

/** Whether temporary names that were made for `name` hold all of it. */
export function isWhole(name: string): boolean {
  return cutName(name) === name;
}
