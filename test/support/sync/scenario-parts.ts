import { type Scenario } from './sync-scenario.js';

/** The tree that most scenarios have agreed on. */
export const abc = { 'a.txt': 'a', 'sub/b.txt': 'bb', 'sub/deep/c.txt': 'ccc' };

/** What is left of it without a.txt. */
export const rest = { 'sub/b.txt': 'bb', 'sub/deep/c.txt': 'ccc' };

type Before = Pick<Scenario, 'agreed' | 'local' | 'remote'>;

export const changedOnBoth: Before = {
  agreed: abc,
  local: [['write', 'a.txt', 'mine']],
  remote: [['write', 'a.txt', 'theirs']],
};

export const deletedHereChangedThere: Before = { ...changedOnBoth, local: [['delete', 'a.txt']] };

export const changedHereDeletedThere: Before = { ...changedOnBoth, remote: [['delete', 'a.txt']] };

/** Nothing was done to a file: each side has its own, and what was agreed on stays so. */
export function eachItsOwn(path: string): Pick<Scenario, 'after' | 'journal'> {
  return {
    after: { local: { ...abc, [path]: 'mine' }, remote: { ...abc, [path]: 'theirs' } },
    journal: abc,
  };
}
