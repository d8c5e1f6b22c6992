import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type GitEvent,
  gitIdle,
  gitQuiet,
  gitStep,
  isGitAtWork,
} from '../../../src/sync/git-hold.js';

/** `+path` is created, `-path` deleted, `~path` changed. */
function eventOf(told: string): GitEvent {
  const kinds = { '+': 'created', '-': 'deleted', '~': 'changed' } as const;
  return { kind: kinds[told[0] as '+' | '-' | '~'], path: told.slice(1) };
}

/** `quiet`: nothing more was seen for a while. */
function play(events: readonly string[]): [wishes: string[], isAtWork: boolean] {
  let state = gitIdle;
  const wishes: string[] = [];
  for (const told of events) {
    if (told === 'quiet') {
      state = gitQuiet(state);
      continue;
    }
    const { next, wish } = gitStep(state, eventOf(told));
    state = next;
    wishes.push(wish);
  }
  return [wishes, isGitAtWork(state)];
}

const cases: [law: string, events: string[], wishes: string[], isAtWork: boolean][] = [
  [
    'what git writes for itself is nothing',
    ['~config', '+ORIG_HEAD', '~logs/HEAD'],
    ['nothing', 'nothing', 'nothing'],
    false,
  ],
  ['a lock on the index holds saves', ['+index.lock'], ['hold'], true],
  [
    'a command that is over lets them go when it is quiet',
    ['+index.lock', '-index.lock'],
    ['hold', 'release-when-quiet'],
    true,
  ],
  [
    'and quiet it is idle',
    ['+index.lock', '-index.lock', 'quiet'],
    ['hold', 'release-when-quiet'],
    false,
  ],
  ['quiet in the middle of it lets nothing go', ['+index.lock', 'quiet'], ['hold'], true],
  [
    'a checkout is one operation, whatever comes when',
    ['+index.lock', '~HEAD', '-index.lock', '~HEAD', 'quiet'],
    ['hold', 'hold', 'release-when-quiet', 'release-when-quiet'],
    false,
  ],
  ['a HEAD that moves alone is waited for', ['~HEAD'], ['release-when-quiet'], true],
  [
    'a rebase is under way as long as its folder stands',
    ['+rebase-merge', '+index.lock', '-index.lock', '-rebase-merge/done', 'quiet'],
    ['hold', 'hold', 'hold', 'hold'],
    true,
  ],
  [
    'its end lets saves go',
    ['+rebase-merge/done', '-rebase-merge', 'quiet'],
    ['hold', 'release-when-quiet'],
    false,
  ],
  ['so is a rebase of the older kind', ['+rebase-apply/next'], ['hold'], true],
  [
    'a merge with conflicts holds until it is concluded',
    ['+MERGE_HEAD', '+index.lock', '-index.lock', 'quiet', '-MERGE_HEAD', 'quiet'],
    ['hold', 'hold', 'hold', 'release-when-quiet'],
    false,
  ],
  ['a lock that goes and was not seen to come is nothing', ['-index.lock'], ['nothing'], false],
];
for (const [law, events, wishes, isAtWork] of cases) {
  test(law, () => {
    assert.deepEqual(play(events), [wishes, isAtWork]);
  });
}
