import { RemoteError } from './remote-error.js';

/** The folder that holds `path`; of the root, the root itself. */
export function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}

/** The last segment of `path`; of the root, `/`. */
export function nameOf(path: string): string {
  return path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1);
}

/** `name` inside the folder `path`. */
export function childOf(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}

/** Whether a server may call an entry so: no way out of its folder, no second command on the line. */
export function isSafeName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0\r\n]/.test(name);
}

/** Absolute, without empty, `.` and `..` segments; refuses what would leave the root or forge a command. */
export function normalizePath(path: string): string {
  if (/[\0\r\n]/.test(path)) {
    throw new RemoteError('unsafe', `The path ${JSON.stringify(path)} holds a control character`);
  }
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) {
      throw new RemoteError('unsafe', `The path ${path} leads out of the root folder`);
    }
  }
  return `/${segments.join('/')}`;
}

/** Whether `path` is `folder` or lies somewhere below it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}
