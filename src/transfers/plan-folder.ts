import { RemoteError } from '../base/remote-error.js';
import { type Side, type SideEntry } from './side.js';

/** What is to be done about one entry of a folder. */
export interface Planned {
  entry: SideEntry;
  from: string;
  to: string;
  /** Why it cannot be moved. */
  refusal?: RemoteError;
}

type FromSide = Pick<Side, 'childOf'>;
type ToSide = Pick<Side, 'childOf' | 'nameKey' | 'nameProblem'>;

interface Folder {
  from: { side: FromSide; path: string };
  to: { side: ToSide; path: string };
  entries: readonly SideEntry[];
}

/**
 * The entries of a folder with where each goes. Names that cannot stand at the other side, or that
 * are one and the same there, are refused: nothing is written over unasked.
 */
export function planFolder({ from, to, entries }: Folder): Planned[] {
  const taken = new Map<string, string>();
  return entries.map((entry) => {
    const { name } = entry;
    const problem = to.side.nameProblem(name);
    // A name that would lead elsewhere makes no path at all.
    if (problem !== undefined) return { entry, from: from.path, to: to.path, refusal: problem };
    const paths = { from: from.side.childOf(from.path, name), to: to.side.childOf(to.path, name) };
    const key = to.side.nameKey(name);
    const other = taken.get(key);
    if (other !== undefined) return { entry, ...paths, refusal: clashError(name, other) };
    taken.set(key, name);
    return { entry, ...paths };
  });
}

function clashError(name: string, other: string): RemoteError {
  const text = `${name} was left out: ${other} has the same name where upper and lower case are one`;
  return new RemoteError('exists', text);
}
