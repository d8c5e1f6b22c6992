import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeLeft } from '../../../src/sync/time-left.js';

const cases: [law: string, samples: [at: number, bytes: number][], left: number | undefined][] = [
  ['nothing is said before anything has moved', [], undefined],
  [
    'nothing is said of the first moment',
    [
      [0, 0],
      [900, 500],
    ],
    undefined,
  ],
  [
    'the rest takes as long as what was moved took',
    [
      [0, 0],
      [1000, 500],
    ],
    1000,
  ],
  [
    'a line that stands still has no end',
    [
      [0, 500],
      [2000, 500],
    ],
    undefined,
  ],
  [
    'the last seconds count, not the first ones',
    [
      [0, 0],
      [10_000, 100],
      [15_000, 600],
    ],
    4000,
  ],
  [
    'nothing is left of what is all there',
    [
      [0, 0],
      [2000, 1000],
    ],
    0,
  ],
];

for (const [law, samples, left] of cases) {
  test(law, () => {
    const time = new TimeLeft();
    for (const [at, bytes] of samples) time.note(bytes, at);
    assert.equal(time.until(1000), left);
  });
}
