import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteEntry } from '../../../src/base/remote-entry.js';
import { diffListings } from '../../../src/remote/diff-listings.js';

const noon = Date.UTC(2024, 5, 15, 12);
const file = (name: string, more: Partial<RemoteEntry> = {}): RemoteEntry => ({
  name,
  type: 'file',
  size: 1,
  modified: noon,
  modifiedExact: true,
  ...more,
});
const folder = (name: string, modified = noon): RemoteEntry => ({
  name,
  type: 'directory',
  modified,
  modifiedExact: true,
});
const link = (name: string, target: string): RemoteEntry => ({ name, type: 'symlink', target });

const cases: [law: string, before: RemoteEntry[], after: RemoteEntry[], told: string[]][] = [
  ['what stays is not told', [file('a'), folder('d')], [folder('d'), file('a')], []],
  ['a new name is created', [], [file('a')], ['created a']],
  ['a name that is gone is deleted', [file('a')], [], ['deleted a']],
  ['another size is a change', [file('a')], [file('a', { size: 2 })], ['changed a']],
  ['another time is a change', [file('a')], [file('a', { modified: noon + 1000 })], ['changed a']],
  [
    'a coarser time of the same moment is none',
    [file('a', { modified: noon + 7_000 })],
    [file('a', { modifiedExact: false })],
    [],
  ],
  ['a folder’s own time is none', [folder('d')], [folder('d', noon + 5_000)], []],
  ['a folder where a file was is a change', [file('a')], [folder('a')], ['changed a']],
  ['a link that leads elsewhere is a change', [link('l', 'a')], [link('l', 'b')], ['changed l']],
  [
    'a renamed name is deleted and created, told in the order of names',
    [file('z'), file('b')],
    [file('b'), file('a')],
    ['created a', 'deleted z'],
  ],
];

for (const [law, before, after, told] of cases) {
  test(law, () => {
    const differences = diffListings(before, after);
    assert.deepEqual(
      differences.map(({ kind, name }) => `${kind} ${name}`),
      told,
    );
  });
}
