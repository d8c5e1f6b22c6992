import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteEntry } from '../../../src/base/remote-entry.js';
import { ServedTimes } from '../../../src/remote/served-times.js';

const noon = Date.UTC(2024, 5, 15, 12);
const hour = 3_600_000;

const exact = (modified: number, size = 1): RemoteEntry => ({
  name: 'a',
  type: 'file',
  size,
  modified,
  modifiedExact: true,
});
const listed = (modified: number, size = 1): RemoteEntry => ({
  name: 'a',
  type: 'file',
  size,
  modified,
});
const untold = (size = 1): RemoteEntry => ({ name: 'a', type: 'file', size });

/** Each look with the time that is shown for it, relative to noon. */
type Look = [entry: RemoteEntry, shown: number];

const cases: [law: string, looks: Look[]][] = [
  ['an exact time is shown as it is', [[exact(noon), 0]]],
  [
    'the seconds of a look do not move the time of a listing',
    [
      [listed(noon), 0],
      [exact(noon + 7_000), 0],
      [listed(noon), 0],
    ],
  ],
  [
    'a listing does not move the time of a look',
    [
      [exact(noon + 7_000), 7_000],
      [listed(noon), 7_000],
    ],
  ],
  [
    'a zone that is learned later does not move it',
    [
      [listed(noon + 2 * hour), 2 * hour],
      [listed(noon), 2 * hour],
    ],
  ],
  [
    'a change moves it to its own time',
    [
      [exact(noon), 0],
      [exact(noon + 9_000), 9_000],
    ],
  ],
  [
    'a change that only the second look can tell is seen by the third',
    [
      [listed(noon), 0],
      [exact(noon + 7_000), 0],
      [exact(noon + 9_000), 9_000],
    ],
  ],
  [
    'another size within the minute moves it forward, however coarse the listing is',
    [
      [exact(noon + 7_000), 7_000],
      [listed(noon, 2), 7_001],
    ],
  ],
  [
    'a restored backup is shown as old as it is',
    [
      [exact(noon), 0],
      [exact(noon - hour, 2), -hour],
    ],
  ],
];
for (const [law, looks] of cases) {
  test(law, () => {
    const times = new ServedTimes();
    const shown = looks.map(([entry]) => times.show('/a', entry) - noon);
    assert.deepEqual(
      shown,
      looks.map(([, time]) => time),
    );
  });
}

test('a time that nobody tells stays, and moves with the size and with our own writes', () => {
  const times = new ServedTimes();
  const shown = [untold(), untold(), untold(2)].map((entry) => times.show('/a', entry));
  times.wrote('/a', untold(2));
  shown.push(times.show('/a', untold(2)), times.show('/a', untold(2)));
  assert.deepEqual(shown, [0, 0, 1, 2, 2]);
});

test('our own write moves the time forward, also within the minute of a listing', () => {
  const times = new ServedTimes();
  times.show('/a', exact(noon + 7_000));
  times.wrote('/a', listed(noon));
  assert.equal(times.show('/a', listed(noon)), noon + 7_001);
  times.wrote('/a', exact(noon + hour));
  assert.equal(times.show('/a', exact(noon + hour)), noon + hour);
});

test('a new file under the old name has its own time', () => {
  const times = new ServedTimes();
  times.show('/a/b', listed(noon));
  times.forget('/a');
  assert.equal(times.show('/a/b', exact(noon + 7_000)), noon + 7_000);
});
