// What is still to be carried out is a list of changes in the order of their happening. A new change is
// folded into it where the result is the same: saves of one file are one, what was made and deleted
// again is nothing, renames of one file are one. A save means: bring up what the file holds when its turn
// comes. So it must follow its file, or it would find nothing: that is why a rename takes the saves of
// what it moves along.
import { randomUUID } from 'node:crypto';
import { type Folded, isWithin, type LocalChange, pathsOf, touches } from './local-change.js';
import { TakenPaths } from './taken-paths.js';

/** One change in the list. */
export interface Listed {
  change: LocalChange;
  /** It is under way: nothing is folded into it any more. */
  isRunning: boolean;
  /** It was under way once, and may have been carried out: it cannot be taken for never done. */
  isTried: boolean;
}

interface FoldedList {
  list: readonly LocalChange[];
  /** What is to be taken out of the list that was there, and what is to be added. */
  folded: Folded;
}

/** Folds new changes, one after another, into the list of those before them. */
export function foldAll(before: readonly Listed[], changes: readonly LocalChange[]): FoldedList {
  const list = foldInto(before, changes, false);
  return { list: list.map(({ change }) => change), folded: differenceOf(before, list) };
}

/** Folds with one another what several windows have left; each of them may have been carried out. */
export function refold(left: readonly LocalChange[]): FoldedList {
  const before = left.map((change) => ({ change, isRunning: false, isTried: true }));
  const list = foldInto([], left, true);
  return { list: list.map(({ change }) => change), folded: differenceOf(before, list) };
}

function foldInto(
  before: readonly Listed[],
  changes: readonly LocalChange[],
  isTried: boolean,
): Listed[] {
  let list = [...before];
  const taken = new TakenByPair();
  for (const { change } of list) taken.add(change);
  /** Saved in this very batch, and nothing else happened since. */
  const saved = new Set<string>();
  for (const change of changes) {
    const key = `${change.pair}\n${change.path}`;
    if (change.kind !== 'save') saved.clear();
    else if (saved.has(key)) continue;
    else saved.add(key);
    const { remove, add } = taken.touches(change)
      ? foldChange(list, change)
      : { remove: [], add: [change] };
    if (remove.length > 0) list = list.filter((listed) => !remove.includes(listed.change.id));
    for (const added of add) list.push({ change: added, isRunning: false, isTried });
    for (const added of add) taken.add(added);
  }
  return list;
}

function differenceOf(before: readonly Listed[], after: readonly Listed[]): Folded {
  const idsBefore = new Set(before.map(({ change }) => change.id));
  const idsAfter = new Set(after.map(({ change }) => change.id));
  return {
    remove: [...idsBefore].filter((id) => !idsAfter.has(id)),
    add: after.flatMap(({ change }) => (idsBefore.has(change.id) ? [] : [change])),
  };
}

class TakenByPair {
  readonly #pairs = new Map<string, TakenPaths>();

  add(change: LocalChange): void {
    const paths = this.#pairs.get(change.pair) ?? new TakenPaths();
    this.#pairs.set(change.pair, paths);
    for (const path of pathsOf(change)) paths.add(path);
  }

  touches(change: LocalChange): boolean {
    const paths = this.#pairs.get(change.pair);
    return paths !== undefined && pathsOf(change).some((path) => paths.touches(path));
  }
}

/** Folds `change` into the list of those before it. */
function foldChange(list: readonly Listed[], change: LocalChange): Folded {
  const before = list.filter(({ change: { pair } }) => pair === change.pair);
  switch (change.kind) {
    case 'save':
      return foldSave(before, change);
    case 'make-folder':
      return { remove: [], add: [asSure(before, change)] };
    case 'delete':
      return foldDelete(before, change);
    case 'rename':
      return foldRename(before, change);
  }
}

type Kind<K extends LocalChange['kind']> = Extract<LocalChange, { kind: K }>;

function foldSave(before: readonly Listed[], seen: Kind<'save'>): Folded {
  const save = asSure(before, seen);
  const last = before.findLast(({ change }) => touches(change, save));
  if (last === undefined || last.isRunning) return { remove: [], add: [save] };
  const { change } = last;
  if (change.path !== save.path) return { remove: [], add: [save] };
  // Who saves a file himself wants it up, whatever becomes of the batch that it waited with.
  const isFreed = change.isHeld && !save.isHeld;
  if (change.kind === 'save' && isFreed) {
    return { remove: [change.id], add: [{ ...save, isNew: change.isNew }] };
  }
  if (change.kind === 'save') return { remove: [], add: [] };
  // A file that is there again was changed; in the place of a folder it is something else.
  const isChange = change.kind === 'delete' && !change.isFolder;
  if (!isChange) return { remove: [], add: [save] };
  return { remove: [change.id], add: [{ ...save, isNew: false }] };
}

