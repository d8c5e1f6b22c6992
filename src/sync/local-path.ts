/** Without `.`, `..` and doubled separators; undefined where it leads out of the file system's root. */
export function normalizeLocal(path: string): string | undefined {
  // On Windows both separators are one; elsewhere a backslash is a letter of a name.
  const isWindows = /^([a-z]:|\\\\)/i.test(path);
  const slashed = isWindows ? path.replaceAll('\\', '/') : path;
  const segments: string[] = [];
  const drive = /^[a-z]:/i.exec(path)?.[0] ?? '';
  for (const segment of slashed.slice(drive.length).split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return [drive.toLowerCase(), ...segments].join('/');
}

/** A path below `folder`, both normal, with `/`; undefined where it lies elsewhere or is the folder. */
export function pathBelow(folder: string, path: string): string | undefined {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}
