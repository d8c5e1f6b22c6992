import { isSafeName } from '../base/remote-path.js';

/** Why a name cannot be given. */
export type NameProblem = 'empty' | 'unsafe' | 'taken';

/** What is wrong with a name for something new in a folder that has `taken`; undefined: nothing. */
export function newNameProblem(name: string, taken: readonly string[]): NameProblem | undefined {
  if (name === '') return 'empty';
  if (!isSafeName(name)) return 'unsafe';
  return taken.includes(name) ? 'taken' : undefined;
}
