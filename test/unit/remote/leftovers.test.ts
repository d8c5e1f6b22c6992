import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteEntry } from '../../../src/base/remote-entry.js';
import { temporaryName } from '../../../src/base/temporary-name.js';
import { judgeLeftovers, obsoleteFor, withoutLeftovers } from '../../../src/remote/leftovers.js';

const now = Date.UTC(2026, 0, 10);
const hour = 3_600_000;
const day = 24 * hour;
const left = '.a.txt.ftpws-0123abcd.tmp';

const file = (name: string, ageMs: number, size = 10): RemoteEntry => ({
  name,
  type: 'file',
  size,
  modified: now - ageMs,
  modifiedExact: true,
});
const untold = (name: string): RemoteEntry => ({ name, type: 'file', size: 10 });
const coarse = (entry: RemoteEntry): RemoteEntry => ({ ...entry, modifiedExact: false });

test('temporary names are not shown', () => {
  const shown = withoutLeftovers([file('a.txt', 0), file(left, 0), file('.htaccess', 0)]);
  assert.deepEqual(
    shown.map(({ name }) => name),
    ['a.txt', '.htaccess'],
  );
});

const fates: [law: string, entries: RemoteEntry[], fate: 'kept' | 'removable' | 'precious'][] = [
  ['a young one may be in use', [file('a.txt', day), file(left, hour)], 'kept'],
  ['one without a time may be young', [file('a.txt', day), untold(left)], 'kept'],
  [
    'one of an unknown zone may be younger than it looks',
    [file('a.txt', 9 * day), coarse(file(left, day + hour))],
    'kept',
  ],
  [
    'one whose file was there before is a part of a save',
    [file('a.txt', 9 * day), file(left, 2 * day, 99)],
    'removable',
  ],
  [
    'one whose file is younger and no shorter was saved again',
    [file('a.txt', day, 10), file(left, 2 * day, 10)],
    'removable',
  ],
  [
    'one whose file is younger and shorter may be whole where that is cut',
    [file('a.txt', day, 9), file(left, 2 * day, 10)],
    'precious',
  ],
  ['one whose file is gone may be the only copy', [file(left, 2 * day)], 'precious'],
  [
    'one whose file has no time may be the only whole one',
    [untold('a.txt'), file(left, 2 * day)],
    'precious',
  ],
  [
    'one whose name is a folder now is told',
    [{ name: 'a.txt', type: 'directory' }, file(left, 2 * day)],
    'precious',
  ],
];
for (const [law, entries, fate] of fates) {
  test(`a leftover: ${law}`, () => {
    // What shows that the clock of the server goes right.
    const { removable, precious } = judgeLeftovers([...entries, file('new.txt', 0)], now);
    assert.deepEqual(
      { removable, precious },
      {
        removable: fate === 'removable' ? [left] : [],
        precious: fate === 'precious' ? [{ name: left, of: 'a.txt' }] : [],
      },
    );
  });
}

test('a leftover of a long name belongs to that name', () => {
  const name = `${'x'.repeat(250)}.txt`;
  const cut = `.${'x'.repeat(200)}.ftpws-0123abcd.tmp`;
  const entries = [file(name, 9 * day), file(cut, 2 * day), file('new.txt', 0)];
  assert.deepEqual(judgeLeftovers(entries, now).removable, [cut]);
});

const clocks: [server: string, upload: RemoteEntry, others: RemoteEntry[]][] = [
  [
    'stands in the past',
    file(left, 9_000 * day),
    [file('a.txt', 9_001 * day), file('b.txt', 9_000 * day + hour)],
  ],
  [
    'stands in the past, and whose files came with their own times',
    file(left, 9_000 * day, 5),
    [file('a.txt', day, 10), file('b.txt', 0)],
  ],
  [
    'was late when it was uploaded to last',
    file(left, 30 * day),
    [file('a.txt', 31 * day), untold('b.txt')],
  ],
];
for (const [server, upload, others] of clocks) {
  test(`an upload that is under way is no leftover on a server whose clock ${server}`, () => {
    assert.deepEqual(judgeLeftovers([...others, upload], now), { removable: [], precious: [] });
  });
}

test('an upload of this window is no leftover, whatever the clock of the server says', () => {
  const ours = temporaryName('a.txt', '89abcdef');
  const entries = [file('a.txt', 9 * day), file(ours, 2 * day), file('new.txt', 0)];
  assert.deepEqual(judgeLeftovers(entries, now), { removable: [], precious: [] });
});

const saves: [law: string, saved: RemoteEntry, leftover: RemoteEntry, isObsolete: boolean][] = [
  ['an older one is of no use any more', file('a.txt', 0), file(left, 2 * hour), true],
  ['a young one may be in use elsewhere', file('a.txt', 0), file(left, hour / 2), false],
  ['one of another file is not looked at', file('b.txt', 0), file(left, 2 * hour), false],
  [
    'one of a long name may be that of another',
    file(`${'x'.repeat(200)}-b.txt`, 0),
    file(`.${'x'.repeat(200)}.ftpws-0123abcd.tmp`, 2 * hour),
    false,
  ],
  ['without a time nothing is sure', untold('a.txt'), file(left, 2 * hour), false],
];
for (const [law, saved, leftover, isObsolete] of saves) {
  test(`after a save ${law}`, () => {
    assert.deepEqual(obsoleteFor(saved, [saved, leftover]), isObsolete ? [leftover.name] : []);
  });
}
