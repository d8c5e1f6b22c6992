import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldAll, type Listed } from '../../../src/sync/fold-changes.js';
import { type LocalChange, type LocalEvent } from '../../../src/sync/local-change.js';

const change = (event: LocalEvent, id: string): LocalChange => {
  return { ...event, id, time: 1, pair: 'p', isHeld: false };
};
const made: LocalEvent = { kind: 'save', path: 'a/b', isNew: true };
const gone: LocalEvent = { kind: 'delete', path: 'a/b', isFolder: false };

/** What is left of a file that was made behind these and deleted again, when they are carried out. */
function leftAfter(event: LocalEvent, listed: Pick<Listed, 'isRunning'>): string[] {
  const before = { change: change(event, 'before'), isTried: listed.isRunning, ...listed };
  const { list } = foldAll([before], [change(made, 'made')]);
  const waiting = list.filter(({ id }) => id !== 'before');
  const items = waiting.map((one) => ({ change: one, isRunning: false, isTried: false }));
  return foldAll(items, [change(gone, 'gone')]).list.map(({ kind, path }) => `${kind} ${path}`);
}

const cases: [law: string, before: LocalEvent, left: string[]][] = [
  ['that goes up already, and was made anew, is deleted there', made, ['delete a/b']],
  [
    'to where something is moved just now is deleted there',
    { kind: 'rename', from: 'c', path: 'a/b', replaces: false },
    ['delete a/b'],
  ],
  [
    'in a folder that comes by a rename is deleted there',
    { kind: 'rename', from: 'c', path: 'a', replaces: false },
    ['delete a/b'],
  ],
  ['in a folder that is made just now is nothing', { kind: 'make-folder', path: 'a' }, []],
];
for (const [law, before, left] of cases) {
  test(`a file ${law}`, () => {
    assert.deepEqual(leftAfter(before, { isRunning: true }), left);
  });
}
