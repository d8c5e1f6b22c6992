import { isInside } from '../base/remote-path.js';

/** Puts what is kept of the path `from`, and of what lies below it, under `to` instead of what stood there. */
export function moveKeys<T>(kept: Map<string, T>, from: string, to: string): void {
  const moved = [...kept].filter(([path]) => isInside(path, from));
  for (const path of [...kept.keys()]) {
    if (isInside(path, from) || isInside(path, to)) kept.delete(path);
  }
  for (const [path, value] of moved) kept.set(`${to}${path.slice(from.length)}`, value);
}
