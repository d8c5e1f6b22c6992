/** What happened to a local path; paths are those below the mapping's folder. */
export type LocalEvent = Happened & {
  /** A build, git or another program did it. */
  byOthers?: true;
};

type Happened =
  /** `isNew`: it is sure that the other side knows nothing of it. */
  | { kind: 'save'; path: string; isNew: boolean }
  | { kind: 'make-folder'; path: string; isNew?: boolean }
  | { kind: 'delete'; path: string; isFolder: boolean }
  /** `replaces`: something stood at `path` before, and is gone. */
  | { kind: 'rename'; from: string; path: string; replaces: boolean };

/** An event that is to be carried out on the other side. */
export type LocalChange = LocalEvent & {
  id: string;
  /** Epoch ms: when it happened. */
  time: number;
  /** Mapping and target, as one name. */
  pair: string;
  /** It came while the queue was held, and waits to be let through. */
  isHeld: boolean;
};

/** What a new change does to the list: takes some out, and adds others at its end. */
export interface Folded {
  remove: readonly string[];
  add: readonly LocalChange[];
}

/** Whether one of the two must wait for the other: they touch the same path, or one inside the other. */
export function touches(one: LocalEvent, other: LocalEvent): boolean {
  const [these, those] = [pathsOf(one), pathsOf(other)];
  return these.some((path) =>
    those.some((there) => isWithin(path, there) || isWithin(there, path)),
  );
}

/** The paths on the other side that a change is about. */
export function pathsOf(event: LocalEvent): readonly string[] {
  return event.kind === 'rename' ? [event.from, event.path] : [event.path];
}

/** Whether `path` is `folder` or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
