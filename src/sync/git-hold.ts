// While git checks out, merges or rebases it changes many files that nobody saved. What is seen of it
// are its own files: a lock on the index comes and goes with each command, HEAD moves, and some operations
// leave a mark until they are over.

/** What is seen of git's folder, by paths below it. */
export interface GitEvent {
  kind: 'created' | 'changed' | 'deleted';
  /** `index.lock` or `rebase-merge/done`, with `/` between its segments. */
  path: string;
}

/** What git is at. */
export interface GitState {
  /** The locks and marks that stand now. */
  marks: ReadonlySet<string>;
  /** `moved`: HEAD was, and the files that follow may still be on their way. */
  state: 'idle' | 'busy' | 'moved';
}

/** What a step asks for: to hold saves back, or to let them go once it has been quiet for a while. */
export interface GitStep {
  next: GitState;
  wish: 'hold' | 'release-when-quiet' | 'nothing';
}

/** Nothing is under way. */
export const gitIdle: GitState = { marks: new Set(), state: 'idle' };

/** Files that stand as long as an operation is under way. */
const marks = ['index.lock', 'HEAD.lock', 'MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD'];
const markFolders = ['rebase-merge', 'rebase-apply', 'sequencer'];

/** The only way in which what we know of git changes. */
export function gitStep(state: GitState, event: GitEvent): GitStep {
  const mark = markOf(event.path);
  if (mark !== undefined) return markStep(state, mark, event);
  if (event.path !== 'HEAD') return { next: state, wish: 'nothing' };
  if (state.state === 'busy') return { next: state, wish: 'hold' };
  return { next: { ...state, state: 'moved' }, wish: 'release-when-quiet' };
}

/** It has been quiet: what was only a moved HEAD is over. */
export function gitQuiet({ marks: standing }: GitState): GitState {
  return standing.size === 0 ? gitIdle : { marks: standing, state: 'busy' };
}

/** Whether saves are to be held back. */
export function isGitAtWork({ state }: GitState): boolean {
  return state !== 'idle';
}

function markStep(before: GitState, mark: string, { kind, path }: GitEvent): GitStep {
  const standing = new Set(before.marks);
  if (kind !== 'deleted') standing.add(mark);
  // A file that goes from a folder of marks is a step of the operation, not its end.
  else if (path === mark) standing.delete(mark);
  if (standing.size > 0) return { next: { marks: standing, state: 'busy' }, wish: 'hold' };
  if (before.state === 'idle') return { next: gitIdle, wish: 'nothing' };
  return { next: { marks: standing, state: 'moved' }, wish: 'release-when-quiet' };
}

function markOf(path: string): string | undefined {
  const [first = ''] = path.split('/');
  if (markFolders.includes(first)) return first;
  return marks.find((mark) => mark === path);
}
