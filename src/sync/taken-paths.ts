/** Paths that are taken, each with all that lies below it and the folders around it. */
export class TakenPaths {
  readonly #paths = new Set<string>();
  readonly #around = new Set<string>();

  add(path: string): void {
    this.#paths.add(path);
    for (const folder of foldersAround(path)) this.#around.add(folder);
  }

  /** Whether the path is taken, lies below one that is, or around one. */
  touches(path: string): boolean {
    if (this.#paths.has(path) || this.#around.has(path)) return true;
    return foldersAround(path).some((folder) => this.#paths.has(folder));
  }
}

function foldersAround(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    folders.push(path.slice(0, at));
  }
  return folders;
}