/** Only what stands alone, but for folders that are made around it, is new to the other side for sure. */
function asSure<C extends Kind<'save' | 'make-folder'>>(before: readonly Listed[], made: C): C {
  if (made.isNew !== true) return made;
  const isAlone = before.every(
    ({ change }) =>
      !touches(change, made) || (change.kind === 'make-folder' && change.path !== made.path),
  );
  return isAlone ? made : { ...made, isNew: false };
}

function foldDelete(before: readonly Listed[], removal: Kind<'delete'>): Folded {
  const { path } = removal;
  const { vain, rest } = takeVain(
    before,
    path,
    ({ kind }) => kind !== 'rename' && kind !== 'delete',
  );
  const isUnknown = vain.some((listed) => listed.change.path === path && isUntriedNew(listed));
  const isNothing = isUnknown && !rest.some(({ change }) => touches(change, removal));
  return { remove: idsOf(vain), add: isNothing ? [] : [removal] };
}

function foldRename(before: readonly Listed[], rename: Kind<'rename'>): Folded {
  const { from, path } = rename;
  const { vain, rest } = takeVain(before, from, ({ kind }) => kind === 'save');
  const remove = idsOf(vain);
  const moved = new Set(
    before.flatMap(({ change }) =>
      change.kind === 'save' && isWithin(change.path, from) ? [change.path] : [],
    ),
  );
  const saves = [...moved].map((saved) => saveOf(rename, `${path}${saved.slice(from.length)}`));
  const made = vain.find((listed) => listed.change.path === from && isUntriedNew(listed));
  if (made !== undefined && !rest.some(({ change }) => touches(change, made.change))) {
    return { remove, add: saves };
  }
  const earlier = earlierRename(rest, rename);
  if (earlier === undefined) return { remove, add: [rename, ...saves] };
  const joined = { ...rename, from: earlier.from };
  return { remove: [...remove, earlier.id], add: [joined, ...saves] };
}

/** The rename that brought here what is moved on, where nothing has happened since on its way. */
function earlierRename(
  rest: readonly Listed[],
  rename: Kind<'rename'>,
): Kind<'rename'> | undefined {
  const last = rest.findLast(({ change }) => touches(change, rename));
  if (last === undefined || last.isTried || last.change.kind !== 'rename') return undefined;
  const { change } = last;
  if (change.path !== rename.from || change.replaces) return undefined;
  // What brought the file where it is again may have found nothing there, and left it to these two.
  if (change.from === rename.path) return undefined;
  // Nothing is moved into what lies in it, nor to where the folder around it stood.
  const isInside = isWithin(change.from, rename.path) || isWithin(rename.path, change.from);
  if (isInside) return undefined;
  const since = rest.slice(rest.indexOf(last) + 1);
  return since.some(({ change: later }) => touches(later, change)) ? undefined : change;
}

/** Splits off the changes within `path` that need not be carried out before it goes away. */
function takeVain(
  before: readonly Listed[],
  path: string,
  isVain: (change: LocalChange) => boolean,
): { vain: Listed[]; rest: Listed[] } {
  const isInVain = ({ change, isRunning }: Listed): boolean =>
    isWithin(change.path, path) && !isRunning && isVain(change);
  return { vain: before.filter(isInVain), rest: before.filter((listed) => !isInVain(listed)) };
}

/** What was made here and never brought up: the other side knows nothing of it. */
function isUntriedNew({ change, isTried }: Listed): boolean {
  if (isTried) return false;
  return (change.kind === 'make-folder' || change.kind === 'save') && change.isNew === true;
}

function idsOf(list: readonly Listed[]): string[] {
  return list.map(({ change }) => change.id);
}

/** A save that another change brings about. */
function saveOf({ time, pair, isHeld }: LocalChange, path: string): LocalChange {
  return { id: randomUUID(), time, pair, isHeld, kind: 'save', path, isNew: false };
}
